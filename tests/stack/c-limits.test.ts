import { beforeAll, expect, test } from '@jest/globals';
import { onEngine } from './support/on-engine.ts';
import { production } from './support/production.ts';
import { must } from './support/stack.ts';

/**
 * Says that they come from 203.0.113.77: nginx does not believe it, and the app, which believes nginx, counts it apart.
 * Sends `count` requests one after the other from `startsAt` on, and prints their codes.
 */
const knocking = (url: string, method: string, count: number, startsAt: number) => `(async () => {
  await new Promise((done) => setTimeout(done, ${startsAt} - Date.now()));
  const codes = [];
  for (let i = 0; i < ${count}; i++) {
    const paths = ['/auth/sign-in', '/AUTH/sign-in', '//auth//sign-in', '/%61uth/sign-in', '/x/../auth/./sign-in'];
    const path = ${JSON.stringify(url)}.includes('/api') ? '' : paths[i % ${url.includes(':8000') ? 1 : 5}];
    const response = await fetch(${JSON.stringify(url)} + path, { method: '${method}', headers: { 'X-Forwarded-For': '203.0.113.77' } });
    codes.push(response.status);
    if (response.status === 429) console.error(response.headers.get('retry-after'));
  }
  console.log(JSON.stringify(codes));
})()`;

onEngine('the limits', () => {
  const stack = production();
  const codes = async (url: string, method: string, count: number, startsAt = 0) =>
    JSON.parse(await stack.neighbour('frontend', knocking(url, method, count, startsAt))) as number[];
  const refused = (list: number[]) => list.filter((code) => code === 429).length;

  beforeAll(async () => {
    // Without what other tests counted, and with limits, which some of them switch off.
    await stack.compose(['up', '-d', '--force-recreate', '--no-deps', '--wait', 'web', 'nginx']);
  });

  test('the app counts to 15 over its four workers', async () => {
    expect(refused(await codes('http://web:8000', 'POST', 30))).toBe(15);
  });

  test('nginx lets 11 tries at signing in through, however the path is spelled, for each address', async () => {
    // Both are there when they begin, so neither gets the address that the other one had.
    const startsAt = Date.now() + 8000;
    const [one, other] = await Promise.all([
      codes('http://nginx:8080', 'POST', 20, startsAt),
      codes('http://nginx:8080', 'POST', 20, startsAt),
    ]);
    // 5 a minute come back meanwhile: one at most in the seconds this takes.
    for (const list of [one, other]) expect([8, 9]).toContain(refused(list));
  });

  test('the API takes 20 at once and answers the next with 429 as problem details', async () => {
    const list = await codes('http://nginx:8080/api/v1/exercises', 'GET', 40);
    expect(refused(list)).toBeGreaterThan(10);
    expect(list.slice(0, 21)).toEqual(Array.from({ length: 21 }, () => 401));
    const lines = await must('sh', [
      '-c',
      `for i in $(seq 1 60); do curl -s -o /dev/null ${stack.url}/api/v1/x; done; curl -si ${stack.url}/API/v1/x`,
    ]);
    expect(lines).toMatch(/^HTTP\/1.1 429/);
    expect(lines).toMatch(/content-type: application\/problem\+json/i);
    expect(lines).toMatch(/retry-after: \d+/i);
    expect(lines.split(/x-frame-options: DENY/i)).toHaveLength(2);
  });

  test('health does not count', async () => {
    const list = await codes('http://nginx:8080/api/health', 'GET', 60);
    expect(new Set(list)).toEqual(new Set([200]));
  });

  test('a forged address changes nothing', async () => {
    const script = `(async () => { let n = 0; for (let i = 0; i < 20; i++) {
      const r = await fetch('http://nginx:8080/auth/sign-in', { method: 'POST', headers: { 'X-Forwarded-For': '9.9.9.' + i, 'X-Real-IP': '9.9.9.' + i } });
      if (r.status === 429) n++; } console.log(n); })()`;
    expect(Number(await stack.neighbour('frontend', script))).toBeGreaterThanOrEqual(8);
  });
});
