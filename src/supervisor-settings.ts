import { join } from 'node:path';
import type { Config } from './config.ts';
import { freeBytes, LEAST_FREE_BYTES } from './lib/free-room.ts';
import { allowedCores, allowedMemoryBytes } from './supervisor/capacity.ts';
import { supervisorDefaults, type SupervisorSettings } from './supervisor/settings.ts';

const MB = 1024 * 1024;
/** What a worker holds after some load, and the primary with the jobs worker, for the warning only. */
const WORKER_BYTES = 70 * MB;
const REST_BYTES = 130 * MB;

/** Of a process's resident memory, this much is the program itself, which all share. */
const SHARED_BYTES = 50 * MB;
/** Below this a healthy worker would be replaced again and again. */
const LEAST_MAX_RSS_BYTES = 160 * MB;

/** Small processes before fast ones, as measured: docs/decisions/005-v8-flags.md. */
const FLAGS = [
  '--max-semi-space-size=4',
  '--heap-growing-percent=40',
  '--v8-pool-size=1',
  // For settling.ts.
  '--expose-gc',
] as const;

/** The supervisor's part of the configuration, in its own words. */
export function toSupervisorSettings(config: Config): SupervisorSettings {
  const { server, supervisor } = config;
  const webConcurrency = supervisor.webConcurrency === 'auto' ? allowedCores() : supervisor.webConcurrency;
  const maxRss = maxRssBytes(supervisor.workerMaxRssBytes, webConcurrency);
  return {
    ...supervisorDefaults,
    host: server.host,
    port: server.port,
    address: addressOf(config),
    webConcurrency,
    workerTimeoutMs: supervisor.workerTimeoutMs,
    bootTimeoutMs: supervisor.bootTimeoutMs,
    gracefulTimeoutMs: supervisor.gracefulTimeoutMs,
    lameDuckMs: supervisor.lameDuckMs,
    keepAliveMs: supervisor.keepAliveMs,
    headersTimeoutMs: supervisor.headersTimeoutMs,
    requestTimeoutMs: supervisor.requestTimeoutMs,
    overloadTurnMs: supervisor.overloadTurnMs,
    maxRequests: supervisor.maxRequests,
    maxRequestsJitter: supervisor.maxRequestsJitterPercent / 100,
    workerMaxRssBytes: { web: maxRss, jobs: maxRss * 1.5 },
    execArgv: { web: FLAGS, jobs: FLAGS },
    crashLoopExitMs: supervisor.crashLoopExitMs,
    metricsHost: config.metrics.host,
    metricsPort: config.metrics.port,
    ctlSocket: supervisor.ctlSocket,
    dataDir: config.dataDir,
    release: config.release,
    embeddedPostgres: config.database.url === undefined,
    childEnv: {
      // `auto` is worked out once: all processes divide the database connections by the same number.
      WEB_CONCURRENCY: String(webConcurrency),
      ...(config.database.url === undefined && { SECRET_KEY_FILE: join(config.dataDir, 'secret') }),
    },
    log: { level: config.log.level, file: config.log.file },
    warnings: [...memoryWarnings(webConcurrency), ...diskWarnings(config.dataDir)],
  };
}

/** WORKER_MAX_RSS, or less where a worker's share of the memory there is (a container's limit) is smaller. 0 = never. */
function maxRssBytes(wantedBytes: number, webConcurrency: number): number {
  const shareBytes = allowedMemoryBytes() / (webConcurrency + 1) + SHARED_BYTES;
  return Math.min(wantedBytes, Math.max(LEAST_MAX_RSS_BYTES, Math.floor(shareBytes)));
}

function memoryWarnings(webConcurrency: number): string[] {
  const neededBytes = webConcurrency * WORKER_BYTES + REST_BYTES;
  const allowedBytes = allowedMemoryBytes();
  if (neededBytes <= allowedBytes) return [];
  return [
    `${webConcurrency} web workers may need ${Math.round(neededBytes / MB)} MB, but there are ${Math.round(allowedBytes / MB)} MB: lower WEB_CONCURRENCY or give it more memory.`,
  ];
}

function diskWarnings(dataDir: string): string[] {
  const free = freeBytes(dataDir);
  if (free >= LEAST_FREE_BYTES) return [];
  return [`only ${Math.floor(free / MB)} MB are free for ${dataDir}: make room before nothing can be saved.`];
}

/** Where people open this server: PUBLIC_URL, else what reaches it from this machine. */
function addressOf({ server, publishedPort }: Config): string {
  if (server.publicOrigin) return server.publicOrigin;
  if (publishedPort === undefined) return `http://${reachable(server.host)}:${server.port}`;
  return `http://localhost${publishedPort === 80 ? '' : `:${publishedPort}`}`;
}

/** An address that can be typed into a browser on this machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
