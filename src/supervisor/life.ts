import type { ChildProcess } from 'node:child_process';
import { ExitCode } from './exit-codes.ts';
import type { Begun, FlightRecorder } from './flight-recorder.ts';
import type { Beat, MetricFamily, PrimaryMessage, ServedRequest, WorkerMessage } from './messages.ts';
import { PROTOCOL } from './messages.ts';
import type { Peer } from './peers-hub.ts';
import type { Role } from './spawn.ts';
import { LineTail } from './line-tail.ts';

export type LifeState = 'booting' | 'ready' | 'blocked' | 'draining' | 'exited';

/** Why a worker ended: asked to (planned), or what went wrong. */
export type Cause = 'planned' | 'boot' | 'timeout' | 'out-of-memory' | 'crash';

export interface Ending {
  readonly cause: Cause;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What the worker said about it: its error, or its last lines. */
  readonly error: string;
  readonly lastLines: readonly string[];
}

/** Who is told what happens in a life. */
export interface Witness {
  ready(life: Life): void;
  said(life: Life, message: WorkerMessage): void;
  /** A debugger was attached: from now on its silence means nothing. */
  debugged(life: Life): void;
  /** It has more to do than it can; or not any more. */
  overloaded(life: Life, isOverloaded: boolean): void;
  ended(life: Life, ending: Ending): void;
}

export interface LifeOptions {
  readonly role: Role;
  readonly name: string;
  readonly bootTimeoutMs: number;
  readonly witness: Witness;
  readonly recorder: FlightRecorder | undefined;
}

/** What node prints about its inspector, which nobody but we asked for. */
const INSPECTOR_SAYS = /^(Debugger (listening on|attached|ending)|For help, see: |Waiting for the debugger)/;
/** A worker says what it cut at its deadline itself; one that cannot is killed so much later. */
const KILL_AFTER_DEADLINE_MS = 1500;
/** To leave once it has nothing more to do; the first time it writes its compile cache to the disk then. */
const EXIT_MS = 5000;
const HISTORY_BEATS = 60;

/** One worker process from fork to exit; the only place that talks to it or kills it. */
export class Life implements Peer {
  readonly role: Role;
  readonly name: string;
  readonly pid: number;
  readonly startedAt = performance.now();
  /** Resolves when it serves; rejects with BootFailure when it ends or is too slow before. */
  readonly ready: Promise<void>;
  readonly exited: Promise<Ending>;
  readonly stderr: LineTail;
  readonly history: { readonly at: number; readonly loop: number; readonly rssBytes: number }[] = [];

  state: LifeState = 'booting';
  readyAt: number | undefined;
  /** Which code it runs, as it says itself once it is ready. */
  release = '';
  heardAt = performance.now();
  beat: Beat | undefined;
  families: readonly MetricFamily[] = [];
  cut: readonly ServedRequest[] = [];
  /** A debugger is attached: silence means nothing. */
  debugged = false;
  /** We ourselves hold it up: at its inspector, or while it writes its heap. */
  isExamined = false;

  readonly #child: ChildProcess;
  readonly #witness: Witness;
  readonly #recorder: FlightRecorder | undefined;
  #fatal: string | undefined;
  #endCause: Cause | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess, options: LifeOptions) {
    this.#child = child;
    this.#witness = options.witness;
    this.#recorder = options.recorder;
    this.role = options.role;
    this.name = options.name;
    this.pid = child.pid ?? 0;
    const isNoise = (line: string) => this.isExamined && INSPECTOR_SAYS.test(line);
    this.stderr = new LineTail(child.stderr, process.stderr, isNoise);
    this.stderr.onLine((line) => {
      if (line.startsWith('Debugger attached')) this.#noteDebugger(true);
    });
    this.exited = this.#watchExit();
    this.ready = this.#watchBoot(options.bootTimeoutMs);
    child.on('message', (message) => this.#hear(message as WorkerMessage));
    child.on('error', (error) => (this.#fatal ??= error.message));
  }

  get listens(): boolean {
    return this.state === 'ready' || this.state === 'draining';
  }

  /** Time since it became ready, 0 before. */
  readyMs(): number {
    return this.readyAt === undefined ? 0 : performance.now() - this.readyAt;
  }

  /** Time from fork to ready, 0 until then. */
  bootMs(): number {
    return this.readyAt === undefined ? 0 : this.readyAt - this.startedAt;
  }

  /** Requests begun after its last word, as far as they were recorded. */
  begunSinceLastBeat(): Begun[] {
    return this.#recorder?.begunSince(this.history.at(-1)?.at ?? 0) ?? [];
  }

  send(message: PrimaryMessage): void {
    // The callback keeps a broken channel from becoming an 'error' event; the exit tells what happened.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Lets it finish what it does; asked again it only changes the times. */
  drain(graceMs: number, lameDuckMs: number): void {
    if (this.state === 'exited') return;
    this.#endCause ??= 'planned';
    if (this.state === 'booting') return this.kill('planned');
    this.state = 'draining';
    this.send({ type: 'drain', graceMs, lameDuckMs });
    this.#killAfter(graceMs + KILL_AFTER_DEADLINE_MS, false);
  }

  kill(cause: Cause, signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#endCause ??= cause;
    if (this.state !== 'exited') this.#child.kill(signal);
  }

  /** Sends a signal that does not end it. */
  signal(signal: NodeJS.Signals): void {
    if (this.state !== 'exited') this.#child.kill(signal);
  }

  /** Has it write its heap to `file`; rejects when there is too little memory for that, or it ends meanwhile. */
  async writeHeapSnapshot(file: string): Promise<void> {
    this.isExamined = true;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onMessage = (message: WorkerMessage) => {
      if (message.type !== 'heap') return;
      if (message.error) reject(new Error(message.error));
      else resolve();
    };
    this.#child.on('message', onMessage);
    void this.exited.then(() => reject(new Error(`${this.name} ended meanwhile.`)));
    this.send({ type: 'heap', file });
    try {
      await promise;
    } finally {
      this.#child.off('message', onMessage);
      this.isExamined = false;
    }
  }

  #killAfter(ms: number, hasSaidWhatItCut: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!hasSaidWhatItCut) this.cut = this.beat?.serving ?? [];
      this.#child.kill('SIGKILL');
    }, ms);
  }

  #hear(message: WorkerMessage): void {
    this.heardAt = performance.now();
    if (message.type === 'beat') this.#noteBeat(message.beat);
    else if (message.type === 'metrics') this.families = message.families;
    else if (message.type === 'fatal') this.#fatal = message.error;
    else if (message.type === 'drained') {
      this.cut = message.cut;
      this.send({ type: 'exit' });
      this.#killAfter(EXIT_MS, true);
    }
    this.#witness.said(this, message);
  }

  #noteBeat(beat: Beat): void {
    const wasOverloaded = this.beat?.isOverloaded ?? false;
    this.beat = beat;
    if (beat.isOverloaded !== wasOverloaded) this.#witness.overloaded(this, beat.isOverloaded);
    this.#noteDebugger(beat.debugged);
    this.history.push({ at: Date.now(), loop: beat.loop, rssBytes: beat.rssBytes });
    if (this.history.length > HISTORY_BEATS) this.history.shift();
  }

  #noteDebugger(isThere: boolean): void {
    const isNew = isThere && !this.isExamined && !this.debugged;
    this.debugged = isThere && !this.isExamined;
    if (isNew) this.#witness.debugged(this);
  }

  #watchBoot(timeoutMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Nobody may be waiting: the exit is dealt with elsewhere.
    promise.catch(() => undefined);
    const timer = setTimeout(() => {
      this.#fatal ??= `${this.name} was not ready within ${timeoutMs / 1000} s (BOOT_TIMEOUT).`;
      this.kill('boot');
    }, timeoutMs);
    this.#child.on('message', (message: WorkerMessage) => {
      if (message.type !== 'ready' || this.state !== 'booting') return;
      clearTimeout(timer);
      if (message.protocol !== PROTOCOL) {
        this.#fatal =
          'This release does not understand the running supervisor: restart instead of reloading.';
        return this.kill('boot');
      }
      this.state = 'ready';
      this.release = message.release;
      this.readyAt = performance.now();
      resolve();
      this.#witness.ready(this);
    });
    void this.exited.then((ending) => {
      clearTimeout(timer);
      reject(new BootFailure(this.name, ending));
    });
    return promise;
  }

  #watchExit(): Promise<Ending> {
    const { promise, resolve } = Promise.withResolvers<Ending>();
    this.#child.once('exit', (code, signal) => {
      const wasBooting = this.state === 'booting';
      this.state = 'exited';
      clearTimeout(this.#timer);
      this.#recorder?.close();
      const finish = () => {
        clearTimeout(patience);
        const ending = this.#ending(code, signal, wasBooting);
        resolve(ending);
        this.#witness.ended(this, ending);
      };
      // Its last lines may still be in the pipe; a grandchild may hold the pipe open for ever.
      const patience = setTimeout(finish, 50);
      this.#child.once('close', finish);
    });
    this.#child.once('error', () => {
      // The fork itself failed: there will be no exit.
      if (this.#child.pid === undefined) this.#child.emit('exit', ExitCode.boot, null);
    });
    return promise;
  }

  #ending(code: number | null, signal: NodeJS.Signals | null, wasBooting: boolean): Ending {
    const lines = this.stderr.lines();
    const isOutOfMemory = lines.some((line) => /heap out of memory|Allocation failed/.test(line));
    const found: Cause = isOutOfMemory ? 'out-of-memory' : wasBooting ? 'boot' : 'crash';
    return {
      cause: this.#endCause ?? found,
      code,
      signal,
      error: this.#fatal ?? lines.join('\n'),
      lastLines: lines,
    };
  }
}

/** A worker that did not become ready; `exitCode` is what the server should end with on its first start. */
export class BootFailure extends Error {
  readonly exitCode: number;
  readonly ending: Ending;

  constructor(name: string, ending: Ending) {
    super(ending.error || `${name} ended while booting (${ending.signal ?? `code ${ending.code}`}).`);
    this.name = 'BootFailure';
    this.ending = ending;
    this.exitCode = BOOT_CODES.has(ending.code ?? -1) ? (ending.code as number) : ExitCode.boot;
  }
}

const BOOT_CODES: ReadonlySet<number> = new Set([
  ExitCode.boot,
  ExitCode.load,
  ExitCode.portTaken,
  ExitCode.dataInUse,
  ExitCode.noRoom,
]);
