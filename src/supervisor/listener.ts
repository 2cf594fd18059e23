import { createServer, type Server } from 'node:http';
import { fleetMetrics } from './fleet-metrics.ts';
import type { MetricFamily } from './messages.ts';
import { renderMetrics } from './metrics.ts';
import type { FleetStatus } from './status.ts';

/** What the internal listener tells about. */
export interface Observed {
  readonly status: () => Promise<FleetStatus>;
  /** The app's metrics of all workers. */
  readonly appMetrics: () => MetricFamily[];
}

/**
 * The internal listener for monitoring: /metrics (Prometheus), /healthz (alive, degraded or not), /readyz (at least
 * one web worker serves). Answers from what the workers have sent already, so a hanging one does not delay it.
 */
export async function startListener(host: string, port: number, observed: Observed): Promise<Server> {
  const server = createServer((request, response) => {
    answer(request.url ?? '', observed)
      .catch((error: Error) => ({ status: 500, type: 'text/plain', body: `${error.message}\n` }))
      .then(({ status, type, body }) => response.writeHead(status, { 'Content-Type': type }).end(body))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  });
  return server;
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

async function answer(path: string, { status, appMetrics }: Observed): Promise<Reply> {
  if (path === '/metrics') {
    const families = [...fleetMetrics(await status()), ...appMetrics()];
    return { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: renderMetrics(families) };
  }
  if (path !== '/healthz' && path !== '/readyz')
    return { status: 404, type: 'text/plain', body: 'Not found\n' };
  const { isDegraded, places, workers } = await status();
  const ready = places.filter(({ role, isUp }) => role === 'web' && isUp).length;
  const isOk = path === '/healthz' || ready > 0;
  // More than one while a reload is under way, or when one failed half-way.
  const releases = [...new Set(workers.map(({ release }) => release).filter(Boolean))];
  const body = {
    status: isOk ? 'ok' : 'unavailable',
    degraded: isDegraded,
    webWorkersReady: ready,
    releases,
  };
  return { status: isOk ? 200 : 503, type: 'application/json', body: `${JSON.stringify(body)}\n` };
}
