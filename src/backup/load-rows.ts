import { json } from 'node:stream/consumers';
import pg from 'pg';
import * as z from 'zod';
import { migrateTo } from '../db/migrate.ts';
import type { Archive } from './archive-reader.ts';
import { BackupRefused } from './errors.ts';
import { QUEUE_NAME, tableEntry } from './manifest.ts';
import { fillTable, holdsExactly, withCopyClient } from './table-copy.ts';

/**
 * Fills an empty database with the rows of a backup, in the schema they were made with, and reads every table back:
 * as many rows, byte for byte the same text. Foreign keys are put up again after the rows and check them all.
 * Throws BackupRefused when anything differs.
 */
export async function loadRows(url: string, { manifest, read }: Archive): Promise<void> {
  await migrateTo(url, manifest.migrations);
  await withCopyClient(url, async (client) => {
    await client.query('begin');
    const foreignKeys = await dropForeignKeys(client);
    for (const table of manifest.tables) {
      const name = pg.escapeIdentifier(table.name);
      await client.query(`alter table ${name} disable trigger user`);
      // A migration may have brought rows of its own.
      await client.query(`delete from ${name}`);
      await fillTable(client, table, await read(tableEntry(table.name), table));
      await client.query(`alter table ${name} enable trigger user`);
    }
    for (const { name, value } of manifest.sequences)
      await client.query('select setval(to_regclass($1), $2)', [pg.escapeIdentifier(name), value]);
    for (const { add } of foreignKeys) await client.query(add);
    await client.query('commit');
    for (const table of manifest.tables) {
      if (!(await holdsExactly(client, table)))
        throw new BackupRefused(`The table ${table.name} did not come out of the backup as it went in.`);
    }
    await client.query('analyze');
  });
}

const waitingJobs = z.array(z.object({ name: z.string(), data: z.unknown() }));

/** The jobs that waited when the backup was made. */
export async function readWaitingJobs({ manifest, read }: Archive): Promise<z.output<typeof waitingJobs>> {
  return waitingJobs.parse(await json(await read(QUEUE_NAME, manifest.queue)));
}

/** Rows come table by table, so what they point to may come later. */
async function dropForeignKeys(client: pg.Client): Promise<{ add: string }[]> {
  const { rows } = await client.query<{ drop: string; add: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
            format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as add
       from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace and conparentid = 0
      order by conrelid::regclass::text, conname`,
  );
  for (const { drop } of rows) await client.query(drop);
  return rows;
}
