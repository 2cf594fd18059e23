import type { Server } from 'node:http';
import inspector from 'node:inspector';
import { freemem } from 'node:os';
import { getHeapStatistics, writeHeapSnapshot } from 'node:v8';
import { Connections } from './connections.ts';
import { ExitCode, exitCodeOf, portProblem, StartError } from './exit-codes.ts';
import { type Link, linkToPrimary } from './link.ts';
import {
  type MetricFamily,
  PROTOCOL,
  type PrimaryMessage,
  type ServedRequest,
  SERVING_KEY,
} from './messages.ts';
import { LoopWatch, type Overload } from './overload.ts';
import { localPeers, type Peers, peersOver } from './peers.ts';
import { startPulse } from './pulse.ts';
import { settleWhenIdle } from './settling.ts';
import type { SupervisorSettings } from './settings.ts';

/** What a process gives the supervisor to run: built once, probed, drained, closed. */
export interface Service {
  /** The server to listen with; absent in the jobs worker. */
  readonly server?: Server;
  /** Rejects while this process could not do its work (database, migrations); it becomes ready only after this. */
  probe(): Promise<void>;
  /** A stop has begun: close WebSockets with 1012 spread over `spreadMs`, end event streams, fetch no new job. */
  onDrain?(spreadMs: number): void;
  /** Nothing arrives any more: finish or hand back what runs, end pools. Resolves when the process may exit. */
  close(): Promise<void>;
  /** What a process without a server is working on: method JOB, path the job's name. */
  running?(): ServedRequest[];
  /** This process's metrics as prom-client's `getMetricsAsJSON()` gives them; merged with those of the others. */
  metrics?(): Promise<MetricFamily[]>;
}

/** What the supervisor gives a service. */
export interface WorkerContext {
  readonly peers: Peers;
  readonly overload: Overload;
  /** Ends this process in order and has it replaced, for states it cannot recover from. */
  fail(error: unknown): void;
}

const METRICS_EVERY_BEATS = 5;
/** After its deadline a worker gets this long to end its pools; then it leaves as it is. */
const LAST_MOMENTS_MS = 500;

/**
 * The life of one worker: open the service, probe, listen, say `ready`, beat, drain when told, leave when the primary
 * has taken note. Exit codes as in exit-codes.ts. Started by hand (no primary) it ends on INT and TERM by itself.
 */
export async function serve(
  settings: SupervisorSettings,
  open: (context: WorkerContext) => Promise<Service>,
): Promise<void> {
  const worker = new Worker(settings, linkToPrimary());
  worker.heedSignals();
  try {
    await worker.boot(open);
  } catch (error) {
    await worker.giveUp(error);
  }
}

/** Ends this process for a reason its primary (or, without one, the terminal) is told first. */
export function giveUp(link: Link | undefined, error: unknown, code: number): void {
  const text = describe(error);
  if (link?.send({ type: 'fatal', code, error: text }, () => process.exit(code))) return;
  process.stderr.write(`${text}\n`);
  process.exit(code);
}

class Worker {
  readonly #settings: SupervisorSettings;
  readonly #link: Link | undefined;
  readonly #overload: LoopWatch;
  #service: Service | undefined;
  #connections: Connections | undefined;
  #stopPulse: () => void = () => undefined;
  #deadline: NodeJS.Timeout | undefined;
  #leaving = false;
  #isCut = false;
  #exitCode: number = ExitCode.clean;

  constructor(settings: SupervisorSettings, link: Link | undefined) {
    this.#settings = settings;
    this.#link = link;
    this.#overload = new LoopWatch(settings.overloadTurnMs);
  }

  async boot(open: (context: WorkerContext) => Promise<Service>): Promise<void> {
    const peers = this.#link ? peersOver(this.#link) : localPeers();
    const service = await open({ peers, overload: this.#overload, fail: (error) => this.#fail(error) });
    this.#service = service;
    // Probing first: once it listens, a worker is handed connections.
    await service.probe();
    if (service.server && !this.#leaving) {
      this.#connections = new Connections(service.server);
      await listen(service.server, this.#settings);
    }
    if (this.#leaving) return;
    this.#startBeating(service);
    this.#link?.send({ type: 'ready', protocol: PROTOCOL, release: this.#settings.release });
  }

  heedSignals(): void {
    process.on('uncaughtException', (error) => this.#fail(error));
    process.on('SIGHUP', () => undefined);
    if (this.#link) {
      // Ctrl-C reaches the whole process group; the primary decides what it means.
      process.on('SIGINT', () => undefined);
      process.on('SIGTERM', () => this.#link?.send({ type: 'retire', reason: 'TERM' }));
      this.#link.onMessage((message) => this.#heed(message));
      this.#link.onLost(() => process.exit(this.#exitCode));
    } else {
      const stop = () =>
        this.#drain(this.#leaving ? this.#settings.quickTimeoutMs : this.#settings.gracefulTimeoutMs, 0);
      process.on('SIGINT', stop);
      process.on('SIGTERM', stop);
    }
  }

  async giveUp(error: unknown): Promise<void> {
    await withinLastMoments(this.#service?.close());
    // Without a service the app itself failed to load; with one it is what the service stands on.
    giveUp(this.#link, error, exitCodeOf(error, this.#service ? ExitCode.boot : ExitCode.load));
  }

  #heed(message: PrimaryMessage): void {
    if (message.type === 'drain') this.#drain(message.graceMs, message.lameDuckMs);
    else if (message.type === 'exit') process.exit(this.#exitCode);
    else if (message.type === 'closeInspector') inspector.close();
    else if (message.type === 'heap') {
      this.#link?.send({ type: 'heap', file: message.file, error: writeHeap(message.file) });
    }
  }

  #startBeating(service: Service): void {
    if (!this.#link) return;
    let beats = 0;
    const settle = settleWhenIdle();
    // Read through the inspector when this process hangs: see autopsy.ts.
    const serving = () => this.#connections?.serving() ?? service.running?.() ?? [];
    Object.defineProperty(globalThis, Symbol.for(SERVING_KEY), { value: serving });
    const work = {
      connections: this.#connections,
      running: service.running?.bind(service),
      overload: this.#overload,
    };
    this.#stopPulse = startPulse(this.#settings.heartbeatMs, work, (beat) => {
      this.#link?.send({ type: 'beat', beat });
      if (beats++ % METRICS_EVERY_BEATS === 0) void this.#sendMetrics(service);
      settle(beat.loop);
    });
  }

  async #sendMetrics(service: Service): Promise<void> {
    const families = await service.metrics?.();
    if (families) this.#link?.send({ type: 'metrics', families });
  }

  /** An error nobody caught: the state of this process is unknown, so it answers what it has begun and leaves. */
  #fail(error: unknown): void {
    if (this.#exitCode !== ExitCode.clean) return;
    this.#exitCode = 1;
    if (!this.#link?.send({ type: 'fatal', code: 1, error: describe(error) })) {
      process.stderr.write(`${describe(error)}\n`);
    }
    if (this.#service) this.#drain(this.#settings.quickTimeoutMs, 0);
    else process.exit(1);
  }

  #drain(graceMs: number, lameDuckMs: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => void this.#cut(), graceMs);
    const connectionsClosed = this.#connections?.drain(lameDuckMs);
    if (this.#leaving) return;
    this.#leaving = true;
    this.#service?.onDrain?.(lameDuckMs / 2);
    void this.#finish(connectionsClosed);
  }

  async #finish(connectionsClosed: Promise<void> | undefined): Promise<void> {
    await connectionsClosed;
    if (this.#isCut) return;
    await this.#service?.close().catch((error: unknown) => process.stderr.write(`${describe(error)}\n`));
    if (this.#isCut) return;
    clearTimeout(this.#deadline);
    await this.#leave([]);
  }

  async #cut(): Promise<void> {
    this.#isCut = true;
    const cut = this.#connections?.cut() ?? this.#service?.running?.() ?? [];
    this.#exitCode ||= ExitCode.workCut;
    await withinLastMoments(this.#service?.close());
    await this.#leave(cut);
  }

  /** The primary answers `exit`: until then connections handed over late are refused, and so given to another. */
  async #leave(cut: readonly ServedRequest[]): Promise<void> {
    // The last metrics, so that what was counted since the last beat is not lost.
    if (this.#service) await this.#sendMetrics(this.#service).catch(() => undefined);
    this.#stopPulse();
    if (!this.#link?.send({ type: 'drained', cut })) process.exit(this.#exitCode);
  }
}

function listen(server: Server, settings: SupervisorSettings): Promise<void> {
  Object.assign(server, {
    keepAliveTimeout: settings.keepAliveMs,
    headersTimeout: settings.headersTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    maxConnections: settings.maxConnectionsPerWorker,
    // Over the limit: close at once. Refusing would send a connection round all workers for ever.
    dropMaxConnection: true,
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const { host, port } = settings;
      const code = exitCodeOf(error, ExitCode.boot);
      reject(
        code === ExitCode.portTaken
          ? new StartError(code, portProblem(error.code, host, port), error)
          : error,
      );
    });
    server.listen({ host: settings.host, port: settings.port, backlog: 1024 }, resolve);
  });
}

/** Writes a heap snapshot, which stops this process meanwhile; returns why it could not. */
function writeHeap(file: string): string | undefined {
  // V8 needs about as much again for the snapshot, and the machine must not start to kill for it.
  const { used_heap_size: heapUsed } = getHeapStatistics();
  if (freemem() < 2 * heapUsed)
    return `There is too little free memory to write a heap of ${heapUsed} bytes.`;
  try {
    writeHeapSnapshot(file);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function withinLastMoments(work: Promise<void> | undefined): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, LAST_MOMENTS_MS));
  await Promise.race([work?.catch(() => undefined), patience]);
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof StartError ? error.message : (error.stack ?? error.message);
}
