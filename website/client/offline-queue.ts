import { newIdempotencyKey, type NewEntry, type QueuedEntry } from './offline/entry.ts';
import { fetchSession, sendEntry, type Answer, type SessionFacts } from './offline/send-entry.ts';
import { EntryStore } from './offline/store.ts';

export type { NewEntry, QueuedEntry } from './offline/entry.ts';

/** What became of an entry: at the server, kept for later, or refused with the reason (then it is not kept). */
export type Outcome =
  /** `answer` is undefined when another tab sent it. */
  | { state: 'sent'; status?: number; answer?: unknown }
  | { state: 'kept'; idempotencyKey: string }
  | { state: 'refused'; status: number; problem: string };

/** Why sending stopped before the end. */
export type Halt = { reason: 'unreachable'; retryAfterS: number } | { reason: 'signed-out' };

/**
 * Sends changes to the JSON API, or keeps them in IndexedDB while that cannot be, and sends them later in their order
 * and exactly once: each carries an Idempotency-Key and the session's own CSRF token. Entries belong to a user; another
 * one who signs in on this device neither sees nor sends them. Works in a page and in the service worker.
 */
export class OfflineQueue {
  readonly #userKey: string;
  readonly #store = new EntryStore();
  readonly #listeners = new Set<() => void>();
  readonly #channel = new BroadcastChannel('offline-queue');
  #session: SessionFacts | undefined;
  #running: Promise<Halt | undefined> = Promise.resolve(undefined);
  #lastMadeAt = 0;

  /** `csrfToken` is the page's own, if there is a page; a refused one is replaced by asking the server. */
  constructor({ userKey, csrfToken }: { userKey: string; csrfToken?: string }) {
    this.#userKey = userKey;
    if (csrfToken) this.#session = { userKey, csrfToken };
    this.#channel.onmessage = () => this.#notify();
  }

  /** Sends at once when nothing waits before it, and keeps it otherwise. Does not throw for want of a network. */
  async send(entry: NewEntry): Promise<Outcome> {
    const idempotencyKey = newIdempotencyKey();
    // Two entries of one millisecond keep their order.
    this.#lastMadeAt = Math.max(Date.now(), this.#lastMadeAt + 1);
    // Kept first: a page closed in the middle of a request must not lose the set.
    await this.#store.put({ ...entry, idempotencyKey, userKey: this.#userKey, madeAt: this.#lastMadeAt });
    const answers = new Map<string, Answer>();
    await this.#flush(answers);
    const answer = answers.get(idempotencyKey);
    if (answer?.state === 'refused') {
      await this.discard(idempotencyKey);
      return answer;
    }
    if (answer?.state === 'sent') return answer;
    return (await this.#store.get(idempotencyKey)) ? { state: 'kept', idempotencyKey } : { state: 'sent' };
  }

  /** This user's entries, oldest first. */
  list(): Promise<QueuedEntry[]> {
    return this.#store.listOf(this.#userKey);
  }

  /** Forgets an entry for good. */
  async discard(idempotencyKey: string): Promise<void> {
    await this.#store.delete(idempotencyKey);
    this.#changed();
  }

  /** Gives a refused entry another try, in its old place. */
  async retry(idempotencyKey: string): Promise<Halt | undefined> {
    const entry = await this.#store.get(idempotencyKey);
    if (entry) {
      const { problem: _problem, ...again } = entry;
      await this.#store.put(again);
    }
    return this.flush();
  }

  /** Sends what waits, one after another, and says why it stopped if something is left. */
  flush(): Promise<Halt | undefined> {
    return this.#flush(new Map());
  }

  /** Calls back whenever the kept entries change, in this tab, another one or the service worker. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #flush(answers: Map<string, Answer>): Promise<Halt | undefined> {
    const run = this.#running.catch(() => undefined).then(() => this.#alone(() => this.#sendAll(answers)));
    this.#running = run;
    return run;
  }

  /** One run at a time over all tabs; on plain http there are no locks, and the Idempotency-Key alone must do. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    // The callback's promise holds the lock; older typings give back Promise<Promise<T>>.
    return navigator.locks ? navigator.locks.request('offline-queue', work) : work();
  }

  async #sendAll(answers: Map<string, Answer>): Promise<Halt | undefined> {
    const waiting = (await this.list()).filter((entry) => entry.problem === undefined);
    try {
      for (const entry of waiting) {
        const answer = await this.#sendWithFreshToken(entry);
        answers.set(entry.idempotencyKey, answer);
        if (answer.state === 'signed-out') return { reason: 'signed-out' };
        if (answer.state === 'unreachable')
          return { reason: 'unreachable', retryAfterS: answer.retryAfterS ?? 0 };
        if (answer.state === 'sent') await this.#store.delete(entry.idempotencyKey);
        else await this.#store.put({ ...entry, problem: answer.problem });
      }
      return undefined;
    } finally {
      if (waiting.length > 0) this.#changed();
    }
  }

  /** A page from the cache carries an old token: refused once, it is renewed and the entry sent again. */
  async #sendWithFreshToken(entry: QueuedEntry): Promise<Answer> {
    if (this.#session) {
      const answer = await sendEntry(entry, this.#session);
      if (answer.state !== 'signed-out' && !(answer.state === 'refused' && answer.status === 403))
        return answer;
    }
    try {
      this.#session = await fetchSession();
    } catch {
      return { state: 'unreachable' };
    }
    return this.#session ? sendEntry(entry, this.#session) : { state: 'signed-out' };
  }

  #changed(): void {
    this.#channel.postMessage('changed');
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
