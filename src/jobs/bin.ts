import * as z from 'zod';
import { execute } from '../db/index.ts';
import { defineJob, type AnyJob, type JobDeps } from './job.ts';

/** How long what was thrown away can be taken back. */
export const binDays = 30;

const BATCH = 500;

/** Something people can throw away. */
export interface BinNoun {
  /** Plural, for the log: `workouts`. */
  name: string;
  /** Deletes for good at most `limit` of those thrown away before `before`, files included; says how many. */
  empty(deps: JobDeps, before: Date, limit: number): Promise<number>;
}

/** A noun whose rows can simply be deleted, with what hangs on them by cascade. `table` is a name in our schema. */
export function binTable(table: string, onlyWhere = 'true'): BinNoun {
  const sql = `delete from ${table} where id in (
    select id from ${table} where deleted_at < :before and ${onlyWhere} limit :limit)`;
  return { name: table, empty: (deps, before, limit) => execute(deps.db, sql, { before, limit }) };
}

/** Empties the bin every night, each noun in batches, so that no statement holds its rows for long. */
export function binJob(nouns: readonly BinNoun[]): AnyJob {
  return defineJob({
    name: 'empty-bin',
    data: z.object({}),
    schedule: '20 3 * * *',
    async run(deps) {
      const before = new Date(deps.clock.now().getTime() - binDays * 86_400_000);
      for (const noun of nouns) {
        let emptied = 0;
        for (let count = BATCH; count === BATCH && !deps.signal.aborted; emptied += count) {
          count = await noun.empty(deps, before, BATCH);
        }
        if (emptied > 0) deps.log.info({ noun: noun.name, emptied }, 'emptied the bin');
      }
    },
  });
}
