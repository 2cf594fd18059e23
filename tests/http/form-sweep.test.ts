import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { listTemplates } from '../../src/http/views.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startTestApp } from '../support/app.ts';
import { pageRoutes } from '../support/app-routes.ts';
import { HOSTILE_TEXT } from '../support/hostile.ts';
import type { Browser } from '../support/browser.ts';
import { Examples, makeThings, operationsOf, type Document } from '../support/openapi.ts';
import { makeToken, makeUser } from '../support/users.ts';

// Driven by the routes that the app really has: a new form is covered with its route.
const app = await startTestApp();
afterAll(() => app.stop());
const anna = await makeUser(app.db);

const posts = await pageRoutes(app.express, 'post');
const pages = (await pageRoutes(app.express, 'get')).filter((path) => !/[*{]/.test(path));
const ofMembers = posts.filter((path) => !path.startsWith('/auth/'));

/** Every field name that any template knows, nested ones too. */
const FIELDS = fieldNames();

function fieldNames(): string[] {
  const root = join(import.meta.dirname, '../../website/views');
  const names = listTemplates(root).flatMap((name) => {
    const text = readFileSync(join(root, `${name}.ejs`), 'utf8');
    return [...text.matchAll(/\bname(?:=|: )["']([\w.]+)["']/g)].map(([, field]) => field!);
  });
  return [...new Set([...names, 'id', 'version', 'sets.0.reps', 'sets.0.weight'])];
}

const ids = new Map<string, string>();
const api = app.withToken(await makeToken(app.db, anna));
const document = (await api.get('/api/openapi.json')).body as Document;
await makeThings(operationsOf(document), {
  ids,
  examples: new Examples(document, ids),
  post: async (path, body) =>
    api
      .post(path)
      .send(body as object)
      .ok(() => true),
});

/** Pages call some nouns by shorter names than the API. */
const NOUNS: Record<string, string> = { types: 'measurement-types', values: 'measurements' };

/** The path with ids in it: Anna's own where she has such a thing. */
function fill(path: string, id?: string): string {
  return path.replaceAll(/([\w-]+)\/:\w+/g, (_, noun: string) => {
    const own = ids.get(`/api/v1/${NOUNS[noun] ?? noun}`);
    return `${noun}/${id ?? own ?? newId()}`;
  });
}

let browser = await app.as(anna);

/** Anna's browser; signed in again where a form has ended her session. */
async function signedIn(): Promise<Browser> {
  const isHeld =
    browser.cookie('pa_session') !== undefined && (await browser.get('/settings')).status === 200;
  if (!isHeld) browser = await app.as(anna);
  return browser;
}

const QUERY_NAMES = ['q', 'from', 'to', 'cursor', 'page', 'day', 'range', 'metric', 'unit', 'next', 'error'];
const fieldsOf = (value: string) => Object.fromEntries(FIELDS.map((name) => [name, value]));

test('there are forms, and fields to fill', () => {
  expect(posts).toEqual(expect.arrayContaining(['/auth/sign-in', '/capture', '/settings/password']));
  expect(FIELDS).toEqual(expect.arrayContaining(['email', 'password']));
  expect([...ids.keys()]).toEqual(expect.arrayContaining(['/api/v1/workouts', '/api/v1/goals']));
});

describe('every form', () => {
  test.each(ofMembers)('%s leads to the sign-in page when nobody is signed in', async (path) => {
    const { status, headers } = await app.visitor().post(fill(path));
    expect([status, headers['location']]).toEqual([303, '/auth/sign-in']);
  });

  test.each(posts)('%s is refused without its CSRF token and from another site', async (path) => {
    await signedIn();
    expect((await browser.post(fill(path), { _csrf: '' })).status).toBe(403);
    expect((await browser.post(fill(path), {}, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await browser.post(fill(path), {}, { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
  });

  test.each(posts)('%s answers every bad value with a page, never with a fault', async (path) => {
    const faults: string[] = [];
    await signedIn();
    for (const value of HOSTILE_TEXT) {
      if (browser.cookie('pa_session') === undefined) await signedIn();
      const { status, text } = await browser.post(fill(path), fieldsOf(value));
      const isFine = (status >= 200 && status < 400) || [400, 403, 404, 409, 413, 422, 429].includes(status);
      if (!isFine || text.includes('<script>alert'))
        faults.push(`${JSON.stringify(value.slice(0, 50))} → ${status}`);
    }
    expect(faults).toEqual([]);
  });

  test.each(posts)(
    '%s refuses text that cannot be stored, and fields sent twice do no harm',
    async (path) => {
      const browser = await app.as(anna);
      expect((await browser.post(fill(path), fieldsOf('a\0b'))).status).toBe(422);
      const twice = Object.fromEntries(FIELDS.map((name) => [name, ['1', '2']]));
      expect((await browser.post(fill(path), twice)).status).toBeLessThan(500);
    },
  );

  test.each(posts.filter((path) => /:\w+/.test(path) && !path.startsWith('/auth/')))(
    '%s answers 404 to what is no id',
    async (path) => {
      await signedIn();
      for (const id of ['x', '1', '..', `${newId()}0`]) {
        expect([id, (await browser.post(fill(path, encodeURIComponent(id)))).status]).toEqual([id, 404]);
      }
      expect([400, 404]).toContain((await browser.post(fill(path, '%00'))).status);
    },
  );
});

describe('every page', () => {
  test.each(pages)('%s bears whatever stands in its address', async (path) => {
    await signedIn();
    const faults: string[] = [];
    for (const value of HOSTILE_TEXT) {
      const query = new URLSearchParams(QUERY_NAMES.map((name) => [name, value] as [string, string]));
      const { status, text } = await browser.get(`${fill(path)}?${query.toString()}`);
      if (status >= 500 || (text ?? '').includes('<script>alert'))
        faults.push(`${value.slice(0, 50)} → ${status}`);
    }
    expect(faults).toEqual([]);
  });
});
