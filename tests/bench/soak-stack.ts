import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';

const execute = promisify(execFile);
const SERVICES = ['nginx', 'web', 'db', 'redis'];

/** Runs docker; again when the engine, busy as it is, ends the call without an answer. */
async function docker(args: string[], tries = 3): Promise<string> {
  try {
    return (await execute('docker', args)).stdout.trim();
  } catch (error) {
    if (tries === 1) throw error;
    await pause(1000);
    return docker(args, tries - 1);
  }
}

interface Look {
  restarts: number;
  healthy: boolean;
  mb: number;
}

/**
 * `npm run soak:stack`: asks the containers that run here for pages, steadily, and looks at each of them every ten
 * seconds. Passed when none was started again and all were healthy at every look.
 */
export async function bench(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      minutes: { type: 'string', default: '30' },
      url: { type: 'string', default: 'http://localhost' },
      project: { type: 'string', default: 'primary-assistant' },
      rate: { type: 'string', default: '20' },
    },
  });
  const end = Date.now() + Number(values.minutes) * 60_000;
  const first = await lookAt(values.project);
  const begun = first.reduce((sum, { restarts }) => sum + restarts, 0);
  const statuses = new Map<number, number>();
  const asking = askUntil(end, values.url, Number(values.rate), statuses);
  let [looks, healthy, restarts, mostMb] = [0, 0, 0, 0];
  while (Date.now() < end) {
    await pause(10_000);
    const seen = await lookAt(values.project);
    looks += seen.length;
    healthy += seen.filter((one) => one.healthy).length;
    restarts = seen.reduce((sum, one) => sum + one.restarts, 0) - begun;
    mostMb = Math.max(
      mostMb,
      seen.reduce((sum, { mb }) => sum + mb, 0),
    );
  }
  await asking;
  const answers = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ');
  process.stdout.write(
    `Answers: ${answers}. Memory at most ${Math.round(mostMb)} MB, at the start ${Math.round(first.reduce((sum, { mb }) => sum + mb, 0))} MB.\n`,
  );
  process.stdout.write(`${restarts} restarts, healthy at ${healthy} of ${looks} looks.\n`);
  const failed = [...statuses.keys()].some((status) => status === 0 || status >= 500);
  return restarts === 0 && healthy === looks && !failed ? 0 : 1;
}

/** Every service's container as Docker sees it now. */
async function lookAt(project: string): Promise<Look[]> {
  const filter = ['--filter', `label=com.docker.compose.project=${project}`];
  const ids = (await docker(['ps', '-q', ...filter])).split('\n').filter(Boolean);
  if (ids.length < SERVICES.length)
    throw new Error(
      `${SERVICES.join(', ')} must be up: docker compose up -d --wait (--project names another one).`,
    );
  const format = '{{.RestartCount}} {{.State.Health.Status}}';
  const states = (await docker(['inspect', '--format', format, ...ids])).split('\n');
  const used = await docker(['stats', '--no-stream', '--format', '{{.MemUsage}}', ...ids]);
  const megabytes = used.split('\n').map(toMb);
  return states.map((line, index) => {
    const [restarts, health] = line.split(' ');
    return { restarts: Number(restarts), healthy: health === 'healthy', mb: megabytes[index] ?? 0 };
  });
}

function toMb(usage: string): number {
  const [, value = '0', unit] = /^([\d.]+)(\w+)/.exec(usage) ?? [];
  return Number(value) * (unit === 'GiB' ? 1024 : unit === 'KiB' ? 1 / 1024 : 1);
}

/** `rate` requests a second for pages that anybody sees. The limits count them, too: stay below, or switch them off. */
async function askUntil(
  end: number,
  url: string,
  rate: number,
  statuses: Map<number, number>,
): Promise<void> {
  const paths = ['/health', '/', '/manifest.webmanifest', '/offline', '/health/ready'];
  const running = new Set<Promise<void>>();
  for (let turn = 0; Date.now() < end; turn++) {
    const asked = fetch(url + paths[turn % paths.length], {
      redirect: 'manual',
      signal: AbortSignal.timeout(20_000),
    })
      .then(async (response) => {
        await response.arrayBuffer();
        return response.status;
      })
      .catch(() => 0)
      .then((status) => void statuses.set(status, (statuses.get(status) ?? 0) + 1))
      .finally(() => running.delete(asked));
    running.add(asked);
    await pause(1000 / rate);
  }
  await Promise.all(running);
}
