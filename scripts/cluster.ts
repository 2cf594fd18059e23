/**
 * `npm run cluster -- status|reload|scale N|drain PID|stack PID|heap PID|stop`: speaks to the running server over its
 * control socket. `--json` prints the reply as it came. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not running.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { controlSocket } from '../src/config.ts';
import { projectRoot } from '../src/lib/project-root.ts';
import type { Autopsy } from '../src/supervisor/autopsy.ts';
import { askServer } from '../src/supervisor/control-client.ts';
import { type ControlReply, socketPath } from '../src/supervisor/control.ts';
import type { FleetStatus, WorkerStatus } from '../src/supervisor/status.ts';

const USAGE = `Usage: npm run cluster -- COMMAND [--json]
  status      who is running, since when, doing what
  reload      replace all workers without a gap; fails, the old ones serving on, when the new ones do not come up
  scale N     run N web workers
  drain PID   replace this worker
  stack PID   show where this worker is and what it serves, without stopping it
  heap PID    write this worker's heap to a file
  stop        end the server in order
`;
const MB = 1024 * 1024;

const words = process.argv.slice(2).filter((word) => word !== '--json');
const isJson = process.argv.includes('--json');
process.exitCode = await main(words, isJson);

async function main([command, ...args]: string[], asJson: boolean): Promise<number> {
  if (!command || command === '--help') {
    (command ? process.stdout : process.stderr).write(USAGE);
    return command ? 0 : 2;
  }
  const envFile = join(projectRoot, '.env');
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  const ctlSocket = controlSocket();
  let reply: ControlReply;
  try {
    reply = await askServer(ctlSocket, { command, args });
  } catch (error) {
    process.stderr.write(
      `The server is not running here (${socketPath(ctlSocket)}: ${(error as Error).message}).\n`,
    );
    return 3;
  }
  if (asJson) process.stdout.write(`${JSON.stringify(reply)}\n`);
  if (!reply.ok) return explain(reply, asJson);
  if (!asJson) process.stdout.write(`${render(command, reply.result)}\n`);
  return 0;
}

function explain(reply: Extract<ControlReply, { ok: false }>, asJson: boolean): number {
  if (!asJson) {
    process.stderr.write(`${reply.error}\n`);
    if (reply.lastLines?.length) process.stderr.write(`Last lines:\n${reply.lastLines.join('\n')}\n`);
  }
  return /^There is no command|takes /.test(reply.error) ? 2 : 1;
}

function render(command: string, result: unknown): string {
  if (command === 'status') return renderStatus(result as FleetStatus);
  if (command === 'stack') return renderStack(result as Autopsy);
  return String(result);
}

function renderStatus(status: FleetStatus): string {
  const sorted = status.workers.toSorted((a, b) => placeOf(a) - placeOf(b) || b.ageS - a.ageS);
  const rows = sorted.map((worker) => [
    worker.name,
    String(worker.pid),
    worker.role,
    stateOf(worker),
    renderAge(worker.ageS),
    String(worker.requests),
    String(worker.inFlight),
    String(worker.connections),
    (worker.loop * 100).toFixed(0),
    ((worker.pssBytes || worker.rssBytes) / MB).toFixed(0),
    worker.release,
  ]);
  const header = [
    'WORKER',
    'PID',
    'ROLE',
    'STATE',
    'AGE',
    'REQUESTS',
    'IN FLIGHT',
    'CONNS',
    'LOOP %',
    'MB',
    'RELEASE',
  ];
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const table = [header, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column < 4 || column === header.length - 1
          ? cell.padEnd(widths[column] ?? 0)
          : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const ends = Object.entries(status.ends).filter(([cause, count]) => cause !== 'planned' && count > 0);
  return [
    `Supervisor ${status.pid} (${status.release}), up ${renderAge(status.uptimeS)}, ${(status.memoryBytes / MB).toFixed(0)} MB${status.operation ? `, running: ${status.operation}` : ''}${status.isDegraded ? ', DEGRADED: workers keep ending' : ''}`,
    ...table,
    ...(ends.length > 0
      ? [`Ended unplanned: ${ends.map(([cause, count]) => `${count} ${cause}`).join(', ')}`]
      : []),
  ].join('\n');
}

/** Web workers by their number, the jobs worker last. */
function placeOf({ name }: WorkerStatus): number {
  return Number(/\d+$/.exec(name)?.[0] ?? 1000);
}

function stateOf({ state, isCurrent, isOverloaded }: WorkerStatus): string {
  if (state !== 'ready') return state;
  if (!isCurrent) return 'settling';
  return isOverloaded ? 'overloaded' : 'ready';
}

function renderStack(autopsy: Autopsy): string {
  const serving = autopsy.serving.map(
    ({ method, path, ageMs }) => `  ${method} ${path}, ${(ageMs / 1000).toFixed(1)} s`,
  );
  return [
    `${autopsy.worker} (${autopsy.pid}), ${autopsy.state}`,
    ...(autopsy.stack?.map((frame) => `  at ${frame}`) ?? [autopsy.note ?? '']),
    serving.length > 0 ? 'It is serving:' : 'It is serving nothing.',
    ...serving,
    ...(autopsy.file ? [`Report: ${autopsy.file}`] : []),
  ].join('\n');
}

function renderAge(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
