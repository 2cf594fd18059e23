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
