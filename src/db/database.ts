import pg from 'pg';
import { PipelinedConnection } from './pipelined-connection.ts';
import { databaseSocket } from './socket.ts';
import type { Statement } from './sql.ts';
import { valueTypes } from './value-types.ts';

/** Which connection a statement takes outside a transaction. */
export type Lane = 'pool' | 'keyed' | 'write';

/** What queries run on: the database, or a transaction of it. The caller of a query cannot tell which. */
export interface Db {
  run<Row extends pg.QueryResultRow>(
    statement: Statement,
    values: unknown[],
    lane: Lane,
  ): Promise<pg.QueryResult<Row>>;
  /** Runs `work` in one transaction: committed when it resolves, rolled back when it throws. Nested: a savepoint. */
  transaction<T>(work: (trx: Db) => Promise<T>): Promise<T>;
}

export interface DatabaseSettings {
  /** `postgres://…`, also with `?host=/socket/folder`. */
  url: string;
  poolSize: number;
  statementTimeoutMs: number;
  /** How long a request may wait for a free connection. */
  acquireTimeoutMs: number;
  /** Shown by pg_stat_activity. */
  applicationName: string;
}

/** PostgreSQL's code for a lock that was not to be had in time. */
const LOCKED = '55P03';

/**
 * A process's connections: a pool, one pipelined connection for short keyed reads, and one for short writes, so that no
 * read waits for a disk.
 */
export class Database implements Db {
  readonly pool: pg.Pool;
  readonly #keyed: PipelinedConnection;
  readonly #writes: PipelinedConnection;

  constructor(settings: DatabaseSettings) {
    const connection: pg.ClientConfig = {
      connectionString: settings.url,
      application_name: settings.applicationName,
      options: '-c TimeZone=UTC',
      types: valueTypes,
      keepAlive: true,
      stream: databaseSocket,
    };
    this.pool = new pg.Pool({
      ...connection,
      max: settings.poolSize,
      statement_timeout: settings.statementTimeoutMs,
      idle_in_transaction_session_timeout: settings.statementTimeoutMs * 6,
      connectionTimeoutMillis: settings.acquireTimeoutMs,
      idleTimeoutMillis: 60_000,
    });
    // An idle connection that breaks is replaced on the next use; without a listener it would end the process.
    this.pool.on('error', () => undefined);
    const lockTimeoutMs = 500;
    this.#keyed = new PipelinedConnection(connection, {
      ...{ statementTimeoutMs: 1000, lockTimeoutMs, isRepeatable: true },
    });
    this.#writes = new PipelinedConnection(connection, {
      ...{ statementTimeoutMs: settings.statementTimeoutMs, lockTimeoutMs, isRepeatable: false },
    });
  }

  run<Row extends pg.QueryResultRow>(statement: Statement, values: unknown[], lane: Lane) {
    if (lane === 'keyed') return this.#keyed.query<Row>(statement, values);
    if (lane === 'write') return this.#write<Row>(statement, values);
    return this.pool.query<Row>({ name: statement.name, text: statement.text, values });
  }

  /** What another transaction holds up waits in the pool, where it holds up nobody else. */
  async #write<Row extends pg.QueryResultRow>(statement: Statement, values: unknown[]) {
    try {
      return await this.#writes.query<Row>(statement, values);
    } catch (error) {
      if ((error as { code?: unknown }).code !== LOCKED) throw error;
      return this.pool.query<Row>({ name: statement.name, text: statement.text, values });
    }
  }

  async transaction<T>(work: (trx: Db) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error) => (broken = error);
    client.on('error', onError);
    try {
      await client.query('begin');
      const result = await work(new Transaction(client));
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => (broken = failure));
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  /** How busy the pool is, for the metrics. */
  poolState(): { inUse: number; idle: number; waiting: number } {
    const { totalCount, idleCount, waitingCount } = this.pool;
    return { inUse: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }

  /** Ends all connections after the running statements. */
  async close(): Promise<void> {
    await Promise.all([this.#keyed.close(), this.#writes.close(), this.pool.end()]);
  }
}

class Transaction implements Db {
  readonly #client: pg.PoolClient;
  #depth = 0;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  run<Row extends pg.QueryResultRow>(statement: Statement, values: unknown[]) {
    return this.#client.query<Row>({ name: statement.name, text: statement.text, values });
  }

  async transaction<T>(work: (trx: Db) => Promise<T>): Promise<T> {
    const savepoint = `nested_${++this.#depth}`;
    await this.#client.query(`savepoint ${savepoint}`);
    try {
      const result = await work(this);
      await this.#client.query(`release savepoint ${savepoint}`);
      return result;
    } catch (error) {
      await this.#client.query(`rollback to savepoint ${savepoint}`);
      throw error;
    }
  }
}
