import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { BackedUpTable } from './manifest.ts';

/** How long copying waits for a table that someone else has locked. */
export const LOCK_TIMEOUT = '60s';

/** The same text for the same values on every server, whatever its own settings say. */
const SESSION = `set timezone to 'UTC'; set datestyle to 'ISO, YMD'; set intervalstyle to 'postgres';
  set extra_float_digits to 1; set bytea_output to 'hex'; set synchronize_seqscans to off; set client_encoding to 'UTF8';
  set statement_timeout to 0; set idle_in_transaction_session_timeout to 0; set lock_timeout to '${LOCK_TIMEOUT}'`;

/** A connection of its own for copying, which may take long. */
export async function withCopyClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'backup', keepAlive: true });
  // A lost connection rejects what runs on it; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(SESSION);
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A table of ours and the columns that can be written (generated ones cannot). */
export interface TableShape {
  name: string;
  columns: string[];
}

/** Tables of the schema, those of extensions left aside. */
export async function listTables(client: pg.Client): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
        and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
      group by c.relname order by c.relname`,
  );
  return rows;
}

const listOf = ({ name, columns }: TableShape) =>
  `${pg.escapeIdentifier(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(', ')})`;

/** Rows of a table as COPY's text; `rows()` counts them at the end. */
export function readTable(client: pg.Client, table: TableShape): { stream: Readable; rows: () => number } {
  const stream = client.query(copyTo(`copy ${listOf(table)} to stdout`));
  return { stream, rows: () => stream.rowCount };
}

/** Fills a table with COPY's text. */
export async function fillTable(client: pg.Client, table: TableShape, text: Readable): Promise<void> {
  await pipeline(text, client.query(copyFrom(`copy ${listOf(table)} from stdin`)));
}

/** Whether a table holds exactly these rows: as many, and the same text in the same order. */
export async function holdsExactly(client: pg.Client, table: BackedUpTable): Promise<boolean> {
  const { stream, rows } = readTable(client, table);
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk as Buffer);
  return rows() === table.rows && hash.digest('hex') === table.sha256;
}

/** Sequences of ours and how far they are. */
export async function listSequences(client: pg.Client): Promise<{ name: string; value: number }[]> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select sequencename as name, last_value as value from pg_sequences
      where schemaname = 'public' and last_value is not null and sequencename not like 'migrations%'
      order by sequencename`,
  );
  return rows.map(({ name, value }) => ({ name, value: Number(value) }));
}
