/**
 * Makes the secrets of the containers: random ones, or those given in .env, into one folder per set of readers. Run
 * by the service `init` before all others; a second run keeps what is there. Each folder is a volume that only its
 * readers mount, so the files may be readable: a reader's user id is not known here.
 */
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { looksLikeSample } from '../src/lib/sample-secret.ts';
import { projectRoot } from '../src/lib/project-root.ts';
import { ExitCode, StartError } from '../src/supervisor/exit-codes.ts';

const ROOT = process.env['SECRETS_DIR'] ?? '/secrets';
const KEY_LENGTH = 32;
const PASSWORD_LENGTH = 12;
/** Secrets of services outside, which cannot be made here. */
const OUTSIDE = [
  ...['SMTP_URL', 'SENTRY_DSN', 'OPENAI_API_KEY', 'ANTHROPIC_API_KEY'],
  ...['EDAMAM_APP_ID', 'EDAMAM_APP_KEY'],
];

try {
  makeSecrets();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}

function makeSecrets(): void {
  const { POSTGRES_USER = 'assistant', POSTGRES_DB = 'assistant' } = process.env;
  keep('web/secret_key', given('SECRET_KEY', KEY_LENGTH));
  keep('db/superuser_password');
  const password = keep('db/app_password', given('POSTGRES_PASSWORD', PASSWORD_LENGTH));
  const redisPassword = keep('redis/password');
  const login = `${encodeURIComponent(POSTGRES_USER)}:${encodeURIComponent(password)}`;
  write('web/database_url', process.env['DATABASE_URL'] || `postgres://${login}@db:5432/${POSTGRES_DB}`);
  write('web/redis_url', process.env['REDIS_URL'] || `redis://:${redisPassword}@redis:6379`);
  for (const name of OUTSIDE) write(`web/${name.toLowerCase()}`, process.env[name] ?? '');
  write('redis/redis.conf', redisConfiguration(redisPassword));
  const superuser = keep('db/superuser_password');
  keep('tools/pgadmin_password', given('PGADMIN_PASSWORD', PASSWORD_LENGTH));
  keep('tools/redis_commander_password', given('REDIS_COMMANDER_PASSWORD', PASSWORD_LENGTH));
  write('tools/redis_password', redisPassword);
  write('tools/pgadmin_servers.json', pgadminServers(POSTGRES_DB));
  write('tools/pgpass', `db:5432:*:postgres:${superuser}\n`);
  install('docker/db/init/10-app-role.sh', 'db-setup/10-app-role.sh');
  install('docker/db/start-database', 'db-setup/start-database');
}

/** A secret of the environment; undefined when none is given. Throws when it is too short or an example. */
function given(name: string, minLength: number): string | undefined {
  const value = process.env[name]?.trim();
  if (!value) return undefined;
  if (value.length < minLength || looksLikeSample(value)) {
    throw new StartError(
      ExitCode.load,
      `${name} in .env is ${value.length < minLength ? `shorter than ${minLength} characters` : 'an example'}: run \`openssl rand -base64 36\` and use the result, or remove the line and one is made.`,
    );
  }
  return value;
}

/** The secret of a file: the one given, else the one there, else a new one. */
function keep(file: string, value?: string): string {
  const path = join(ROOT, file);
  const kept =
    value ?? (existsSync(path) ? readFileSync(path, 'utf8') : randomBytes(36).toString('base64url'));
  write(file, kept);
  return kept;
}

function write(file: string, text: string): void {
  const path = join(ROOT, file);
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  mkdirSync(dirname(path), { recursive: true });
  // Readable only, also for us: so it must be made writable for a moment.
  if (existsSync(path)) chmodSync(path, 0o644);
  writeFileSync(path, text, { mode: 0o444 });
  chmodSync(path, 0o444);
}

function install(source: string, file: string): void {
  const path = join(ROOT, file);
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path)) chmodSync(path, 0o755);
  copyFileSync(join(projectRoot, source), path);
  chmodSync(path, 0o555);
}

/** pgAdmin's list of servers, so that nobody has to type it. */
function pgadminServers(database: string): string {
  const server = {
    Name: 'Primary Assistant',
    Group: 'Servers',
    Host: 'db',
    Port: 5432,
    Username: 'postgres',
  };
  return JSON.stringify({ Servers: { 1: { ...server, MaintenanceDB: database, SSLMode: 'prefer' } } });
}

/** Nothing in Redis must outlive it. When it is full it refuses: a counter that counts an attacker is never freed. */
function redisConfiguration(password: string): string {
  return [
    `requirepass ${password}`,
    'save ""',
    'appendonly no',
    'maxmemory 32mb',
    'maxmemory-policy noeviction',
    'maxclients 200',
    'timeout 0',
    'tcp-keepalive 60',
    'dir /data',
    '',
  ].join('\n');
}
