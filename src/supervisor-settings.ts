import { join } from 'node:path';
import type { Config } from './config.ts';
import { freeBytes, LEAST_FREE_BYTES } from './lib/free-room.ts';
import { allowedCores, allowedMemoryBytes } from './supervisor/capacity.ts';
import { supervisorDefaults, type SupervisorSettings } from './supervisor/settings.ts';

const MB = 1024 * 1024;
/** What a worker holds after some load, and the primary with the jobs worker, for the warning only. */
const WORKER_BYTES = 70 * MB;
const REST_BYTES = 130 * MB;

/** The supervisor's part of the configuration, in its own words. */
export function toSupervisorSettings(config: Config): SupervisorSettings {
  const { server, supervisor } = config;
  const webConcurrency = supervisor.webConcurrency === 'auto' ? allowedCores() : supervisor.webConcurrency;
  return {
    ...supervisorDefaults,
    host: server.host,
    port: server.port,
    address: server.publicOrigin ?? `http://${reachable(server.host)}:${server.port}`,
    webConcurrency,
    workerTimeoutMs: supervisor.workerTimeoutMs,
    bootTimeoutMs: supervisor.bootTimeoutMs,
    gracefulTimeoutMs: supervisor.gracefulTimeoutMs,
    lameDuckMs: supervisor.lameDuckMs,
    keepAliveMs: supervisor.keepAliveMs,
    headersTimeoutMs: supervisor.headersTimeoutMs,
    requestTimeoutMs: supervisor.requestTimeoutMs,
    maxRequests: supervisor.maxRequests,
    maxRequestsJitter: supervisor.maxRequestsJitterPercent / 100,
    workerMaxRssBytes: { web: supervisor.workerMaxRssBytes, jobs: supervisor.workerMaxRssBytes * 1.5 },
    crashLoopExitMs: supervisor.crashLoopExitMs,
    metricsHost: config.metrics.host,
    metricsPort: config.metrics.port,
    ctlSocket: supervisor.ctlSocket,
    dataDir: config.dataDir,
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

/** An address that can be typed into a browser on this machine. */
function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
