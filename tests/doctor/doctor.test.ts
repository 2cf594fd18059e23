import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config.ts';
import { execute } from '../../src/db/index.ts';
import { examine } from '../../src/doctor/examine.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { checkTimeFrom } from '../../src/doctor/outside-checks.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { backUp } from '../backup/support.ts';
import { withTwoFactor } from '../auth/two-factor-support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { describeWithRedis, TestRedis } from '../support/redis.ts';
import { makeUser } from '../support/users.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await withTwoFactor(app, await makeUser(app.db));
  await backUp(app, 'nightly');
});
afterAll(() => app.stop());

const environment = (overrides: Record<string, string> = {}) => ({
  ...{ DATABASE_URL: app.databaseUrl, SECRET_KEY: app.config.secretKey, DATA_DIR: app.config.dataDir },
  ...{ PORT: '1', ...overrides },
});

async function findings(overrides: Record<string, string> = {}): Promise<Finding[]> {
  const found: Finding[] = [];
  await examine(loadConfig(environment(overrides)), { timeFrom: undefined }, (finding) =>
    found.push(finding),
  );
  return found;
}

/** What is not well about one part. */
async function faults(check: string, overrides: Record<string, string> = {}): Promise<Finding[]> {
  return (await findings(overrides)).filter((finding) => finding.check === check && finding.verdict !== 'ok');
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const run = (args: string[], overrides: Record<string, string> = {}) => runScript('doctor', args, overrides);

function runScript(name: string, args: string[], overrides: Record<string, string> = {}) {
  return spawnSync(process.execPath, [join(projectRoot, `scripts/${name}.ts`), ...args], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', ...environment(overrides) },
  });
}

describe('npm run doctor', () => {
  test('says in one line each how an embedded installation is that is not running, and ends with 0', () => {
    // Where any user may walk: PostgreSQL refuses root.
    const dataDir = mkdtempSync(join(tmpdir(), 'pa-doctor-'));
    try {
      const embedded = { DATABASE_URL: '', SECRET_KEY: '', DATA_DIR: dataDir };
      expect(runScript('migrate', [], embedded).status).toBe(0);
      const { status, stdout } = run([], embedded);
      expect(stdout).not.toMatch(/^bad/m);
      for (const check of ['node', 'permissions', 'disk', 'server', 'database', 'clock', 'migrations'])
        expect(stdout).toMatch(new RegExp(`^ok +${check} `, 'm'));
      expect(stdout).toMatch(/^warn +backups +none has been made yet → npm run backup$/m);
      expect(stdout.trim().split('\n').at(-1)).toMatch(/^\d+ ok, \d+ to look at, 0 bad\.$/);
      expect(status).toBe(0);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 60_000);

  test('names the cure of what is bad, as JSON too, and ends with 1', () => {
    const { status, stdout } = run(['--json'], { RATE_LIMIT_AUTH: 'off' });
    const all = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Finding);
    expect(all).toContainEqual({
      ...{ check: 'settings', verdict: 'bad', cure: 'take RATE_LIMIT_AUTH out' },
      text: expect.stringContaining('passwords can be guessed'),
    });
    expect(status).toBe(1);
  });

  test('tells of a configuration that is not valid, and of a wrong option', () => {
    expect(run([], { PORT: 'seven' })).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/^bad +settings .*PORT/m),
    });
    expect(run(['--nonsense'])).toMatchObject({ status: 2, stderr: expect.stringContaining('Usage') });
  });

  test('never shows a secret', () => {
    const { stdout, stderr } = run(['--json'], {
      DATABASE_URL: 'postgres://assistant:hunter2hunter2@127.0.0.1:1/x',
    });
    expect(stdout).toMatch(/does not answer/);
    expect(stdout + stderr).not.toContain('hunter2hunter2');
    expect(stdout + stderr).not.toContain(app.config.secretKey);
  });
});

describe('it finds', () => {
  test('a database that is away, or has migrations waiting', async () => {
    expect(
      await faults('database', { DATABASE_URL: 'postgres://a:long-password@127.0.0.1:1/x' }),
    ).toMatchObject([{ verdict: 'bad', text: expect.stringContaining('ECONNREFUSED') }]);
    const last = await app.db.pool.query<{ name: string }>(
      'delete from migrations where id = (select max(id) from migrations) returning *',
    );
    expect(await faults('migrations')).toMatchObject([{ verdict: 'bad', cure: 'npm run migrate' }]);
    const row = last.rows[0] as unknown as Record<string, unknown>;
    await execute(
      app.db,
      `insert into migrations (name, batch, migration_time) values (:name, :batch, :time)`,
      {
        ...{ name: row['name'], batch: row['batch'], time: row['migration_time'] },
      },
    );
    expect(await faults('migrations')).toEqual([]);
  });

  test('a folder that cannot be written, and one that others can read', async () => {
    expect(await faults('permissions', { BACKUP_DIR: '/proc' })).toContainEqual(
      expect.objectContaining({ verdict: 'bad', text: expect.stringContaining('/proc cannot be written') }),
    );
    const secret = join(app.config.dataDir, 'secret');
    writeFileSync(secret, 'x'.repeat(40));
    chmodSync(secret, 0o644);
    expect(await faults('permissions')).toMatchObject([{ verdict: 'warn', cure: `chmod go-rwx ${secret}` }]);
    chmodSync(secret, 0o600);
    expect(await faults('permissions')).toEqual([]);
  });

  test('two-factor secrets of another SECRET_KEY, and owners without a second factor', async () => {
    expect(await faults('accounts', { SECRET_KEY: 'zX8cV5bN2mK7jH4gF1dS9aQ6wE3rT0yU' })).toMatchObject([
      { verdict: 'bad', cure: expect.stringContaining('--without-two-factor') },
    ]);
    const { id } = await makeUser(app.db);
    expect(await faults('accounts')).toMatchObject([
      { verdict: 'warn', text: expect.stringMatching(/^1 of the owners/) },
    ]);
    await execute(app.db, 'delete from users where id = :id', { id });
  });

  test('backups that are late or failed', async () => {
    await execute(app.db, `update backup_runs set started_at = now() - interval '5 days'`);
    expect(await faults('backups')).toMatchObject([
      { verdict: 'bad', text: expect.stringContaining('none for 5 days'), cure: 'npm run backup' },
    ]);
    await backUp(app);
    expect(await faults('backups')).toEqual([]);
  });

  test('a port that another program has', async () => {
    const server = createServer();
    const { port } = new URL(await listen(server));
    expect(await faults('server', { PORT: port })).toMatchObject([
      { verdict: 'warn', text: expect.stringContaining(port) },
    ]);
    server.close();
  });

  test('a model server that is away or lacks the model', async () => {
    const server = createServer((_req, res) =>
      res.end(JSON.stringify({ models: [{ name: 'llama3.2:3b' }] })),
    );
    const url = await listen(server);
    expect(await faults('model', { OLLAMA_BASE_URL: url, OLLAMA_DEFAULT_MODEL: 'llama3.2:3b' })).toEqual([]);
    expect(await faults('model', { OLLAMA_BASE_URL: url, OLLAMA_DEFAULT_MODEL: 'qwen3:4b' })).toMatchObject([
      { verdict: 'bad', cure: expect.stringContaining('ollama pull qwen3:4b') },
    ]);
    server.close();
    expect(await faults('model', { OLLAMA_BASE_URL: 'http://127.0.0.1:1' })).toMatchObject([
      { verdict: 'bad' },
    ]);
    expect((await findings()).filter(({ check }) => check === 'model')).toEqual([]);
  });

  test('a clock that is wrong, against a server that is named', async () => {
    let date = new Date();
    const server = createServer((_req, res) => res.setHeader('Date', date.toUTCString()).end());
    const url = await listen(server);
    expect(await checkTimeFrom(url)).toMatchObject({ verdict: 'ok' });
    date = new Date(Date.now() + 3_600_000);
    expect(await checkTimeFrom(url)).toMatchObject({
      verdict: 'bad',
      text: expect.stringContaining('3600 s off'),
    });
    server.close();
  });
});

describe('the product as it is seen from outside', () => {
  /** A proxy in front of a real app; `spoil` is what it does wrong. */
  async function behindProxy(
    spoil: { believesClients?: boolean; drops?: string } = {},
    env: Record<string, string> = {},
  ): Promise<Finding[]> {
    let target = '';
    const proxy = createServer((req, res) => {
      const forwarded = spoil.believesClients ? req.headers['x-forwarded-for'] : '192.0.2.1';
      const headers = { ...req.headers, 'x-forwarded-for': forwarded ?? '192.0.2.1' };
      request(`${target}${req.url}`, { method: req.method, headers }, (answer) => {
        const kept: Record<string, string | string[] | undefined> = { ...answer.headers, server: 'proxy' };
        if (spoil.drops) delete kept[spoil.drops];
        res.writeHead(answer.statusCode!, kept);
        answer.pipe(res);
      }).end();
    });
    const PUBLIC_URL = await listen(proxy);
    const settings = { PUBLIC_URL, TRUST_PROXY: '1', RATE_LIMIT_API: '100/20', ...env };
    const inside = await startTestApp(settings, { beside: app });
    try {
      target = await inside.listen();
      return (await findings(settings)).filter(({ check }) => check === 'proxy');
    } finally {
      proxy.closeAllConnections();
      proxy.close();
      await inside.stop();
    }
  }
  const bads = (all: Finding[]) => all.filter(({ verdict }) => verdict === 'bad').map(({ text }) => text);

  test('is well behind a good proxy', async () => {
    const all = await behindProxy();
    expect(bads(all)).toEqual([]);
    expect(all.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['a forged X-Forwarded-For is not believed', 'another Host is refused']),
    );
  });

  test('is not when forged addresses are believed, headers are lost, or the proxy is not known', async () => {
    expect(bads(await behindProxy({ believesClients: true }))).toEqual([
      expect.stringContaining('forged X-Forwarded-For is believed'),
    ]);
    expect(bads(await behindProxy({ drops: 'content-security-policy' }))).toEqual([
      expect.stringContaining('takes headers away: content-security-policy'),
    ]);
    expect(bads(await behindProxy({}, { TRUST_PROXY: '0' }))).toEqual([
      expect.stringContaining('TRUST_PROXY is 0'),
    ]);
  });

  test('is not when nobody answers there', async () => {
    expect(await faults('proxy', { PUBLIC_URL: 'http://127.0.0.1:1' })).toMatchObject([
      { verdict: 'warn', text: expect.stringContaining('ECONNREFUSED') },
    ]);
  });
});

describeWithRedis('redis', () => {
  test('is well, away, or set to forget an attacker', async () => {
    const redis = await TestRedis.reserve();
    expect(await faults('redis', { REDIS_URL: redis.url })).toMatchObject([
      { verdict: 'bad', text: expect.stringContaining('ECONNREFUSED') },
    ]);
    await redis.start();
    try {
      expect(await faults('redis', { REDIS_URL: redis.url })).toEqual([]);
      redis.configure('maxmemory', '32mb');
      redis.configure('maxmemory-policy', 'allkeys-lru');
      expect(await faults('redis', { REDIS_URL: redis.url })).toMatchObject([
        { verdict: 'warn', cure: expect.stringContaining('noeviction') },
      ]);
    } finally {
      await redis.kill();
    }
  });
});
