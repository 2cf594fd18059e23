// `npm run dev`: the server from its sources with a debugger port, restarted on every change, on its own PostgreSQL.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, watch } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../src/config.ts';
import { projectRoot } from '../src/lib/project-root.ts';
import { StartError } from '../src/supervisor/exit-codes.ts';
import { type EmbeddedPostgres, startPostgres } from '../src/supervisor/postgres.ts';
import { watchClient } from './build-client.ts';
import { pollFolders } from './poll-folders.ts';
import { forgetBuild } from './build.ts';

/** Folders the server reads at its start. The client's sources are watched by its own bundler. */
const WATCHED = ['src', 'migrations', 'website/views', 'website/locales'];
/** A change here changes what is in the database before the first request. */
const DATABASE_SOURCES = /migrations|seed|bring-up-to-date/;
/** In a container the debugger must listen on all addresses; its port is published on 127.0.0.1 only. */
const INSPECT = `--inspect=${process.env['INSPECT_HOST'] ?? '127.0.0.1'}:9229`;
/** Editors write a file in several steps; one restart is enough for all of them. */
const SETTLE_MS = 30;

const envFile = join(projectRoot, '.env');
if (existsSync(envFile)) process.loadEnvFile(envFile);
const config = loadConfig({ ...process.env, NODE_ENV: 'development' });
let server: ChildProcess | undefined;
let isStopping = false;
/** The schema and the library are brought up to date at the first start, and again when their sources changed. */
let isUpToDate = false;
/** Restarts one after the other: two at once would want the same port. */
let work: Promise<void> = Promise.resolve();

try {
  const postgres = config.database.url ? undefined : await startPostgres({ dataDir: config.dataDir });
  const databaseUrl = postgres?.databaseUrl ?? config.database.url;
  // The bundles of development are not those that start.sh serves.
  forgetBuild();
  const restart = () => (work = work.then(() => restartServer(databaseUrl)));
  const unwatchClient = await watchClient(() => void restart());
  watchSources(restart);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => void stop(postgres, unwatchClient));
  }
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}

async function restartServer(databaseUrl: string | undefined): Promise<void> {
  await endServer();
  if (isStopping) return;
  server = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', INSPECT, join(projectRoot, 'src/main.ts')],
    {
      cwd: projectRoot,
      stdio: ['inherit', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_ENV: 'development',
        DATABASE_URL: databaseUrl,
        SECRET_KEY: config.secretKey,
        ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
        ...(isUpToDate && { AUTO_MIGRATE: '0' }),
      },
    },
  );
  isUpToDate = false;
  server.stdout?.pipe(process.stdout, { end: false });
  server.stdout?.on('data', (output: Buffer) => {
    if (/^Open /m.test(output.toString())) isUpToDate = true;
  });
}

async function endServer(): Promise<void> {
  const ending = server;
  if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
  const exited = once(ending, 'exit');
  // Nothing to finish: in development nobody waits for an answer of the old code.
  ending.kill('SIGKILL');
  await exited;
}

function watchSources(restart: () => void): void {
  let settling: NodeJS.Timeout | undefined;
  const onChange = (file?: string | null) => {
    if (!file || DATABASE_SOURCES.test(file)) isUpToDate = false;
    clearTimeout(settling);
    settling = setTimeout(restart, SETTLE_MS);
  };
  const folders = WATCHED.map((name) => join(projectRoot, name)).filter((path) => existsSync(path));
  if (process.env['WATCH_POLLING'] === '1') return pollFolders(folders, onChange);
  for (const folder of folders)
    watch(folder, { recursive: true }, (_event, file) => onChange(file && join(folder, file)));
}

async function stop(
  postgres: EmbeddedPostgres | undefined,
  unwatchClient: () => Promise<void>,
): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  await work;
  await endServer();
  await unwatchClient();
  await postgres?.stop();
  process.exit();
}
