import type { FleetStatus, WorkerStatus } from './status.ts';
import { family } from './metrics.ts';
import type { MetricFamily } from './messages.ts';

/** The supervisor's own metrics: the fleet as `status` shows it, in Prometheus's terms. */
export function fleetMetrics(status: FleetStatus): MetricFamily[] {
  return [...ofFleet(status), ...ofWorkers(status.workers.filter(({ isCurrent }) => isCurrent))];
}

function ofFleet(status: FleetStatus): MetricFamily[] {
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
    family(
      'counter',
      'supervisor_reloads_total',
      'Reloads by result; a failed one left the old workers serving.',
      Object.entries(status.reloads).map(([result, value]) => ({ value, labels: { result } })),
    ),
    family(
      'gauge',
      'supervisor_release_workers',
      'Workers by the release they run; more than one release: a reload is under way or failed half-way.',
      countByRelease(status),
    ),
    family('gauge', 'supervisor_degraded', '1 after five unplanned ends within a minute.', [
      { value: status.isDegraded ? 1 : 0, labels: {} },
    ]),
    family('counter', 'supervisor_requests_total', 'Requests begun by all web workers.', [
      { value: status.requests, labels: {} },
    ]),
  ];
}

function ofWorkers(workers: readonly WorkerStatus[]): MetricFamily[] {
  const gauge = (name: string, help: string, pick: (worker: WorkerStatus) => number) =>
    family(
      'gauge',
      `supervisor_worker_${name}`,
      help,
      workers.map((worker) => ({ value: pick(worker), labels: { worker: worker.name, role: worker.role } })),
    );
  return [
    gauge('loop_utilization', 'Busy share of the event loop, 0 to 1.', ({ loop }) => loop),
    gauge('overloaded', '1 while it refuses new requests for having too many.', ({ isOverloaded }) =>
      isOverloaded ? 1 : 0,
    ),
    gauge('in_flight', 'Requests or jobs being worked on.', ({ inFlight }) => inFlight),
    gauge('connections', 'Open connections.', ({ connections }) => connections),
    gauge('rss_bytes', 'Resident memory.', ({ rssBytes }) => rssBytes),
    gauge(
      'pss_bytes',
      'Memory with shared pages divided by their users; 0 where the system does not tell.',
      ({ pssBytes }) => pssBytes,
    ),
  ];
}

function countByRelease({ workers }: FleetStatus) {
  const releases = Map.groupBy(
    workers.filter(({ release }) => release !== ''),
    ({ release }) => release,
  );
  return [...releases].map(([release, of]) => ({ value: of.length, labels: { release } }));
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
