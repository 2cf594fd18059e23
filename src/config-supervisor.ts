import { join } from 'node:path';
import * as z from 'zod';
import { seconds, wholeNumber } from './config-values.ts';

/** The settings of the fleet: how many workers, and how long each may take for what. Part of environmentSchema. */
export const supervisorEnvironment = {
  WEB_CONCURRENCY: z
    .union([z.literal('auto'), wholeNumber(1, 64, 4)], 'must be a whole number from 1 to 64, or auto')
    .default(4)
    .describe('Web workers, or auto: as many as there are cores for this process.'),
  WORKER_TIMEOUT: seconds(30).describe(
    'Seconds a worker may stay silent before it is examined and replaced; 0 switches it off.',
  ),
  BOOT_TIMEOUT: wholeNumber(1, 600, 30).describe('Seconds a worker may take to become ready.'),
  GRACEFUL_TIMEOUT: wholeNumber(1, 600, 30).describe(
    'Seconds a stopping worker may take for what it is doing.',
  ),
  LAME_DUCK: seconds(12, 600).describe(
    'Seconds a replaced worker keeps idle connections open, so that none is cut in mid-request.',
  ),
  KEEPALIVE: wholeNumber(1, 3600, 75).describe(
    'Seconds an idle connection is kept. More than the proxy keeps its own.',
  ),
  HEADERS_TIMEOUT: wholeNumber(1, 600, 20).describe('Seconds a client may take to send its headers.'),
  REQUEST_TIMEOUT: wholeNumber(1, 3600, 120).describe(
    'Seconds a client may take to send a whole request, uploads included.',
  ),
  OVERLOAD_TURN: wholeNumber(0, 60_000, 100).describe(
    'Milliseconds a turn of the event loop may take, on average over two seconds; a slower worker answers new requests with 503 and Retry-After until it has caught up. 0: never.',
  ),
  MAX_REQUESTS: wholeNumber(0, 100_000_000, 0).describe(
    'Requests after which a worker is replaced; 0: never.',
  ),
  MAX_REQUESTS_JITTER: wholeNumber(0, 100, 10).describe(
    'Percent by which MAX_REQUESTS varies, so that workers do not leave together.',
  ),
  WORKER_MAX_RSS: wholeNumber(0, 65_536, 256).describe(
    'Megabytes of memory after which a worker is replaced; 0: never.',
  ),
  CRASH_LOOP_EXIT: wholeNumber(1, 3600, 60).describe(
    'Seconds without any living web worker after which the server gives up (exit code 6).',
  ),
  CTL_SOCKET: z
    .string()
    .optional()
    .describe('Control socket of the supervisor. Default: run/ctl.sock in DATA_DIR.'),
};

type SupervisorEnvironment = z.output<z.ZodObject<typeof supervisorEnvironment>>;

/** The same in the words of the config. */
export function toSupervisor(env: SupervisorEnvironment, dataDir: string) {
  return {
    webConcurrency: env.WEB_CONCURRENCY,
    workerTimeoutMs: env.WORKER_TIMEOUT * 1000,
    bootTimeoutMs: env.BOOT_TIMEOUT * 1000,
    gracefulTimeoutMs: env.GRACEFUL_TIMEOUT * 1000,
    lameDuckMs: env.LAME_DUCK * 1000,
    keepAliveMs: env.KEEPALIVE * 1000,
    headersTimeoutMs: env.HEADERS_TIMEOUT * 1000,
    requestTimeoutMs: env.REQUEST_TIMEOUT * 1000,
    overloadTurnMs: env.OVERLOAD_TURN,
    maxRequests: env.MAX_REQUESTS,
    maxRequestsJitterPercent: env.MAX_REQUESTS_JITTER,
    workerMaxRssBytes: env.WORKER_MAX_RSS * 1024 * 1024,
    crashLoopExitMs: env.CRASH_LOOP_EXIT * 1000,
    ctlSocket: env.CTL_SOCKET ?? defaultControlSocket(dataDir),
  };
}

/** Where the control socket is unless CTL_SOCKET says so. */
export function defaultControlSocket(dataDir: string): string {
  return join(dataDir, 'run', 'ctl.sock');
}
