import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import sharp from 'sharp';
import { readManifest } from '../../src/http/markup.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeUser } from '../support/users.ts';

const website = join(import.meta.dirname, '../../website');

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

describe('the app can be installed', () => {
  test('its manifest names icons that are there, in the sizes it says', async () => {
    const response = await app.visitor().get('/manifest.webmanifest');
    expect(response.headers['content-type']).toMatch('application/manifest+json');
    const manifest = JSON.parse(String(response.text ?? response.body)) as {
      start_url: string;
      icons: { src: string; sizes: string; type: string; purpose?: string }[];
    };
    expect(manifest.start_url).toBe('/');
    expect(manifest.icons.map(({ purpose }) => purpose)).toContain('maskable');
    const pictures = manifest.icons.filter(({ type }) => type === 'image/png');
    expect(pictures.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(['192x192', '512x512']));
    for (const { src, sizes } of pictures) {
      const { width, height, format } = await sharp(join(website, src)).metadata();
      expect([`${width}x${height}`, format]).toEqual([sizes, 'png']);
    }
  });

  test('its service worker stands at the root, is asked for anew each time, and keeps the built files', async () => {
    const response = await app.visitor().get('/sw.js');
    expect(response.status).toBe(200);
    expect(response.headers['content-type']).toMatch('javascript');
    expect(response.headers['cache-control']).toBe('no-cache');
    for (const address of Object.values(readManifest(join(website, 'static'))))
      expect(response.text).toContain(address);
  });
});

describe('without a network', () => {
  test('the page that says so can be kept by somebody who is not signed in', async () => {
    const response = await app.visitor().get('/offline');
    expect(response.status).toBe(200);
    expect(response.text).toContain('<h1>You are offline</h1>');
  });

  test('kept entries learn who is signed in, with a token that the server takes', async () => {
    const user = await makeUser(app.db);
    const browser = await app.as(user);
    const facts = await browser.json('get', '/offline/session');
    expect(facts.body).toEqual({ userKey: user.id, csrfToken: expect.any(String) });
    expect(facts.headers['cache-control']).toBe('no-store');
    const answer = await browser.post('/no-such-place', { _csrf: facts.body.csrfToken as string });
    expect(answer.status).toBe(404);
    expect((await browser.post('/no-such-place', { _csrf: 'another' })).status).toBe(403);
  });

  test('they learn that nobody is signed in', async () => {
    const response = await app.visitor().json('get', '/offline/session');
    expect(response.status).toBe(401);
  });
});
