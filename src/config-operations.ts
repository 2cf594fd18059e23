import { join, resolve } from 'node:path';
import * as z from 'zod';
import { flag, wholeNumber } from './config-values.ts';
import { projectRoot } from './lib/project-root.ts';

/** The settings of what runs beside the product: Redis, nginx, backups. Part of environmentSchema. */
export const operationsEnvironment = {
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must begin with redis:// or rediss://')
    .optional()
    .describe(
      'Redis, for several hosts: rate limits count over all of them and open pages hear of each other. Without it, or while it is away, each host counts for itself.',
    ),
  HTTP_PORT: z
    .string()
    .regex(/^(.+:)?\d{1,5}$/, 'must be a port such as 80, or an address and a port such as 127.0.0.1:8080')
    .optional()
    .describe(
      'Containers: where nginx is reached without TLS, a port or address:port (80). 127.0.0.1:8080 keeps it to this machine.',
    ),
  TLS_MODE: z
    .enum(['off', 'own', 'letsencrypt'])
    .default('off')
    .describe(
      'Containers: TLS at nginx. own: fullchain.pem and privkey.pem are yours. letsencrypt: they are asked for and renewed by the jobs worker.',
    ),
  CERTIFICATE_DIR: z
    .string()
    .default('data/certificates')
    .describe('Folder of the certificate that nginx reads; /certificates in the container.'),
  ACME_EMAIL: z
    .email('must be an e-mail address')
    .optional()
    .describe("Address that Let's Encrypt may write to about the certificate."),
  ACME_DIRECTORY: z
    .url({ protocol: /^https$/, error: 'must be an https address' })
    .default('https://acme-v02.api.letsencrypt.org/directory')
    .describe("Authority that is asked for the certificate (RFC 8555); Let's Encrypt unless named."),
  UPLOADS_BY_NGINX: flag('0').describe(
    '1: nginx sends uploaded pictures once the app has said yes (X-Accel-Redirect): it needs an internal location /_uploads/ with an alias to the uploads folder in DATA_DIR.',
  ),
  OUTBOUND_ALLOWED_HOSTS: z
    .string()
    .regex(
      /^[^\s,/]+(\s*,\s*[^\s,/]+)*$/,
      'must be hosts such as recipes.lan, or recipes.lan:8080, with commas between',
    )
    .optional()
    .describe(
      'Hosts of your own network that pages may be imported from, such as recipes.lan:8080, with commas between. All other addresses must be public ones.',
    ),
  BACKUP_DIR: z.string().optional().describe('Folder of the backups. Default: backups in DATA_DIR.'),
  BACKUP_TIME: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$|^off$/, 'must be a time of the day such as 02:40 (UTC), or off')
    .default('02:40')
    .describe(
      'When the nightly backup is made, UTC, or off. A server that was down then makes it up within minutes of its start.',
    ),
  BACKUP_KEEP_DAYS: wholeNumber(1, 365, 7).describe('Nightly backups that are kept, the newest ones.'),
  BACKUP_KEEP_WEEKS: wholeNumber(0, 520, 4).describe('Beyond those, weeks of which the last backup is kept.'),
  BACKUP_BEFORE_MIGRATION: flag('1').describe(
    '1: make a backup before the schema changes, where there are data; a start whose backup fails ends.',
  ),
};

type OperationsEnvironment = z.output<z.ZodObject<typeof operationsEnvironment>>;

/** The same in the words of the config. */
export function toOperations(env: OperationsEnvironment, dataDir: string) {
  return {
    redisUrl: env.REDIS_URL,
    outbound: { allowedHosts: (env.OUTBOUND_ALLOWED_HOSTS ?? '').split(',').map(trimmed).filter(Boolean) },
    publishedPort: env.HTTP_PORT === undefined ? undefined : Number(env.HTTP_PORT.split(':').at(-1)),
    tls: {
      mode: env.TLS_MODE,
      folder: resolve(projectRoot, env.CERTIFICATE_DIR),
      email: env.ACME_EMAIL,
      directoryUrl: env.ACME_DIRECTORY,
    },
    uploadsByNginx: env.UPLOADS_BY_NGINX === '1',
    backups: {
      dir: env.BACKUP_DIR ? resolve(projectRoot, env.BACKUP_DIR) : join(dataDir, 'backups'),
      /** `HH:MM` in UTC; undefined: none by itself. */
      time: env.BACKUP_TIME === 'off' ? undefined : env.BACKUP_TIME,
      keepDays: env.BACKUP_KEEP_DAYS,
      keepWeeks: env.BACKUP_KEEP_WEEKS,
      beforeMigration: env.BACKUP_BEFORE_MIGRATION === '1',
    },
  };
}

function trimmed(text: string): string {
  return text.trim().toLowerCase();
}
