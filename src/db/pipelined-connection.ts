import pg from 'pg';
import type { Statement } from './sql.ts';

/** Codes after which the connection's prepared statements or the connection itself are of no use any more. */
const STALE = /^(0A000|26000|08...|57P0.)$/;
/** The system's names for a server that cannot be reached (its host may have no address just now, too). */
const UNREACHABLE = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/;

/** What is sent down one connection. */
interface Traffic {
  /** A slow statement holds up all later ones, so each connection has tight limits of its own. */
  statementTimeoutMs: number;
  lockTimeoutMs: number;
  /** Tried once more on a fresh connection when the first one turns out to be gone: right for reads only. */
  isRepeatable: boolean;
}

/**
 * A connection on which statements are written without waiting for earlier answers, which halves the CPU of a page.
 * Only for short statements that touch few rows by a key. Opens itself with the first, and again when it was lost.
 */
export class PipelinedConnection {
  readonly #config: pg.ClientConfig;
  readonly #isRepeatable: boolean;
  #client: Promise<pg.Client> | undefined;
  #closed = false;

  constructor(config: pg.ClientConfig, traffic: Traffic) {
    this.#isRepeatable = traffic.isRepeatable;
    this.#config = {
      ...config,
      pipeline: true,
      statement_timeout: traffic.statementTimeoutMs,
      lock_timeout: traffic.lockTimeoutMs,
      connectionTimeoutMillis: 5000,
    };
  }

  async query<Row extends pg.QueryResultRow>(
    statement: Statement,
    values: unknown[],
  ): Promise<pg.QueryResult<Row>> {
    try {
      return await this.#queryOnce<Row>(statement, values);
    } catch (error) {
      if (!this.#isRepeatable || this.#closed || !isConnectionLost(error)) throw error;
      return this.#queryOnce<Row>(statement, values);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const client = this.#client;
    this.#client = undefined;
    await client?.then((open) => open.end()).catch(() => undefined);
  }

  async #queryOnce<Row extends pg.QueryResultRow>(statement: Statement, values: unknown[]) {
    this.#client ??= this.#connect();
    const pending = this.#client;
    try {
      const client = await pending;
      return await client.query<Row>({ name: statement.name, text: statement.text, values });
    } catch (error) {
      if (isConnectionLost(error)) this.#drop(pending);
      throw error;
    }
  }

  #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    const pending = client.connect().then(() => client);
    const drop = () => this.#drop(pending);
    client.on('error', drop);
    client.on('end', drop);
    return pending;
  }

  #drop(pending: Promise<pg.Client> | undefined): void {
    if (!pending || this.#client !== pending) return;
    this.#client = undefined;
    pending.then((client) => client.end()).catch(() => undefined);
  }
}

/** Whether the error says that the connection, not the statement, is at fault: of PostgreSQL, the system or pg. */
export function isConnectionLost(error: unknown): boolean {
  const { code, message, syscall } = (error ?? {}) as Record<'code' | 'message' | 'syscall', unknown>;
  // No file: that is a lost connection only where the file is the server's socket.
  if (code === 'ENOENT') return syscall === 'connect';
  if (typeof code === 'string') return STALE.test(code) || UNREACHABLE.test(code);
  return (
    typeof message === 'string' &&
    /connection (terminated|ended)|not queryable|client was closed|timeout expired/i.test(message)
  );
}
