import { Backoff } from './backoff.ts';
import type { Life } from './life.ts';
import { unlessAborted } from './operations.ts';
import type { Role } from './spawn.ts';

export interface SlotOptions {
  readonly role: Role;
  readonly name: string;
  readonly backoffMaxMs: number;
  readonly settleMs: number;
  /** Forks a worker for this slot. */
  readonly fork: (role: Role, name: string) => Life;
  /** Lets a worker go that has a successor. */
  readonly retire: (life: Life) => void;
}

/** A place in the fleet that shall always be filled: one life after the other, with pauses when they end badly. */
export class Slot {
  readonly role: Role;
  readonly name: string;
  current: Life | undefined;
  /** Booting, or not trusted yet, while `current` still serves. */
  successor: Life | undefined;
  readonly #options: SlotOptions;
  readonly #backoff: Backoff;
  #pause: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SlotOptions) {
    this.#options = options;
    this.role = options.role;
    this.name = options.name;
    this.#backoff = new Backoff(options.backoffMaxMs);
  }

  /** Whether this life fills the place, or is about to. */
  owns(life: Life): boolean {
    return life === this.current || life === this.successor;
  }

  start(): Life {
    this.#pause = undefined;
    this.current = this.#options.fork(this.role, this.name);
    return this.current;
  }

  /** Takes note of an end; returns the pause in ms before the next start, or undefined when none is due. */
  ended(life: Life): number | undefined {
    if (life !== this.current) return undefined;
    this.current = undefined;
    if (this.#closed) return undefined;
    const pauseMs = this.#backoff.next(life.readyMs());
    this.#pause = setTimeout(() => this.start(), pauseMs);
    return pauseMs;
  }

  /**
   * Puts a new worker in this place once it is ready and stays so; the old one is then let go, not waited for.
   * Rejects, with the old one untouched, when the new one does not come up.
   */
  async replace(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const next = this.#options.fork(this.role, this.name);
    this.successor = next;
    try {
      await unlessAborted(next.ready, signal);
      await unlessAborted(this.#settled(next), signal);
    } catch (error) {
      next.kill('planned');
      throw error;
    } finally {
      this.successor = undefined;
    }
    // The old one may have died meanwhile; then its own replacement is due or already there.
    clearTimeout(this.#pause);
    this.#pause = undefined;
    const old = this.current;
    this.current = next;
    if (old) this.#options.retire(old);
  }

  /** Fills this place no more and lets its worker go. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#pause);
    this.#pause = undefined;
  }

  /** Closes the place while the others go on. */
  vacate(): void {
    this.close();
    const life = this.current;
    this.current = undefined;
    if (life) this.#options.retire(life);
  }

  async #settled(life: Life): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<'settled'>();
    const timer = setTimeout(resolve, this.#options.settleMs, 'settled');
    const first = await Promise.race([promise, life.exited]);
    clearTimeout(timer);
    if (first !== 'settled') throw new Error(`${this.name} was ready but ended at once: ${first.error}`);
  }
}
