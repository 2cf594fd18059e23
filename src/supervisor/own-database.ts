import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from './backoff.ts';
import type { Log } from './log.ts';
import { type EmbeddedPostgres, startPostgres } from './postgres.ts';

/**
 * The PostgreSQL this server owns: started before the workers, stopped after them, started again when it dies.
 * Its address may change with a new start; `onMoved` is told.
 */
export class OwnDatabase {
  readonly #dataDir: string;
  readonly #log: Log;
  readonly #backoff: Backoff;
  #postgres: EmbeddedPostgres | undefined;
  #isStopping = false;
  /** The start that is under way: a stop has to wait for it, or PostgreSQL would outlive us. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(dataDir: string, log: Log, longestPauseMs: number) {
    this.#dataDir = dataDir;
    this.#log = log;
    this.#backoff = new Backoff(longestPauseMs);
  }

  /** Starts it and resolves to its address; rejects with an error that has an exitCode. */
  start(onMoved: (databaseUrl: string) => void): Promise<string> {
    const started = this.#start(onMoved);
    this.#busy = started.catch(() => undefined);
    return started;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#busy;
    await this.#postgres?.stop();
  }

  async #start(onMoved: (databaseUrl: string) => void): Promise<string> {
    const startedAt = performance.now();
    let isUp = false;
    const log = (line: string) => {
      // Its words at start and stop are routine; what it says in between is not.
      if (isUp && !this.#isStopping) this.#log.warn('PostgreSQL says', { line });
    };
    const postgres = await startPostgres({ dataDir: this.#dataDir, log });
    isUp = true;
    this.#postgres = postgres;
    postgres.onExit((reason) => {
      this.#postgres = undefined;
      if (this.#isStopping) return;
      this.#log.error('PostgreSQL ended and is started again', { err: reason.message });
      this.#busy = this.#restart(performance.now() - startedAt, postgres.databaseUrl, onMoved);
    });
    return postgres.databaseUrl;
  }

  async #restart(livedMs: number, oldUrl: string, onMoved: (databaseUrl: string) => void): Promise<void> {
    await sleep(this.#backoff.next(livedMs));
    if (this.#isStopping) return;
    try {
      const url = await this.#start(onMoved);
      this.#log.info('PostgreSQL is back');
      if (url !== oldUrl) onMoved(url);
    } catch (error) {
      this.#log.error('PostgreSQL did not start', { err: (error as Error).message });
      await this.#restart(0, oldUrl, onMoved);
    }
  }
}
