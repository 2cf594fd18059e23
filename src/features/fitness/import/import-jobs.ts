import { z } from 'zod';
import { selectRow, type Db, type Scope } from '../../../db/index.ts';
import { defineJob, type JobDeps } from '../../../jobs/job.ts';
import { addWorkouts } from './add-workouts.ts';
import { ImportRefused } from './imported.ts';
import * as queries from './import-queries.ts';
import { previewOf } from './preview.ts';
import { readImportFile } from './read-file.ts';

const whose = z.strictObject({ importId: z.uuid(), userId: z.uuid(), householdId: z.uuid() });
type Whose = z.output<typeof whose>;

const failedText =
  'The file could not be worked on. Try it again; if this happens again, the log of the server says why.';

/** Reads an uploaded file and writes down what it would add. */
export const readImportJob = defineJob({
  name: 'read-import',
  data: whose,
  isHeavy: true,
  retries: 2,
  async run({ db, clock }, { importId, ...scope }: Whose) {
    const row = await queries.findImport(db, scope, importId);
    const bytes = row && (await queries.findImportFile(db, scope, importId));
    if (row?.state !== 'uploaded' || !bytes) return;
    const now = clock.now();
    try {
      const file = await readImportFile(bytes, row.options);
      const place = { answers: row.options, timeZone: await timeZoneOf(db, scope) };
      const preview = await previewOf(db, scope, file, place);
      await queries.updateImport(db, scope, importId, { state: 'read', kind: file.kind, preview, now });
    } catch (error) {
      if (!(error instanceof ImportRefused)) throw error;
      await queries.updateImport(db, scope, importId, { state: 'refused', problem: error.message, now });
    }
  },
  gaveUp: ({ db, clock }, { importId, ...scope }) =>
    queries.updateImport(db, scope, importId, { state: 'refused', problem: failedText, now: clock.now() }),
});

/** Adds what a file holds, in one transaction: all of it, or nothing. */
export const applyImportJob = defineJob({
  name: 'apply-import',
  data: whose,
  isHeavy: true,
  retries: 2,
  run: ({ db, clock }: JobDeps, { importId, ...scope }: Whose) =>
    db.transaction(async (trx) => {
      const row = await queries.lockImport(trx, scope, importId);
      const bytes = row && (await queries.findImportFile(trx, scope, importId));
      // Run a second time after a kill: the first time was rolled back, or is done.
      if (row?.state !== 'applying' || !bytes) return;
      const file = await readImportFile(bytes, row.options);
      const timeZone = await timeZoneOf(trx, scope);
      const added = await addWorkouts(trx, scope, file.workouts, {
        importId,
        answers: row.options,
        timeZone,
      });
      const { exerciseIds, ...counts } = added;
      const result = {
        ...counts,
        exercises: exerciseIds.length,
        others: {},
        created: { exercises: exerciseIds },
      };
      await queries.updateImport(trx, scope, importId, { state: 'applied', result, now: clock.now() });
    }),
  gaveUp: ({ db, clock }, { importId, ...scope }) =>
    queries.updateImport(db, scope, importId, { state: 'read', problem: failedText, now: clock.now() }),
});

/** Uploaded files are kept for 30 days after the last thing that happened to their import. */
export const forgetImportFilesJob = defineJob({
  name: 'forget-import-files',
  data: z.object({}),
  schedule: '40 3 * * *',
  async run({ db, clock }) {
    await queries.deleteOldImportFiles(db, new Date(clock.now().getTime() - 30 * 86_400_000));
  },
});

async function timeZoneOf(db: Db, scope: Scope): Promise<string> {
  const row = await selectRow<{ time_zone: string }>(db, 'select time_zone from users where id = :userId', {
    userId: scope.userId,
  });
  return row?.time_zone ?? 'UTC';
}
