import type { ServerRuntimeClient } from '@sentry/core/server';
import type { Log } from './logger.ts';

/** Where an error happened, in words that say nothing about a person. */
export type ErrorContext = Record<string, string>;

/** Reports errors that someone must act on to a service that speaks Sentry's protocol. */
export interface ErrorReports {
  /** Never throws and never waits. */
  report: (error: unknown, context?: ErrorContext) => void;
  /** Waits at most 2 s for what is on its way. */
  close(): Promise<void>;
}

export interface ReportSettings {
  /** Undefined: nothing is reported, and nothing of Sentry is loaded. */
  dsn: string | undefined;
  environment: string;
  release: string;
  /** Which process: web, jobs. */
  role: string;
  log: Log;
}

const PER_MINUTE = 20;
const QUEUE_LENGTH = 10;
const SEND_TIMEOUT_MS = 5000;
const CLOSE_TIMEOUT_MS = 2000;

/** Opens the way to the service; also reports what nobody caught, before the process ends for it. */
export async function openErrorReports(settings: ReportSettings): Promise<ErrorReports> {
  if (settings.dsn === undefined) return { report: () => undefined, close: () => Promise.resolve() };
  const { Scope } = await import('@sentry/core');
  const client = await openClient(settings, settings.dsn);
  const mayReport = perMinute(PER_MINUTE);

  const report = (error: unknown, context: ErrorContext = {}, isHandled = true): void => {
    if (!mayReport()) return;
    const scope = new Scope();
    scope.setTags({ role: settings.role, ...context });
    const mechanism = { type: 'generic', handled: isHandled };
    client.captureException(error, { originalException: error, mechanism }, scope);
  };
  const onUncaught = (error: unknown) => report(error, {}, false);
  // Only looks on: what happens next is decided by who runs this process.
  process.on('uncaughtExceptionMonitor', onUncaught);
  return {
    report: (error, context) => report(error, context),
    async close() {
      process.off('uncaughtExceptionMonitor', onUncaught);
      await client.close(CLOSE_TIMEOUT_MS);
    },
  };
}

/** Sentry's own client for servers, with nothing switched on that gathers data by itself. */
async function openClient(settings: ReportSettings, dsn: string): Promise<ServerRuntimeClient> {
  const { createStackParser, createTransport, linkedErrorsIntegration } = await import('@sentry/core');
  const { ServerRuntimeClient, nodeStackLineParser } = await import('@sentry/core/server');
  const { scrubEvent } = await import('./scrub.ts');
  const client = new ServerRuntimeClient({
    dsn,
    platform: 'node',
    environment: settings.environment,
    release: `primary-assistant@${settings.release}`,
    integrations: [linkedErrorsIntegration()],
    includeServerName: false,
    sendClientReports: false,
    maxBreadcrumbs: 0,
    stackParser: createStackParser(nodeStackLineParser()),
    beforeSend: scrubEvent,
    transportOptions: { bufferSize: QUEUE_LENGTH },
    transport: (options) =>
      createTransport(options, async ({ body }) => {
        const answer = await fetch(options.url, {
          method: 'POST',
          body: typeof body === 'string' ? body : Buffer.from(body),
          redirect: 'error',
          signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
        });
        await answer.body?.cancel();
        return {
          statusCode: answer.status,
          headers: {
            'x-sentry-rate-limits': answer.headers.get('x-sentry-rate-limits'),
            'retry-after': answer.headers.get('retry-after'),
          },
        };
      }),
  });
  client.init();
  client.on('afterSendEvent', (_event, { statusCode = 0 }) => {
    if (statusCode >= 400) settings.log.warn({ status: statusCode }, 'the error report was refused');
  });
  return client;
}

/** True so many times a minute: a fault that strikes with every request need not be told every time. */
function perMinute(limit: number): () => boolean {
  let window = { count: 0, endsAt: 0 };
  return () => {
    const now = performance.now();
    if (now >= window.endsAt) window = { count: 0, endsAt: now + 60_000 };
    return ++window.count <= limit;
  };
}
