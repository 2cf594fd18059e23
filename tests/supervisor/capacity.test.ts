import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config.ts';
import { toSupervisorSettings } from '../../src/supervisor-settings.ts';
import { allowedCores, cpuQuota } from '../../src/supervisor/capacity.ts';
import { settingsProblems } from '../../src/supervisor/settings.ts';

const KEY = {
  SECRET_KEY: 'k'.repeat(20) + 'abcdefghijklmnop',
  DATABASE_URL: 'postgres://somewhere/db',
  NODE_ENV: 'test',
};
const settingsOf = (env: Record<string, string>) => toSupervisorSettings(loadConfig({ ...KEY, ...env }));

const SOURCES = join(import.meta.dirname, '../../src');

/** Two control groups of our own, with one core and 300 MB; none where this user may not make them (version 1 only). */
function makeGroups(): string[] {
  const name = `pa-test-${process.pid}`;
  const [cpu, memory] = [join('/sys/fs/cgroup/cpu', name), join('/sys/fs/cgroup/memory', name)];
  try {
    mkdirSync(cpu);
    writeFileSync(join(cpu, 'cpu.cfs_quota_us'), '100000');
    mkdirSync(memory);
    writeFileSync(join(memory, 'memory.limit_in_bytes'), '300M');
    return [cpu, memory];
  } catch {
    return [];
  }
}

const groups = makeGroups();
afterAll(() => groups.forEach((group) => rmdirSync(group)));
// Skipped where no control group can be made; jest counts and names it.
const testInCgroup = groups.length > 0 ? test : test.skip;

describe('the settings of the supervisor', () => {
  test('have the promised defaults, without contradictions', () => {
    const settings = settingsOf({});
    expect(settings).toMatchObject({
      host: '127.0.0.1',
      port: 8000,
      address: 'http://127.0.0.1:8000',
      webConcurrency: 4,
      workerTimeoutMs: 30_000,
      gracefulTimeoutMs: 30_000,
      lameDuckMs: 12_000,
      keepAliveMs: 75_000,
      metricsPort: 0,
      embeddedPostgres: false,
    });
    expect(settingsProblems(settings)).toEqual([]);
  });

  test.each([
    ['of a container with cgroup 2', '0::/', { 'cpu.max': '150000 100000' }, 1.5],
    [
      'of a systemd service',
      '0::/system.slice/pa.service',
      { 'system.slice/pa.service/cpu.max': '200000 100000' },
      2,
    ],
    ['of the slice above it', '0::/a/b', { 'a/cpu.max': '50000 100000', 'a/b/cpu.max': 'max 100000' }, 0.5],
    [
      'of a container with cgroup 1',
      '4:memory:/docker/x\n1:cpu,cpuacct:/docker/x',
      { 'cpu,cpuacct/cpu.cfs_quota_us': '300000', 'cpu,cpuacct/cpu.cfs_period_us': '100000' },
      3,
    ],
    ['of nobody', '1:cpu:/\n0::/', { 'cpu/cpu.cfs_quota_us': '-1', 'cpu.max': 'max 100000' }, Infinity],
  ])('know the CPU quota %s', (_whose, groups, files, quota) => {
    const root = mkdtempSync(join(tmpdir(), 'cgroup-'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    expect(cpuQuota(groups, root)).toBe(quota);
    rmSync(root, { recursive: true });
  });

  testInCgroup('see the quota and the memory of the group they run in, and warn when it is too small', () => {
    const script = `
      const { loadConfig } = await import('${SOURCES}/config.ts');
      const { toSupervisorSettings } = await import('${SOURCES}/supervisor-settings.ts');
      const { webConcurrency, warnings } = toSupervisorSettings(loadConfig());
      console.log(JSON.stringify({ webConcurrency, warnings }));`;
    const run = (WEB_CONCURRENCY: string) => {
      // A shell enters the groups and becomes the program.
      const enter = `for group in "$@"; do echo $$ > "$group/cgroup.procs"; done; exec "$NODE" --input-type=module -e "$SCRIPT"`;
      const env = {
        ...KEY,
        WEB_CONCURRENCY,
        NODE: process.execPath,
        SCRIPT: script,
        PATH: process.env['PATH'],
      };
      const { stdout } = spawnSync('sh', ['-c', enter, 'sh', ...groups], { env, encoding: 'utf8' });
      return JSON.parse(stdout) as { webConcurrency: number; warnings: string[] };
    };
    expect(run('auto')).toEqual({ webConcurrency: 1, warnings: [] });
    expect(run('8').warnings.join()).toMatch(
      /^8 web workers may need \d+ MB, but there are 300 MB: lower WEB_CONCURRENCY or give it more memory\.$/,
    );
  });

  test('auto is the number of cores this process may use', () => {
    const { webConcurrency, childEnv } = settingsOf({ WEB_CONCURRENCY: 'auto' });
    expect(webConcurrency).toBe(allowedCores());
    expect(childEnv['WEB_CONCURRENCY']).toBe(String(webConcurrency));
  });

  test('name an address that can be opened here when all addresses are listened on', () => {
    expect(settingsOf({ HOST: '0.0.0.0', PORT: '9000' }).address).toBe('http://localhost:9000');
    expect(settingsOf({ HOST: '::1' }).address).toBe('http://[::1]:8000');
    expect(settingsOf({ PUBLIC_URL: 'https://home.example' }).address).toBe('https://home.example');
  });
});
