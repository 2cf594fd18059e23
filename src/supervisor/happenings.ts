import type { Autopsy } from './autopsy.ts';
import type { Ending, Life } from './life.ts';
import type { SupervisorSettings } from './settings.ts';

/** Everything that happens in a supervisor, with what belongs to it: what Gunicorn calls server hooks. */
export interface Events {
  /** The settings are sound; nothing runs yet. */
  starting: [settings: SupervisorSettings];
  /** All workers are ready and the control socket is open. */
  serving: [];
  forked: [life: Life];
  ready: [life: Life];
  /** A debugger was attached: from now on its silence means nothing. */
  debugged: [life: Life];
  /** It has more to do than it can and refuses new requests; and not any more. */
  overloaded: [life: Life];
  relieved: [life: Life];
  /** It says that it must end for an error nobody caught. */
  failed: [life: Life, error: string];
  /** Somebody wanted to know where it is. */
  examined: [autopsy: Autopsy];
  /** It hung, was examined, and is killed next. */
  blocked: [life: Life, autopsy: Autopsy];
  replacing: [life: Life, reason: string];
  notReplaced: [life: Life, reason: string, error: Error];
  /** `nextStartInMs`: when its place is filled again; undefined when it has a successor or needs none. */
  ended: [life: Life, ending: Ending, nextStartInMs: number | undefined];
  scaled: [from: number, to: number];
  notScaled: [error: Error];
  reloading: [];
  /** Everyone runs `release` now. */
  reloaded: [release: string];
  /** `releases`: what the workers that serve on run; two when it failed half-way. */
  reloadFailed: [error: Error, releases: readonly string[]];
  /** We ourselves stood still for so long. */
  stalled: [lateMs: number];
  stopping: [manner: 'graceful' | 'quick'];
  /** Something of our own is broken or hopeless; the server ends with this code. */
  givingUp: [exitCode: number, reason: string];
  /** Everything has ended; the process exits next. */
  stopped: [exitCode: number];
}

type Listener = (...details: unknown[]) => void;

/**
 * Tells what happens to whoever listens: the log (journal.ts), the counters (tally.ts), and what is added later. A
 * listener that throws is reported and harms neither the others nor the supervisor.
 */
export class Happenings {
  readonly #listeners = new Map<keyof Events, Listener[]>();

  on<Name extends keyof Events>(name: Name, listener: (...details: Events[Name]) => void): this {
    const all = this.#listeners.get(name) ?? [];
    this.#listeners.set(name, [...all, listener as Listener]);
    return this;
  }

  tell<Name extends keyof Events>(name: Name, ...details: Events[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(...details);
      } catch (error) {
        process.stderr.write(`A listener of "${name}" failed: ${(error as Error).stack}\n`);
      }
    }
  }
}
