import type { FleetStatus } from './status.ts';
import { family } from './metrics.ts';
import type { MetricFamily } from './messages.ts';

/** The supervisor's own metrics: the fleet as `status` shows it, in Prometheus's terms. */
export function fleetMetrics(status: FleetStatus): MetricFamily[] {
  const perWorker = (pick: (worker: FleetStatus['workers'][number]) => number) =>
    status.workers
      .filter(({ isCurrent }) => isCurrent)
      .map((worker) => ({ value: pick(worker), labels: { worker: worker.name, role: worker.role } }));
  return [
    family('gauge', 'supervisor_workers', 'Worker processes by role and state.', countByState(status)),
    family(
      'gauge',
      'supervisor_worker_up',
      '1 while the worker of this place serves and beats, 0 while there is none or it hangs.',
      status.places.map(({ name, role, isUp }) => ({ value: isUp ? 1 : 0, labels: { worker: name, role } })),
    ),
    family(
      'counter',
      'supervisor_worker_ends_total',
      'Ended workers by cause; planned ones were asked to.',
      Object.entries(status.ends).map(([cause, value]) => ({ value, labels: { cause } })),
    ),
    family('gauge', 'supervisor_degraded', '1 after five unplanned ends within a minute.', [
      { value: status.isDegraded ? 1 : 0, labels: {} },
    ]),
    family('counter', 'supervisor_requests_total', 'Requests begun by all web workers.', [
      { value: status.requests, labels: {} },
    ]),
    family(
      'gauge',
      'supervisor_worker_loop_utilization',
      'Busy share of the event loop, 0 to 1.',
      perWorker(({ loop }) => loop),
    ),
    family(
      'gauge',
      'supervisor_worker_in_flight',
      'Requests or jobs being worked on.',
      perWorker(({ inFlight }) => inFlight),
    ),
    family(
      'gauge',
      'supervisor_worker_connections',
      'Open connections.',
      perWorker(({ connections }) => connections),
    ),
    family(
      'gauge',
      'supervisor_worker_rss_bytes',
      'Resident memory.',
      perWorker(({ rssBytes }) => rssBytes),
    ),
    family(
      'gauge',
      'supervisor_worker_pss_bytes',
      'Memory with shared pages divided by their users; 0 where the system does not tell.',
      perWorker(({ pssBytes }) => pssBytes),
    ),
  ];
}

function countByState({ workers }: FleetStatus) {
  const counts = new Map<string, { value: number; labels: { role: string; state: string } }>();
  for (const role of ['web', 'jobs']) {
    for (const state of ['booting', 'ready', 'blocked', 'draining']) {
      const value = workers.filter((worker) => worker.role === role && worker.state === state).length;
      counts.set(`${role} ${state}`, { value, labels: { role, state } });
    }
  }
  return [...counts.values()];
}
