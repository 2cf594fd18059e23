import type { Config } from '../config.ts';
import { type Finding, bad, ok, warn } from './finding.ts';

const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]', '']);
const COMMON_PASSWORDS = new Set([
  '',
  'password',
  'postgres',
  'assistant',
  'admin',
  'secret',
  'changeme',
  '1234',
]);

/** Settings that work and that nobody should run with where others can reach the server. */
export function checkSettings(config: Config): Finding[] {
  const findings = [
    ...weakLimits(config),
    ...weakAddress(config),
    ...weakDatabase(config),
    ...weakOperation(config),
  ];
  return findings.length > 0 ? findings : [ok('settings', 'nothing weak')];
}

function weakLimits({ limits }: Config): Finding[] {
  const off = (['auth', 'api'] as const).filter((name) => limits[name] === undefined);
  return off.map((name) => {
    const setting = `RATE_LIMIT_${name.toUpperCase()}`;
    return bad(
      'settings',
      `${setting} is off: passwords can be guessed at full speed`,
      `take ${setting} out`,
    );
  });
}

function weakAddress({ server, mode }: Config): Finding[] {
  const findings: Finding[] = [];
  if (mode !== 'production') {
    findings.push(warn('settings', `NODE_ENV is ${mode}`, 'set NODE_ENV=production where others come in'));
  }
  const isOpen = !LOCAL.has(server.host);
  if (isOpen && server.publicOrigin === undefined) {
    findings.push(
      warn(
        'settings',
        'other machines come in, and PUBLIC_URL is not set: any Host is served',
        'set PUBLIC_URL',
      ),
    );
  }
  if (
    server.publicOrigin !== undefined &&
    !server.isHttps &&
    !LOCAL.has(new URL(server.publicOrigin).hostname)
  ) {
    findings.push(
      warn(
        'settings',
        'PUBLIC_URL is http: passwords travel readable',
        'use https (TLS_MODE, or a proxy that does it)',
      ),
    );
  }
  return findings;
}

function weakDatabase({ database }: Config): Finding[] {
  if (database.url === undefined) return [];
  const { password, hostname, searchParams, username } = new URL(database.url);
  const findings: Finding[] = [];
  const isSocket = searchParams.get('host')?.startsWith('/') ?? false;
  if (!isSocket && (COMMON_PASSWORDS.has(decodeURIComponent(password)) || password === username)) {
    findings.push(
      bad('settings', 'the password in DATABASE_URL is one that everybody tries', 'choose a random one'),
    );
  }
  const isNear = isSocket || LOCAL.has(hostname) || !hostname.includes('.');
  if (!isNear && !searchParams.has('sslmode')) {
    findings.push(
      warn(
        'settings',
        `the way to the database at ${hostname} is not encrypted`,
        'add ?sslmode=verify-full to DATABASE_URL',
      ),
    );
  }
  return findings;
}

function weakOperation({ backups, log, database, mail }: Config): Finding[] {
  const findings: Finding[] = [];
  if (backups.time === undefined) {
    findings.push(
      warn('settings', 'BACKUP_TIME is off: nothing is backed up by itself', 'take BACKUP_TIME out'),
    );
  }
  if (!backups.beforeMigration && database.autoMigrate) {
    findings.push(
      warn('settings', 'no backup before the schema changes', 'take BACKUP_BEFORE_MIGRATION=0 out'),
    );
  }
  if (log.level === 'debug' || log.level === 'trace') {
    findings.push(warn('settings', `LOG_LEVEL is ${log.level}: the log grows fast`, 'set LOG_LEVEL=info'));
  }
  if (mail.smtpUrl === undefined) {
    findings.push(
      warn(
        'settings',
        'no e-mail is sent (SMTP_URL): who forgets a password needs an admin',
        'set SMTP_URL and PUBLIC_URL, or leave it so',
      ),
    );
  }
  return findings;
}
