import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { startTestApp, type TestApp } from '../support/app.ts';
import { Browser } from '../support/browser.ts';
import { finishJobs, runNow } from '../support/jobs.ts';
import { makeHousehold, makeToken, makeUser } from '../support/users.ts';

let app: TestApp;
let anna: Browser;
let housemate: Browser;
let jpeg: Buffer;

beforeAll(async () => {
  app = await startTestApp();
  const householdId = await makeHousehold(app.db);
  anna = await app.as(await makeUser(app.db, { householdId }));
  housemate = await app.as(await makeUser(app.db, { householdId, role: 'member' }));
  jpeg = await sharp({ create: { width: 3000, height: 4000, channels: 3, background: '#7a8' } })
    .jpeg()
    .withMetadata({ orientation: 6, exif: { IFD0: { Copyright: 'a secret place' } } })
    .toBuffer();
});
afterAll(() => app.stop());

const storedFiles = () =>
  existsSync(app.config.uploadsDir)
    ? readdirSync(app.config.uploadsDir, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      )
    : [];

async function addPhoto(browser: Browser, bytes: Buffer, fields = {}) {
  const { status } = await browser.upload('/fitness/photos', { file: { name: 'IMG.jpg', bytes } }, fields);
  expect(status).toBe(303);
  await finishJobs(app);
  const { body } = await browser.json('get', '/api/v1/photos');
  // Ids sort by the time they were made.
  return body.items.toSorted((a: { id: string }, b: { id: string }) => (a.id < b.id ? 1 : -1))[0];
}

describe('a photo', () => {
  test('is turned upright, shrunk, freed of camera data, and shown to its owner only', async () => {
    const photo = await addPhoto(anna, jpeg, { takenOn: '2026-03-01', pose: 'front' });
    expect(photo).toMatchObject({
      takenOn: '2026-03-01',
      pose: 'front',
      state: 'ready',
      width: 2048,
      height: 1536,
    });

    const picture = await anna.get(photo.url);
    expect(picture.headers).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': expect.stringMatching(/^private/),
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const { format, exif, orientation } = await sharp(picture.body as Buffer).metadata();
    expect({ format, exif, orientation }).toEqual({
      format: 'webp',
      exif: undefined,
      orientation: undefined,
    });

    expect((await housemate.get(photo.url)).status).toBe(404);
    expect((await housemate.get(`/fitness/photos/${photo.id}`)).status).toBe(404);
    expect((await housemate.json('get', `/api/v1/photos/${photo.id}`)).status).toBe(404);
    expect((await app.visitor().get(photo.url)).status).toBe(303);
    expect((await anna.get('/fitness/photos')).text).toContain(photo.thumbnailUrl);
  });

  test('is sent by nginx where that is set, and still for its owner only', async () => {
    const { url } = await addPhoto(anna, jpeg, { takenOn: '2026-03-02' });
    const behindNginx = await startTestApp({ UPLOADS_BY_NGINX: '1' }, { beside: app });
    try {
      const owner = new Browser(behindNginx.express);
      const other = new Browser(behindNginx.express);
      owner.setCookie(`pa_session=${anna.cookie('pa_session')}`);
      other.setCookie(`pa_session=${housemate.cookie('pa_session')}`);
      const answer = await owner.get(url);
      expect(answer.headers).toMatchObject({
        'x-accel-redirect': url.replace('/uploads/', '/_uploads/'),
        'content-type': 'image/webp',
        'cache-control': expect.stringMatching(/^private/),
        'content-security-policy': "default-src 'none'; sandbox",
      });
      expect(answer.body as Buffer).toHaveLength(0);
      const refused = await other.get(url);
      expect(refused.status).toBe(404);
      expect(refused.headers).not.toHaveProperty('x-accel-redirect');
    } finally {
      await behindNginx.stop();
    }
  });

  test('that cannot be decoded says so instead of being shown', async () => {
    const photo = await addPhoto(anna, jpeg.subarray(0, 2000));
    expect(photo).toMatchObject({
      state: 'refused',
      url: null,
      problem: 'The picture is broken and cannot be shown.',
    });
    expect((await anna.get(`/fitness/photos/${photo.id}`)).text).toContain('The picture is broken');
  });

  test('goes to the bin and comes back; its files leave the disk when the bin is emptied', async () => {
    const photo = await addPhoto(anna, jpeg, { takenOn: '2026-03-02' });
    const before = storedFiles().length;
    expect((await anna.post(`/fitness/photos/${photo.id}/deletion`)).status).toBe(303);
    expect((await anna.get('/fitness/photos')).text).toContain(`/fitness/photos/${photo.id}/restoration`);
    expect((await anna.get(photo.url)).status).toBe(404);
    await anna.post(`/fitness/photos/${photo.id}/restoration`);
    expect((await anna.get(photo.url)).status).toBe(200);
    expect((await anna.json('delete', `/api/v1/photos/${photo.id}`)).status).toBe(204);
    const restored = await anna.json('post', `/api/v1/photos/${photo.id}/restoration`);
    expect([restored.status, restored.body.id]).toEqual([200, photo.id]);

    await anna.post(`/fitness/photos/${photo.id}/deletion`);
    app.clock.advance(31 * 86_400_000);
    await runNow(app, 'empty-bin');
    expect(storedFiles()).toHaveLength(before - 2);
    app.clock.advance(-31 * 86_400_000);
  });

  test('can be corrected; an edit over a newer one is refused with what is stored', async () => {
    const photo = await addPhoto(anna, jpeg);
    await anna.post(`/fitness/photos/${photo.id}`, {
      takenOn: '2026-02-01',
      pose: 'side',
      notes: 'after the holidays',
    });
    const stored = (await anna.json('get', `/api/v1/photos/${photo.id}`)).body;
    expect(stored).toMatchObject({ takenOn: '2026-02-01', pose: 'side', notes: 'after the holidays' });
    const bad = await anna.post(`/fitness/photos/${photo.id}`, { takenOn: '1800-01-01', notes: 'kept' });
    expect(bad.status).toBe(422);
    expect(bad.text).toMatch(/from 1900 to 2100/);
    expect(bad.text).toContain('kept');
  });

  test('beside another one shows the time between them', async () => {
    const early = await addPhoto(anna, jpeg, { takenOn: '2025-12-01' });
    const { body } = await anna.json('get', '/api/v1/photos');
    const late = body.items.find((one: { takenOn: string }) => one.takenOn === '2026-03-01');
    const found = body.items.find((one: { takenOn: string }) => one.takenOn === '2025-12-01') ?? early;
    const { text } = await anna.get(`/fitness/photos/compare?one=${late.id}&other=${found.id}`);
    expect(text).toContain('90 days between');
    expect((await housemate.get(`/fitness/photos/compare?one=${late.id}&other=${found.id}`)).status).toBe(
      404,
    );
  });
});

describe('an upload that is refused leaves nothing behind', () => {
  test('a file in another field is told which field to use', async () => {
    const api = app.withToken(await makeToken(app.db, await makeUser(app.db)));
    const { status, body } = await api.post('/api/v1/photos').attach('photo', jpeg, 'IMG.jpg');
    expect([status, body.errors]).toEqual([
      422,
      [{ path: 'photo', message: expect.stringContaining('as the field "file"') }],
    ]);
  });

  test.each([
    ['text named like a photo', () => Buffer.from('not a picture at all'), 415, /Choose a JPEG, PNG or WebP/],
    [
      'a GIF',
      () => Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'),
      415,
      /Choose a JPEG, PNG or WebP/,
    ],
    ['a header of 900 megapixels', () => hugePng(), 422, /900 megapixels/],
    ['11 MB', () => Buffer.concat([jpeg, Buffer.alloc(11 * 1024 * 1024)]), 413, /larger than allowed/],
    ['an empty file', () => Buffer.alloc(0), 422, /Choose a file/],
  ])('%s', async (_name, bytes, status, words) => {
    const before = storedFiles().length;
    const response = await anna.upload(
      '/fitness/photos',
      { file: { name: 'a.jpg', bytes: bytes() } },
      { notes: 'typed' },
    );
    expect(response.status).toBe(status);
    expect(response.text).toMatch(words);
    expect(storedFiles()).toHaveLength(before);
  });

  test('without a CSRF token', async () => {
    const { status } = await anna.json('post', '/api/v1/photos', undefined);
    expect(status).toBe(422);
    const forged = await app.visitor().upload('/fitness/photos?', { file: { name: 'a.jpg', bytes: jpeg } });
    expect([401, 303, 403]).toContain(forged.status);
  });
});

test.each([
  '/uploads/../secret',
  '/uploads/aa/..%2f..%2fsecret',
  '/uploads/aa/bbbbbbbbbbbbbbbbbbbbbbbb.webp',
])('%s answers 404', async (path) => {
  expect((await anna.get(path)).status).toBe(404);
});

/** A PNG that claims 30000 × 30000 pixels. */
function hugePng(): Buffer {
  const png = Buffer.from(
    '89504e470d0a1a0a0000000d49484452000075300000753008020000000000000000000000',
    'hex',
  );
  return Buffer.concat([png, Buffer.alloc(200)]);
}
