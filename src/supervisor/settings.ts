/**
 * What the supervisor and its workers need to know, as plain data: config.ts fills it from the environment, the
 * short `check` process sends it to the primary over IPC. All times in milliseconds, all sizes in bytes.
 */
export interface SupervisorSettings {
  /** Address and port the product is served on. */
  readonly host: string;
  readonly port: number;
  /** Where people open it, as the start prints it: http://127.0.0.1:8000. */
  readonly address: string;
  /** Number of web processes wanted (1..maxWorkers). One jobs process runs beside them. */
  readonly webConcurrency: number;
  readonly maxWorkers: number;
  /** A worker silent for this long is examined and killed. 0 turns it off. */
  readonly workerTimeoutMs: number;
  readonly heartbeatMs: number;
  /** From fork to ready; longer means the worker could not boot. */
  readonly bootTimeoutMs: number;
  /** Work still running this long after a stop was asked for is cut, and named. */
  readonly gracefulTimeoutMs: number;
  /** The same for a quick stop (QUIT, second Ctrl-C). */
  readonly quickTimeoutMs: number;
  /** How long a worker that has a successor keeps idle keep-alive connections open. */
  readonly lameDuckMs: number;
  readonly keepAliveMs: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly maxConnectionsPerWorker: number;
  /** A worker whose event loop needs longer for a turn, again and again, refuses new requests; 0 = never. */
  readonly overloadTurnMs: number;
  /** A worker is replaced after about so many requests; 0 = never. Jitter is a fraction of it (0.1 = ±10 %). */
  readonly maxRequests: number;
  readonly maxRequestsJitter: number;
  /** A worker above this resident size for three beats is replaced; 0 = never. */
  readonly workerMaxRssBytes: { readonly web: number; readonly jobs: number };
  /** A new worker must stay ready this long before its predecessor is let go. */
  readonly reloadSettleMs: number;
  /** No web worker alive for this long ends the server with exit code 6. */
  readonly crashLoopExitMs: number;
  /** Longest pause between two starts in one slot. */
  readonly backoffMaxMs: number;
  /** Time a migration may wait for the database to answer. */
  readonly databaseWaitMs: number;
  /** Internal listener for /metrics, /healthz and /readyz; port 0 = off. */
  readonly metricsHost: string;
  readonly metricsPort: number;
  /** Path of the control socket, '' = none. */
  readonly ctlSocket: string;
  /** Which code this is; differs between the old and the new workers of a reload. */
  readonly release: string;
  /** Folder for run files, autopsies and the embedded database. */
  readonly dataDir: string;
  /** Flags for the node processes of each role. */
  readonly execArgv: { readonly web: readonly string[]; readonly jobs: readonly string[] };
  /** The supervisor owns a PostgreSQL of its own when DATABASE_URL is not set. */
  readonly embeddedPostgres: boolean;
  /** Added to the environment of workers: what must be the same for all of them but was worked out by one. */
  readonly childEnv: Readonly<Record<string, string>>;
  /** Where log lines go; undefined = standard output. Level as in pino. */
  readonly log: { readonly level: string; readonly file: string | undefined };
  /** Things the start should say that are not errors, e.g. too many workers for the memory. */
  readonly warnings: readonly string[];
}

const SECOND = 1000;

/** Values for everything that has a sensible default; config.ts lays the environment over them. */
export const supervisorDefaults: Omit<
  SupervisorSettings,
  'address' | 'dataDir' | 'embeddedPostgres' | 'release'
> = {
  host: '127.0.0.1',
  port: 8000,
  webConcurrency: 4,
  maxWorkers: 64,
  workerTimeoutMs: 30 * SECOND,
  heartbeatMs: SECOND,
  bootTimeoutMs: 30 * SECOND,
  gracefulTimeoutMs: 30 * SECOND,
  quickTimeoutMs: 2 * SECOND,
  lameDuckMs: 12 * SECOND,
  keepAliveMs: 75 * SECOND,
  headersTimeoutMs: 20 * SECOND,
  requestTimeoutMs: 120 * SECOND,
  maxConnectionsPerWorker: 1000,
  overloadTurnMs: 100,
  maxRequests: 0,
  maxRequestsJitter: 0.1,
  workerMaxRssBytes: { web: 256 * 1024 * 1024, jobs: 384 * 1024 * 1024 },
  reloadSettleMs: 2 * SECOND,
  crashLoopExitMs: 60 * SECOND,
  backoffMaxMs: 30 * SECOND,
  databaseWaitMs: 60 * SECOND,
  metricsHost: '127.0.0.1',
  metricsPort: 0,
  ctlSocket: '',
  execArgv: { web: [], jobs: [] },
  childEnv: {},
  log: { level: 'info', file: undefined },
  warnings: [],
};

/** Sentences about values that contradict each other, each with its cure; empty when the settings are sound. */
export function settingsProblems(settings: SupervisorSettings): string[] {
  const { lameDuckMs, gracefulTimeoutMs, keepAliveMs, requestTimeoutMs, headersTimeoutMs } = settings;
  const rules: [broken: boolean, sentence: string][] = [
    [settings.port < 1 || settings.port > 65_535, `PORT is ${settings.port}: take a number from 1 to 65535.`],
    [
      settings.webConcurrency < 1 || settings.webConcurrency > settings.maxWorkers,
      `WEB_CONCURRENCY is ${settings.webConcurrency}: take a number from 1 to ${settings.maxWorkers}, or auto.`,
    ],
    [
      lameDuckMs >= gracefulTimeoutMs,
      `LAME_DUCK (${seconds(lameDuckMs)}) must be shorter than GRACEFUL_TIMEOUT (${seconds(gracefulTimeoutMs)}): lower LAME_DUCK or raise GRACEFUL_TIMEOUT.`,
    ],
    [
      lameDuckMs >= keepAliveMs,
      `LAME_DUCK (${seconds(lameDuckMs)}) must be shorter than KEEPALIVE (${seconds(keepAliveMs)}): lower LAME_DUCK or raise KEEPALIVE.`,
    ],
    [
      requestTimeoutMs > 0 && headersTimeoutMs > requestTimeoutMs,
      `HEADERS_TIMEOUT (${seconds(headersTimeoutMs)}) must not be longer than REQUEST_TIMEOUT (${seconds(requestTimeoutMs)}): lower HEADERS_TIMEOUT or raise REQUEST_TIMEOUT.`,
    ],
    [
      settings.workerTimeoutMs > 0 && settings.workerTimeoutMs < 2 * settings.heartbeatMs,
      `WORKER_TIMEOUT (${seconds(settings.workerTimeoutMs)}) must be at least ${seconds(2 * settings.heartbeatMs)}: raise it, or set 0 to turn it off.`,
    ],
  ];
  return rules.filter(([broken]) => broken).map(([, sentence]) => sentence);
}

function seconds(ms: number): string {
  return `${ms / SECOND} s`;
}
