import { join, resolve } from 'node:path';
import * as z from 'zod';
import { foodEnvironment, toFoodLookup } from './config-foods.ts';
import { modelEnvironment, toModels } from './config-models.ts';
import { operationsEnvironment, toOperations } from './config-operations.ts';
import { ownSecretKey, SECRETS, withSecretFiles } from './config-secrets.ts';
import { defaultControlSocket, supervisorEnvironment, toSupervisor } from './config-supervisor.ts';
import { limit, port, seconds, wholeNumber } from './config-values.ts';
import { projectRoot } from './lib/project-root.ts';
import { looksLikeSample } from './lib/sample-secret.ts';
import { ownRelease } from './release.ts';
import { ExitCode, StartError } from './supervisor/exit-codes.ts';

/** Every environment variable the server knows, with its default. docs/configuration.md is generated from it. */
export const environmentSchema = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'])
    .default('production')
    .describe('How the server runs. development: one process, sources reloaded; a laptop is production too.'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on. 0.0.0.0 lets other machines in.'),
  PORT: port(8000).describe('Port to listen on.'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be the address people open, such as https://home.example' })
    .optional()
    .describe(
      'The address people open. With it: links in e-mails, secure cookies on https, and other Host headers are refused.',
    ),
  TRUST_PROXY: wholeNumber(0, 10, 0).describe(
    'How many proxies stand in front. Their X-Forwarded-For and X-Forwarded-Proto are believed, no others.',
  ),
  SECRET_KEY: z
    .string()
    .min(32, 'must have at least 32 characters: run `npm run generate-secret`')
    .optional()
    .describe(
      'Signs cookies and encrypts two-factor secrets. Generated into DATA_DIR when the database is embedded.',
    ),
  DATA_DIR: z
    .string()
    .default('data')
    .describe('Folder of the embedded database, uploads, exports and logs.'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres://')
    .optional()
    .describe('PostgreSQL to use. Without it the server runs its own in DATA_DIR.'),
  DB_POOL_SIZE: wholeNumber(2, 500, 10).describe(
    'Database connections of the whole server, divided over its processes (at least 2 each).',
  ),
  DB_STATEMENT_TIMEOUT: seconds(5, 600).describe('Seconds after which PostgreSQL ends a statement.'),
  AUTO_MIGRATE: z.enum(['0', '1']).default('1').describe('1: bring the schema up to date at start.'),
  PA_DEMO: z
    .enum(['0', '1'])
    .default('0')
    .describe('1: make a demo user with a year of made-up data at start, and show the sign-in once.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe log line that is written.'),
  LOG_FILE: z
    .string()
    .optional()
    .describe(
      'File for the log instead of standard output. ./start.sh sets it to log/server.log in DATA_DIR; over 10 MB it becomes server.log.1 at the next start.',
    ),
  METRICS_PORT: wholeNumber(0, 65_535, 0).describe(
    'Port of the internal metrics listener; 0 switches it off.',
  ),
  METRICS_HOST: z.string().default('127.0.0.1').describe('Address of the internal metrics listener.'),
  RATE_LIMIT_AUTH: limit('5/10').describe('Form posts under /auth per minute / burst and address, or off.'),
  RATE_LIMIT_API: limit('100/20').describe('API requests per minute / burst and address, or off.'),
  ...operationsEnvironment,
  ...modelEnvironment,
  ...foodEnvironment,
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, 'must begin with smtp:// or smtps://')
    .optional()
    .describe('Mail server, such as smtps://user:password@mail.example. Without it no e-mail is sent.'),
  MAIL_FROM: z.string().default('Primary Assistant <assistant@localhost>').describe('Sender of e-mails.'),
  SENTRY_DSN: z
    .url('must be a Sentry DSN')
    .optional()
    .describe('Sends errors, scrubbed of personal data, to this Sentry-compatible service.'),
  ...supervisorEnvironment,
  RELEASE: z
    .string()
    .regex(/^[\w.+-]{1,64}$/, 'must be a short name of letters, digits and . _ + -')
    .optional()
    .describe(
      'Name of this release in the log, `cluster -- status` and error reports. Default: version and hash of the build.',
    ),
});

type Environment = z.infer<typeof environmentSchema>;

/** What the configuration says in one sentence a line: what is wrong and how to mend it. Exit code 4. */
export class ConfigError extends StartError {
  constructor(problems: string[]) {
    const list = problems.map((problem) => `  - ${problem}`).join('\n');
    super(ExitCode.load, `The configuration is not valid:\n${list}`);
    this.name = 'ConfigError';
  }
}

/** A limit of `perMinute` requests with room for `burst` more at once. */
export interface RateLimit {
  perMinute: number;
  burst: number;
}

export type Config = ReturnType<typeof toConfig>;

/** Reads the environment once; throws ConfigError with all problems at once. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const problems: string[] = [];
  const parsed = environmentSchema.safeParse(withSecretFiles(env, problems));
  if (!parsed.success) {
    problems.push(
      ...parsed.error.issues.map(
        (issue) => `${issue.path.join('.')} ${issue.message} (it is ${shown(env, issue.path)})`,
      ),
    );
  } else {
    problems.push(...findContradictions(parsed.data));
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return toConfig(parsed.data);
}

/** Where the control socket is, for a command that needs no other setting to be right. */
export function controlSocket(env: NodeJS.ProcessEnv = process.env): string {
  const { DATA_DIR, CTL_SOCKET } = environmentSchema.pick({ DATA_DIR: true, CTL_SOCKET: true }).parse({
    DATA_DIR: env['DATA_DIR'] || undefined,
    CTL_SOCKET: env['CTL_SOCKET'] || undefined,
  });
  return CTL_SOCKET ?? defaultControlSocket(resolve(projectRoot, DATA_DIR));
}

function shown(env: NodeJS.ProcessEnv, path: PropertyKey[]): string {
  const name = String(path[0]);
  if ((SECRETS as readonly string[]).includes(name)) return 'not shown, being a secret';
  return env[name] === undefined ? 'not set' : JSON.stringify(env[name]);
}

function findContradictions(env: Environment): string[] {
  const problems: string[] = [];
  if (env.LAME_DUCK >= env.GRACEFUL_TIMEOUT) {
    problems.push(
      `LAME_DUCK (${env.LAME_DUCK}) must be less than GRACEFUL_TIMEOUT (${env.GRACEFUL_TIMEOUT}): lower LAME_DUCK or raise GRACEFUL_TIMEOUT`,
    );
  }
  if (env.LAME_DUCK >= env.KEEPALIVE) {
    problems.push(
      `LAME_DUCK (${env.LAME_DUCK}) must be less than KEEPALIVE (${env.KEEPALIVE}): lower LAME_DUCK or raise KEEPALIVE`,
    );
  }
  if (env.DATABASE_URL && !env.SECRET_KEY) {
    problems.push(
      'SECRET_KEY must be set when DATABASE_URL is: run `npm run generate-secret` and keep the result',
    );
  }
  if (env.SECRET_KEY && env.NODE_ENV === 'production' && looksLikeSample(env.SECRET_KEY)) {
    problems.push('SECRET_KEY looks like an example: run `npm run generate-secret` and use the result');
  }
  return problems;
}

function toConfig(env: Environment) {
  const dataDir = resolve(projectRoot, env.DATA_DIR);
  const publicUrl = env.PUBLIC_URL ? new URL(env.PUBLIC_URL) : undefined;
  return deepFreeze({
    mode: env.NODE_ENV,
    dataDir,
    uploadsDir: join(dataDir, 'uploads'),
    exportsDir: join(dataDir, 'exports'),
    secretKey: env.SECRET_KEY ?? ownSecretKey(dataDir),
    server: {
      host: env.HOST,
      port: env.PORT,
      publicOrigin: publicUrl?.origin,
      isHttps: publicUrl?.protocol === 'https:',
      trustedProxies: env.TRUST_PROXY,
    },
    database: {
      /** Undefined: the embedded one, whose address the supervisor puts into the environment of its children. */
      url: env.DATABASE_URL,
      poolSize: env.DB_POOL_SIZE,
      statementTimeoutMs: env.DB_STATEMENT_TIMEOUT * 1000,
      autoMigrate: env.AUTO_MIGRATE === '1',
      hasDemo: env.PA_DEMO === '1',
    },
    log: { level: env.LOG_LEVEL, file: env.LOG_FILE ? resolve(projectRoot, env.LOG_FILE) : undefined },
    metrics: { host: env.METRICS_HOST, port: env.METRICS_PORT },
    limits: { auth: toRateLimit(env.RATE_LIMIT_AUTH), api: toRateLimit(env.RATE_LIMIT_API) },
    ...toOperations(env, dataDir),
    models: toModels(env),
    foods: toFoodLookup(env),
    mail: { smtpUrl: env.SMTP_URL, from: env.MAIL_FROM },
    sentryDsn: env.SENTRY_DSN,
    release: env.RELEASE ?? ownRelease(),
    supervisor: toSupervisor(env, dataDir),
  });
}

function toRateLimit(text: string): RateLimit | undefined {
  if (text === 'off') return undefined;
  const [perMinute = 0, burst = 0] = text.split('/').map(Number);
  return { perMinute, burst };
}

function deepFreeze<T extends object>(value: T): Readonly<T> {
  for (const child of Object.values(value))
    if (child !== null && typeof child === 'object') deepFreeze(child as object);
  return Object.freeze(value);
}
