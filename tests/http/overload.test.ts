import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.ts';

let isOverloaded = false;
let app: TestApp;
let url: string;
beforeAll(async () => {
  app = await startTestApp({}, { isOverloaded: () => isOverloaded });
  url = await app.listen();
});
afterAll(() => app.stop());

describe('an overloaded worker', () => {
  test('asks people and programs to come again, at once and in their own form', async () => {
    isOverloaded = true;
    const page = await fetch(`${url}/auth/sign-in`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(503);
    expect(page.headers.get('retry-after')).toBe('2');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(await page.text()).toContain('<html');
    const answer = await fetch(`${url}/api/v1/workouts`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 503, type: '/problems/unavailable' });
  });

  test('still tells that it is alive, and serves as before when it has caught up', async () => {
    isOverloaded = true;
    for (const path of ['/health', '/api/health', '/health/ready']) {
      expect((await fetch(`${url}${path}`)).status).toBe(200);
    }
    isOverloaded = false;
    expect((await fetch(`${url}/auth/sign-in`)).status).toBe(200);
  });
});
