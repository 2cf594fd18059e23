import { type Autopsy, examine } from './autopsy.ts';
import { ExitCode } from './exit-codes.ts';
import { FlightRecorder } from './flight-recorder.ts';
import type { Happenings } from './happenings.ts';
import { watchHeartbeats } from './heartbeat.ts';
import { type Ending, Life } from './life.ts';
import { residentBytes } from './memory.ts';
import type { MetricFamily, WorkerMessage } from './messages.ts';
import { MetricsMerger } from './metrics.ts';
import { Operations, Superseded } from './operations.ts';
import { type OrphanGuard, startOrphanGuard } from './orphan-guard.ts';
import { PeersHub } from './peers-hub.ts';
import { Recycling } from './recycling.ts';
import type { SupervisorSettings } from './settings.ts';
import { Slot } from './slot.ts';
import { type Launch, type Role, spawnWorker } from './spawn.ts';
import { describePlace, describeWorker, type FleetStatus, readPss } from './status.ts';
import { Tally } from './tally.ts';
import { Vitality } from './vitality.ts';

export interface FleetOptions {
  readonly settings: SupervisorSettings;
  readonly launch: Launch;
  readonly happenings: Happenings;
  /** The fleet cannot be kept alive: the server must end with this exit code. */
  readonly onHopeless: (exitCode: number, reason: string) => void;
}

/** All workers: which shall be there, and every operation on them, one at a time. */
export class Fleet {
  readonly vitality: Vitality;
  readonly #settings: SupervisorSettings;
  readonly #options: FleetOptions;
  readonly #happenings: Happenings;
  readonly #tally: Tally;
  readonly #slots: Slot[] = [];
  readonly #lives = new Set<Life>();
  readonly #operations = new Operations();
  readonly #recycling: Recycling;
  readonly #guard: OrphanGuard = startOrphanGuard();
  readonly #metrics = new MetricsMerger();
  readonly #hub = new PeersHub(() => this.#lives);
  #isUp = false;
  #firstLives: ReadonlySet<Life> = new Set();
  #workWasCut = false;
  #stopWatching: () => void = () => undefined;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.#happenings = options.happenings;
    this.#tally = new Tally(options.happenings);
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
    this.#firstLives = new Set(this.#slots.map((slot) => slot.start()));
    await Promise.all([...this.#firstLives].map(({ ready }) => ready));
    this.#isUp = true;
    this.vitality.begin();
    this.#watch();
  }

  /**
   * Replaces every worker, one at a time, each only when its successor serves. Rejects with the cause, also with that
   * of `check`, which runs first and says which release comes.
   */
  reload(check: () => Promise<{ readonly release: string }>): Promise<void> {
    return this.#operations.run('reload', async (signal) => {
      this.#happenings.tell('reloading');
      try {
        const { release } = await check();
        for (const slot of [...this.#slots]) await slot.replace(signal);
        this.#happenings.tell('reloaded', release);
      } catch (error) {
        if (!(error instanceof Superseded))
          this.#happenings.tell('reloadFailed', error as Error, this.#releases());
        throw error;
      }
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
      this.#happenings.tell('scaled', web.length, count);
      return count;
    });
  }

  /** Replaces one worker; does nothing when it has gone meanwhile. Rejects when its successor does not come up. */
  recycle(life: Life, reason: string): Promise<void> {
    return this.#operations.run(`recycle ${life.pid}`, async (signal) => {
      const slot = this.#slots.find(({ current }) => current === life);
      if (!slot) return;
      this.#happenings.tell('replacing', life, reason);
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
        ready: (ready) => this.#happenings.tell('ready', ready),
        said: (speaker, message) => this.#heed(speaker, message),
        debugged: (one) => this.#happenings.tell('debugged', one),
        overloaded: (one, isOverloaded) =>
          this.#happenings.tell(isOverloaded ? 'overloaded' : 'relieved', one),
        ended: (ended, ending) => this.#noteEnd(ended, ending),
      },
    });
    this.#lives.add(life);
    this.#guard.watch(this.lives().map(({ pid }) => pid));
    this.#happenings.tell('forked', life);
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
      this.#happenings.tell('failed', life, message.error);
    }
  }

  #recycleSoon(life: Life, reason: string): void {
    this.recycle(life, reason).catch((error: Error) => {
      if (!(error instanceof Superseded)) this.#happenings.tell('notReplaced', life, reason, error);
    });
  }

  #noteEnd(life: Life, ending: Ending): void {
    this.#lives.delete(life);
    this.#guard.watch(this.lives().map(({ pid }) => pid));
    this.vitality.noteEnd(ending.cause);
    this.#metrics.keep(life.families);
    if (life.cut.length > 0) this.#workWasCut = true;
    // One that cannot even boot at the first start ends the server: its place is not filled again.
    const isFalseStart = !this.#isUp && this.#firstLives.has(life) && life.readyAt === undefined;
    const slot = isFalseStart ? undefined : this.#slots.find((one) => one.owns(life));
    this.#happenings.tell('ended', life, ending, slot?.ended(life));
  }

  #watch(): void {
    const { workerTimeoutMs, heartbeatMs } = this.#settings;
    const stopHeartbeats =
      workerTimeoutMs > 0
        ? watchHeartbeats(workerTimeoutMs, heartbeatMs, {
            lives: () => this.lives().filter((life) => life.listens),
            blocked: (life, silentMs) => void this.#blocked(life, silentMs),
            stalled: (lateMs) => this.#happenings.tell('stalled', lateMs),
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
      release: this.#settings.release,
      uptimeS: Math.round(process.uptime()),
      memoryBytes: (await readPss(process.pid)) || residentBytes(),
      operation: this.#operations.running,
      isDegraded: this.vitality.isDegraded,
      ends: { ...this.#tally.ends },
      reloads: { ...this.#tally.reloads },
      requests:
        this.#tally.requestsOfEnded + lives.reduce((total, { beat }) => total + (beat?.requests ?? 0), 0),
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
      this.#happenings.tell('examined', await this.examine(life, 'asked for'));
    }
  }

  async #blocked(life: Life, silentMs: number): Promise<void> {
    life.state = 'blocked';
    const autopsy = await this.examine(life, `silent for ${Math.round(silentMs / 1000)} s`);
    this.#happenings.tell('blocked', life, autopsy);
    life.kill('timeout');
  }

  /** What the workers that fill the places run. */
  #releases(): string[] {
    return [...new Set(this.#slots.flatMap(({ current }) => current?.release || []))];
  }

  #checkHope(): void {
    if (!this.vitality.isHopeless(this.#lives)) return;
    this.#stopWatching();
    const reason = `No web worker has stayed up for ${this.#settings.crashLoopExitMs / 1000} s.`;
    this.#options.onHopeless(ExitCode.crashLoop, reason);
  }
}
