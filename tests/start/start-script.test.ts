import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { readRunFile } from '../../src/supervisor/postgres/run-file.ts';
import { copyProject, parentOf, type ProjectCopy } from './support/project-copy.ts';
import { freePort, isAlive, pidsOf, type RunOptions, StartScript } from './support/start-script.ts';

const NOBODY = 65_534;
const LONG = 60_000;

let copy: ProjectCopy;
const running: StartScript[] = [];

beforeAll(() => {
  copy = copyProject();
}, LONG);

afterEach(async () => {
  for (const script of running.splice(0)) {
    if (script.child.exitCode === null && script.child.signalCode === null) script.interrupt();
    await script.exitCode();
  }
}, LONG);

afterAll(() => copy.remove());

function start(options: Partial<RunOptions> = {}): StartScript {
  const script = new StartScript({ cwd: copy.root, ...options });
  running.push(script);
  return script;
}

async function startOn(dataDir: string): Promise<{ script: StartScript; address: string }> {
  const script = start({ args: ['--port', String(await freePort())], env: { DATA_DIR: dataDir } });
  return { script, address: await script.opened() };
}

async function addHousehold(dataDir: string): Promise<void> {
  await query(dataDir, `insert into households (id, name) values (gen_random_uuid(), 'Kept')`);
}

async function query(dataDir: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: readRunFile(dataDir)?.url });
  // The server is killed in the middle of this in one test.
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
}

describe('./start.sh in a fresh clone', () => {
  test(
    'builds, starts PostgreSQL, answers, and leaves nothing behind after Ctrl-C',
    async () => {
      const dataDir = join(copy.root, 'data');
      const { script, address } = await startOn(dataDir);
      expect(script.lines.map((line) => line.split(' ')[0])).toEqual(
        expect.arrayContaining(['Build', 'Configuration', 'Database', 'Schema', 'Workers', 'Open']),
      );
      expect((await fetch(`${address}/health`)).status).toBe(200);
      const page = await fetch(address);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('</html>');
      expect(statSync(join(dataDir, 'pg')).mode & 0o777).toBe(0o700);
      expect(statSync(join(dataDir, 'run/db.json')).mode & 0o777).toBe(0o600);

      const pids = pidsOf(script, dataDir);
      script.interrupt();
      expect(await script.exitCode()).toBe(0);
      expect(pids.length).toBeGreaterThanOrEqual(4);
      expect(pids.filter(isAlive)).toEqual([]);
      expect(existsSync(join(dataDir, 'pg/postmaster.pid'))).toBe(false);
      expect(existsSync(join(dataDir, 'run/db.json'))).toBe(false);
      await expect(fetch(address)).rejects.toThrow();
    },
    LONG,
  );

  test(
    'recovers by itself after kill -9 of everything, with what was acknowledged; builds only what changed',
    async () => {
      const dataDir = join(copy.root, 'data-killed');
      const first = await startOn(dataDir);
      const postgres = (await query(dataDir, 'select pid from pg_stat_activity')).map(({ pid }) =>
        Number(pid),
      );
      await addHousehold(dataDir);
      const [server = 0, ...others] = pidsOf(first.script, dataDir);
      for (const pid of [...others.reverse(), server, ...postgres].filter(isAlive))
        process.kill(pid, 'SIGKILL');
      await first.script.exitCode();

      appendFileSync(join(copy.root, 'src/lib/units.ts'), '\n// changed\n');
      const second = await startOn(dataDir);
      expect(second.script.lines.some((line) => line.startsWith('Build'))).toBe(true);
      expect(await query(dataDir, `select name from households`)).toEqual([{ name: 'Kept' }]);
      second.script.interrupt();
      expect(await second.script.exitCode()).toBe(0);

      const third = await startOn(dataDir);
      expect(third.script.lines.some((line) => line.startsWith('Build'))).toBe(false);
    },
    LONG,
  );

  test(
    'refuses a data folder that another copy uses, and does not disturb that copy',
    async () => {
      const dataDir = join(copy.root, 'data');
      const { address } = await startOn(dataDir);
      const second = start({ args: ['--port', String(await freePort())], env: { DATA_DIR: dataDir } });
      expect(await second.exitCode()).toBe(8);
      expect(second.errors).toContain(`Another copy`);
      expect(second.errors).toContain(dataDir);
      expect(second.errors.split('\n')).toHaveLength(1);
      expect((await fetch(`${address}/health/ready`)).status).toBe(200);
    },
    LONG,
  );
});

describe('./start.sh says in one sentence what is wrong', () => {
  test(
    'a port that is taken',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as { port: number };
      const script = start({ args: [`--port=${port}`], env: { DATA_DIR: join(copy.root, 'data') } });
      expect(await script.exitCode()).toBe(5);
      expect(script.errors).toContain(String(port));
      expect(script.errors.split('\n')).toHaveLength(1);
      other.close();
    },
    LONG,
  );

  test(
    'a data folder of another PostgreSQL',
    async () => {
      const dataDir = join(copy.root, 'data-old');
      mkdirSync(join(dataDir, 'pg'), { recursive: true });
      writeFileSync(join(dataDir, 'pg/PG_VERSION'), '16\n');
      const script = start({ args: ['--port', String(await freePort())], env: { DATA_DIR: dataDir } });
      expect(await script.exitCode()).toBe(8);
      expect(script.errors).toMatch(/PostgreSQL 16 .* 17/);
      expect(script.errors.split('\n')).toHaveLength(1);
    },
    LONG,
  );

  test(
    'a data folder it may not write to',
    async () => {
      const dataDir = join(copy.root, 'data-closed');
      mkdirSync(dataDir);
      chmodSync(dataDir, 0o555);
      // Root may write everywhere, so as root the script runs as somebody who may reach the clone but not write there.
      const isRoot = process.getuid?.() === 0;
      if (isRoot) {
        chmodSync(parentOf(copy), 0o755);
        chownSync(dataDir, NOBODY, NOBODY);
      }
      const script = start({
        args: ['--port', String(await freePort())],
        env: { DATA_DIR: dataDir },
        ...(isRoot ? { uid: NOBODY } : {}),
      });
      expect(await script.exitCode()).toBe(9);
      expect(script.errors).toContain(dataDir);
      expect(script.errors.split('\n')).toHaveLength(1);
      chmodSync(dataDir, 0o755);
      chmodSync(parentOf(copy), 0o700);
    },
    LONG,
  );

  test('an option it does not know, or one without its value', () => {
    for (const args of [
      ['--prot', '80'],
      ['--port'],
      ['--port', 'http'],
      ['--model'],
      ['--prod', '--local'],
    ]) {
      const { status, stderr } = spawnSync('./start.sh', args, { cwd: copy.root, encoding: 'utf8' });
      expect({ args, status, lines: stderr.trim().split('\n').length }).toEqual({
        args,
        status: 2,
        lines: 1,
      });
      expect(stderr).toContain(args[0]);
    }
  });

  test('a machine without Node', () => {
    const bare = join(parentOf(copy), 'bare');
    const programs = join(bare, 'bin');
    mkdirSync(programs, { recursive: true });
    for (const name of ['bash', 'cat', 'dirname']) {
      const path = spawnSync('bash', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
      symlinkSync(path, join(programs, name));
    }
    copyFileSync(join(copy.root, 'start.sh'), join(bare, 'start.sh'));
    const run = (...args: string[]) =>
      spawnSync(join(programs, 'bash'), ['./start.sh', ...args], {
        cwd: bare,
        encoding: 'utf8',
        env: { PATH: programs },
      });
    const { status, stderr } = run();
    expect(status).toBe(4);
    expect(stderr).toMatch(/^Node\.js 20 or newer is needed.*\n$/);
    expect(run('--help').stdout).toContain('--port N');
  });
});
