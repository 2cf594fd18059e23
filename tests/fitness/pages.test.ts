import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeUser } from '../support/users.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test.each(['/', '/fitness'])('%s opens for a person without any data', async (path) => {
  const browser = await app.as(await makeUser(app.db));
  const { status, text } = await browser.get(path);
  expect(status).toBe(200);
  expect(text).toMatch(/<h1>(Today|Fitness)<\/h1>/);
});

test('a workout that nobody ended runs for a day and then is one among the others', async () => {
  const anna = await makeUser(app.db);
  const browser = await app.as(anna);
  for (const startedAt of ['2026-03-01T10:00:00Z', '2026-03-02T10:00:00Z', '2026-03-03T09:00:00Z']) {
    const { status } = await browser.json('post', '/api/v1/workouts', {
      title: startedAt,
      startedAt,
      sets: [],
    });
    expect(status).toBe(201);
  }
  const { text } = await browser.get('/fitness');
  const [, running, latest] = /id="running">([^<]+)[\s\S]*id="latest"([\s\S]*)<nav/.exec(text)!;
  expect(running).toBe('2026-03-03T09:00:00Z');
  expect(
    latest!
      .match(/row-title[^>]*>([^<]+)/g)!
      .slice(0, 2)
      .join(),
  ).toMatch(/03-02.*03-01/);
});
