import type pg from 'pg';
import type { Db } from './database.ts';
import { bindValues, toStatement, type Params } from './sql.ts';

type Row = pg.QueryResultRow;

/** The rows of a statement with `:name` bindings. */
export async function selectRows<R extends Row>(db: Db, sql: string, params: Params = {}): Promise<R[]> {
  const statement = toStatement(sql);
  return (await db.run<R>(statement, bindValues(statement, params), 'pool')).rows;
}

/** The first row, or undefined. */
export async function selectRow<R extends Row>(
  db: Db,
  sql: string,
  params: Params = {},
): Promise<R | undefined> {
  return (await selectRows<R>(db, sql, params))[0];
}

/** Like `selectRows`, over the pipelined connection: only for short reads by a key (see PipelinedConnection). */
export async function keyedRows<R extends Row>(db: Db, sql: string, params: Params = {}): Promise<R[]> {
  const statement = toStatement(sql);
  return (await db.run<R>(statement, bindValues(statement, params), 'keyed')).rows;
}

/** Like `selectRow`, over the pipelined connection: only for short reads by a key (see PipelinedConnection). */
export async function keyedRow<R extends Row>(
  db: Db,
  sql: string,
  params: Params = {},
): Promise<R | undefined> {
  return (await keyedRows<R>(db, sql, params))[0];
}

/**
 * The first row of what one statement wrote, over the pipelined connection for writes: only for short statements by
 * keys. What it wrote is committed with it.
 */
export async function writtenRow<R extends Row>(
  db: Db,
  sql: string,
  params: Params = {},
): Promise<R | undefined> {
  const statement = toStatement(sql);
  return (await db.run<R>(statement, bindValues(statement, params), 'write')).rows[0];
}

/** Runs a statement for its effect and returns how many rows it touched. */
export async function execute(db: Db, sql: string, params: Params = {}): Promise<number> {
  const statement = toStatement(sql);
  return (await db.run(statement, bindValues(statement, params), 'pool')).rowCount ?? 0;
}

/** The scope of a query: whose rows it may see. Private nouns are bound by userId, shared ones by householdId. */
export interface Scope {
  userId: string;
  householdId: string;
}

/** PostgreSQL's error code (such as `23505`, unique violation) and constraint, when the error is one of its own. */
export function databaseErrorOf(
  error: unknown,
): { code: string; constraint: string | undefined } | undefined {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: string };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? { code, constraint } : undefined;
}
