import { describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config.ts';
import { toSupervisorSettings } from '../../src/supervisor-settings.ts';
import { allowedCores, allowedMemoryBytes } from '../../src/supervisor/capacity.ts';
import { settingsProblems } from '../../src/supervisor/settings.ts';

const KEY = {
  SECRET_KEY: 'k'.repeat(20) + 'abcdefghijklmnop',
  DATABASE_URL: 'postgres://somewhere/db',
  NODE_ENV: 'test',
};
const settingsOf = (env: Record<string, string>) => toSupervisorSettings(loadConfig({ ...KEY, ...env }));

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

  test('auto is the number of cores this process may use', () => {
    const { webConcurrency, childEnv } = settingsOf({ WEB_CONCURRENCY: 'auto' });
    expect(webConcurrency).toBe(allowedCores());
    expect(childEnv['WEB_CONCURRENCY']).toBe(String(webConcurrency));
  });

  test('warn when the memory is too small for the workers', () => {
    expect(settingsOf({ WEB_CONCURRENCY: '1' }).warnings).toEqual([]);
    const many = Math.min(64, Math.ceil(allowedMemoryBytes() / (70 * 1024 * 1024)) + 1);
    const { warnings } = settingsOf({ WEB_CONCURRENCY: String(many) });
    if (many < 64) expect(warnings.join()).toMatch(/lower WEB_CONCURRENCY or give it more memory/);
  });

  test('name an address that can be opened here when all addresses are listened on', () => {
    expect(settingsOf({ HOST: '0.0.0.0', PORT: '9000' }).address).toBe('http://localhost:9000');
    expect(settingsOf({ HOST: '::1' }).address).toBe('http://[::1]:8000');
    expect(settingsOf({ PUBLIC_URL: 'https://home.example' }).address).toBe('https://home.example');
  });
});
