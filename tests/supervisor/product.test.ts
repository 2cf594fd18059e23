import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { allGone, freePort } from './support/fixture.ts';

jest.setTimeout(90_000);
const MAIN = join(import.meta.dirname, '../../src/main.ts');
let product: ChildProcess | undefined;
let dataDir = '';

afterEach(async () => {
  if (product?.exitCode === null && product.signalCode === null) {
    product.kill('SIGKILL');
    await once(product, 'close');
  }
  rmSync(dataDir, { recursive: true, force: true });
});

/** Starts the whole product on a database of its own; resolves when it says where it is. */
async function startProduct(
  settings: Record<string, string> = {},
): Promise<{ url: string; child: ChildProcess; output: () => string }> {
  dataDir = settings['DATA_DIR'] ?? mkdtempSync(join(tmpdir(), 'product-'));
  const port = await freePort();
  const { DATABASE_URL: _url, SECRET_KEY: _key, ...env } = process.env;
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...env,
      NODE_ENV: 'production',
      NODE_OPTIONS: '',
      DATA_DIR: dataDir,
      PORT: String(port),
      WEB_CONCURRENCY: '2',
      LOG_LEVEL: 'info',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  product = child;
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += data.toString()));
  child.stderr.on('data', (data: Buffer) => (output += data.toString()));
  const closed = once(child, 'close').then(() => 'closed' as const);
  while (!/^Open /m.test(output)) {
    const event = await Promise.race([once(child.stdout, 'data'), closed]);
    if (event === 'closed') throw new Error(`the product did not start:\n${output}`);
  }
  return { url: `http://127.0.0.1:${port}`, child, output: () => output };
}

function postgresPid(): number {
  return (JSON.parse(readFileSync(join(dataDir, 'run/db.json'), 'utf8')) as { pid: number }).pid;
}

async function readiness(url: string): Promise<number> {
  const answer = await fetch(`${url}/health/ready`, { headers: { connection: 'close' } });
  await answer.arrayBuffer();
  return answer.status;
}

describe('the product on a database of its own', () => {
  test('starts it first, stops it last, and starts it again when it dies', async () => {
    const { url, child, output } = await startProduct();
    expect(await readiness(url)).toBe(200);

    const first = postgresPid();
    process.kill(first, 'SIGKILL');
    while (!output().includes('PostgreSQL is back'))
      await once(child.stdout as NodeJS.ReadableStream, 'data');
    expect(postgresPid()).not.toBe(first);
    let status = await readiness(url);
    while (status !== 200) status = await readiness(url);

    const second = postgresPid();
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
    await allGone([second]);
    const events = output().split('\n');
    const lastWorker = events.findLastIndex((line) => line.includes('"worker ended"'));
    expect(events.findIndex((line) => line.includes('"stopped"'))).toBeGreaterThan(lastWorker);
  });

  test('starts again after its primary was killed: nothing it left behind is in the way', async () => {
    const first = await startProduct();
    first.child.kill('SIGKILL');
    await once(first.child, 'close');
    const { url, child } = await startProduct({ DATA_DIR: dataDir });
    expect(await readiness(url)).toBe(200);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  test('counts attempts to sign in over all its workers: of 40 at once 15 are looked at, not 60', async () => {
    const { url, child } = await startProduct({ WEB_CONCURRENCY: '4', RATE_LIMIT_AUTH: '5/10' });
    const form = await fetch(`${url}/auth/sign-in`);
    const cookie = form.headers
      .getSetCookie()
      .map((pair) => pair.split(';', 1)[0])
      .join('; ');
    const token = /name="_csrf" value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
    const attempts = Array.from({ length: 40 }, async (_, n) => {
      const { status, headers } = await fetch(`${url}/auth/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        // A connection of its own each: they are dealt out to all workers.
        headers: { cookie, origin: url, connection: 'close' },
        body: new URLSearchParams({ _csrf: token, email: `p${n}@example.org`, password: 'not the password' }),
      });
      return { status, hasAdvice: headers.has('retry-after') };
    });
    const answers = await Promise.all(attempts);
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect({ looked: count(422), refused: count(429) }).toEqual({ looked: 15, refused: 25 });
    expect(answers.every(({ status, hasAdvice }) => hasAdvice === (status === 429))).toBe(true);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});
