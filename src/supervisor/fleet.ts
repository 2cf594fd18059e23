import { type Autopsy, examine } from './autopsy.ts';
import { ExitCode } from './exit-codes.ts';
import { FlightRecorder } from './flight-recorder.ts';
import { watchHeartbeats } from './heartbeat.ts';
import { type Ending, Life } from './life.ts';
import type { Log } from './log.ts';
import type { MetricFamily, WorkerMessage } from './messages.ts';
import { MetricsMerger } from './metrics.ts';
import { Operations, Superseded } from './operations.ts';
import { type OrphanGuard, startOrphanGuard } from './orphan-guard.ts';
import { PeersHub } from './peers-hub.ts';
import { Recycling } from './recycling.ts';
import type { SupervisorSettings } from './settings.ts';
import { Slot } from './slot.ts';
import { type Launch, type Role, spawnWorker } from './spawn.ts';
import { describePlace, describeWorker, type FleetStatus } from './status.ts';
import { Vitality } from './vitality.ts';

export interface FleetOptions {
  readonly settings: SupervisorSettings;
  readonly launch: Launch;
  readonly log: Log;
  /** The fleet cannot be kept alive: the server must end with this exit code. */
  readonly onHopeless: (exitCode: number, reason: string) => void;
}

/** All workers: which shall be there, and every operation on them, one at a time. */
export class Fleet {
  readonly vitality: Vitality;
  readonly #settings: SupervisorSettings;
  readonly #options: FleetOptions;
  readonly #log: Log;
  readonly #slots: Slot[] = [];
  readonly #lives = new Set<Life>();
  readonly #operations = new Operations();
  readonly #recycling: Recycling;
  readonly #guard: OrphanGuard = startOrphanGuard();
  readonly #metrics = new MetricsMerger();
  readonly #hub = new PeersHub(() => this.#lives);
  #isUp = false;
  #requestsOfEnded = 0;
  #workWasCut = false;
  #stopWatching: () => void = () => undefined;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#log = options.log;
    this.#recycling = new Recycling(options.settings);
    this.vitality = new Vitality(options.settings.crashLoopExitMs);
  }

  /** Every process there is, those that are leaving included. */
  lives(): Life[] {
    return [...this.#lives];
  }

  get webCount(): number {
    return this.#slots.filter(({ role }) => role === 'web').length;
  }

  /** Forks all workers; resolves when all are ready, rejects with the first BootFailure. */
  async start(): Promise<void> {
    for (let n = 0; n < this.#settings.webConcurrency; n += 1) this.#addSlot('web');
    this.#addSlot('jobs');
    await Promise.all(this.#slots.map((slot) => slot.start().ready));
    this.#isUp = true;
    this.vitality.begin();
    this.#watch();
  }

  /**
   * Replaces every worker, one at a time, each only when its successor serves. Rejects with the cause, also with that
   * of `check`, which runs first.
   */
  reload(check: () => Promise<unknown>): Promise<void> {
    return this.#operations.run('reload', async (signal) => {
      this.#log.info('reload begins');
      await check();
      for (const slot of [...this.#slots]) await slot.replace(signal);
      this.#log.info('reload done');
    });
  }

  /**
   * Makes the number of web workers `wanted` (kept within 1 and the maximum), the oldest leaving first; resolves to
   * the number there is.
   */
  scale(wanted: number): Promise<number> {
    const count = Math.max(1, Math.min(this.#settings.maxWorkers, Math.trunc(wanted)));
    return this.#operations.run(`scale ${count}`, async () => {
      const web = this.#slots.filter(({ role }) => role === 'web');
      const added = Array.from({ length: Math.max(0, count - web.length) }, () =>
        this.#addSlot('web').start(),
      );
      web.sort((a, b) => (a.current?.startedAt ?? 0) - (b.current?.startedAt ?? 0));
      for (const slot of web.slice(0, Math.max(0, web.length - count))) {
        this.#slots.splice(this.#slots.indexOf(slot), 1);
        slot.vacate();
      }
      await Promise.all(added.map(({ ready }) => ready));
      this.#log.info('scaled', { from: web.length, to: count });
      return count;
    });
  }

  /** Replaces one worker; does nothing when it has gone meanwhile. Rejects when its successor does not come up. */
  recycle(life: Life, reason: string): Promise<void> {
    return this.#operations.run(`recycle ${life.pid}`, async (signal) => {
      const slot = this.#slots.find(({ current }) => current === life);
      if (!slot) return;
      this.#log.info('replacing a worker', { ...nameOf(life), reason });
      await slot.replace(signal);
    });
  }

  /** Ends all workers; resolves to the exit code: clean, or work was cut. Asked again it only changes the time. */
  async stop(graceMs: number): Promise<number> {
    this.#operations.close();
    this.#stopWatching();
    for (const slot of this.#slots) slot.close();
    const lives = this.lives();
    for (const life of lives) life.drain(graceMs, 0);
    await Promise.all(lives.map(({ exited }) => exited));
    this.#guard.dismiss();
    return this.#workWasCut ? ExitCode.workCut : ExitCode.clean;
  }

  #addSlot(role: Role): Slot {
    const taken = new Set(this.#slots.map(({ name }) => name));
    let n = 1;
    while (taken.has(`${role}-${n}`)) n += 1;
    const { backoffMaxMs, reloadSettleMs, gracefulTimeoutMs, lameDuckMs } = this.#settings;
    const slot = new Slot({
      role,
      name: role === 'jobs' ? 'jobs' : `${role}-${n}`,
      backoffMaxMs,
      settleMs: reloadSettleMs,
      fork: (...seat) => this.#fork(...seat),
      retire: (life) => life.drain(gracefulTimeoutMs, role === 'web' ? lameDuckMs : 0),
    });
    this.#slots.push(slot);
    return slot;
  }

  #fork(role: Role, name: string): Life {
    const recorder = role === 'web' ? FlightRecorder.create() : undefined;
    const child = spawnWorker(this.#options.launch, {
      role,
      name,
      flags: this.#settings.execArgv[role],
      recorder,
    });
    const life = new Life(child, {
      role,
      name,
      recorder,
      bootTimeoutMs: this.#settings.bootTimeoutMs,
      witness: {
        ready: (ready) =>
          this.#log.info('worker ready', { ...nameOf(ready), bootMs: Math.round(ready.bootMs()) }),
        said: (speaker, message) => this.#heed(speaker, message),
        debugged: (one) =>
          this.#log.warn('a debugger is attached: the timeout of this worker is off', nameOf(one)),
        ended: (ended, ending) => this.#noteEnd(ended, ending),
      },
    });
    this.#lives.add(life);
    this.#guard.watch(this.lives().map(({ pid }) => pid));
    return life;
  }

  #heed(life: Life, message: WorkerMessage): void {
    if (this.#hub.handle(life, message)) return;
    if (message.type === 'beat') {
      const reason = this.#recycling.reasonFor(life);
      if (reason) this.#recycleSoon(life, reason);
    } else if (message.type === 'retire') {
      this.#recycleSoon(life, `it was sent ${message.reason}`);
    } else if (message.type === 'fatal' && this.#isUp) {
      this.#log.error('worker failed', { ...nameOf(life), err: message.error });
    }
  }

  #recycleSoon(life: Life, reason: string): void {
    this.recycle(life, reason).catch((error: Error) => {
      if (!(error instanceof Superseded)) {
        this.#log.error('a worker could not be replaced', { ...nameOf(life), reason, err: error.message });
      }
    });
  }

  #noteEnd(life: Life, ending: Ending): void {
    this.#lives.delete(life);
    this.#guard.watch(this.lives().map(({ pid }) => pid));
    this.vitality.noteEnd(ending.cause);
    this.#metrics.keep(life.families);
    this.#requestsOfEnded += life.beat?.requests ?? 0;
    if (life.cut.length > 0) {
      this.#workWasCut = true;
      this.#log.error('work was cut', { ...nameOf(life), cut: life.cut });
    }
    const slot = this.#isUp ? this.#slots.find((one) => one.owns(life)) : undefined;
    const pauseMs = slot?.ended(life);
    const { cause, code, signal, error } = ending;
    if (cause === 'planned') return this.#log.info('worker ended', { ...nameOf(life), code, signal });
    this.#log.error('worker died', {
      ...nameOf(life),
      cause,
      code,
      signal,
      lastLines: error,
      nextStartInMs: pauseMs,
    });
  }

  #watch(): void {
    const { workerTimeoutMs, heartbeatMs } = this.#settings;
    const stopHeartbeats =
      workerTimeoutMs > 0
        ? watchHeartbeats(workerTimeoutMs, heartbeatMs, {
            lives: () => this.lives().filter((life) => life.listens),
            blocked: (life, silentMs) => void this.#blocked(life, silentMs),
            stalled: (lateMs) =>
              this.#log.warn('the supervisor itself stood still', { lateMs: Math.round(lateMs) }),
          })
        : () => undefined;
    const timer = setInterval(() => this.#checkHope(), heartbeatMs);
    this.#stopWatching = () => {
      stopHeartbeats();
      clearInterval(timer);
    };
  }

  async status(): Promise<FleetStatus> {
    const lives = this.lives();
    return {
      pid: process.pid,
      uptimeS: Math.round(process.uptime()),
      memoryBytes: process.memoryUsage.rss(),
      operation: this.#operations.running,
      isDegraded: this.vitality.isDegraded,
      ends: { ...this.vitality.ends },
      requests: this.#requestsOfEnded + lives.reduce((total, { beat }) => total + (beat?.requests ?? 0), 0),
      places: this.#slots.map((slot) => describePlace(slot, this.#settings.heartbeatMs)),
      workers: await Promise.all(lives.map((life) => describeWorker(life, this.#slots))),
    };
  }

  /** The app's metrics over all workers, those that have ended included. */
  appMetrics(): MetricFamily[] {
    return this.#metrics.merge(this.lives().map(({ families }) => families));
  }

  /** Looks into a worker without harming it: its stack, what it serves, its last minute. */
  examine(life: Life, reason: string): Promise<Autopsy> {
    return examine(life, reason, { launch: this.#options.launch, dataDir: this.#settings.dataDir });
  }

  /** Logs where every worker is. */
  async examineAll(): Promise<void> {
    for (const life of this.lives().filter(({ listens }) => listens)) {
      this.#log.info('worker examined', { ...(await this.examine(life, 'asked for')) });
    }
  }

  async #blocked(life: Life, silentMs: number): Promise<void> {
    life.state = 'blocked';
    const autopsy = await this.examine(life, `silent for ${Math.round(silentMs / 1000)} s`);
    this.#log.error('worker is blocked and will be killed', { workerPid: life.pid, ...autopsy });
    life.kill('timeout');
  }

  #checkHope(): void {
    if (!this.vitality.isHopeless(this.#lives)) return;
    this.#stopWatching();
    const reason = `No web worker has stayed up for ${this.#settings.crashLoopExitMs / 1000} s.`;
    this.#options.onHopeless(ExitCode.crashLoop, reason);
  }
}

function nameOf(life: Life): { worker: string; workerPid: number } {
  return { worker: life.name, workerPid: life.pid };
}
