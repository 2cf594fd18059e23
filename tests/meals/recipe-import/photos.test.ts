import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { selectRows } from '../../../src/db/index.ts';
import { duties } from '../../../src/features/duties.ts';
import { jobsOf } from '../../../src/jobs/jobs-service.ts';
import { createQueue } from '../../../src/jobs/queue.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { type FakeModels, startFakeModels } from '../../support/fake-models.ts';
import { finishJobs, runNow } from '../../support/jobs.ts';
import { makeHousehold, makeToken, makeUser, type TestUser } from '../../support/users.ts';
import { fieldsOf } from '../../support/form-fields.ts';

const IMPORT = '/meals/recipes/import';
const pancakes = {
  ...{ title: 'Buckwheat pancakes', servings: 3, prepMinutes: 15, cookMinutes: 20 },
  ingredients: ['For the batter:', '250 g buckwheat flour', '½ l milk', 'For the filling:', '3 apples'],
  steps: ['1. Stir <b>well</b>.', '2. Fry.'],
  nutrition: { kcal: 99_999 },
};

let fake: FakeModels;
let app: TestApp;
let anna: TestUser;
let browser: Browser;
let jpeg: Buffer;

beforeAll(async () => {
  jpeg = await sharp({ create: { width: 1200, height: 1600, channels: 3, background: '#7a8' } })
    .jpeg()
    .withMetadata({ orientation: 6, exif: { IFD0: { Copyright: 'a secret place' } } })
    .toBuffer();
});
beforeEach(async () => {
  fake = await startFakeModels(['moondream']);
  app = await startTestApp({
    ...{ OLLAMA_BASE_URL: fake.url, OLLAMA_VISION_MODEL: 'moondream' },
  });
  anna = await makeUser(app.db);
  browser = await app.as(anna);
  await browser.get(IMPORT);
});
afterEach(async () => {
  await app.stop();
  await fake.stop();
});

const photo = (bytes = jpeg, name = 'IMG.jpg') => ({ name, bytes });
const storedFiles = () =>
  existsSync(app.config.uploadsDir)
    ? readdirSync(app.config.uploadsDir, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      )
    : [];
const picturesOf = (html: string) =>
  [...html.matchAll(/<img class="photo-page" src="([^"]+)"/g)].map(([, src]) => src!);

/** Sends photos, has them read, and answers the path of their page. */
async function send(count = 1, timeoutMs = app.config.models.timeoutMs): Promise<string> {
  const answer = await browser.upload(`${IMPORT}/photos`, {
    file: Array.from({ length: count }, () => photo()),
  });
  expect(answer.status).toBe(303);
  const models = { ...app.config.models, timeoutMs };
  await finishJobs({ ...app, config: { ...app.config, models } });
  return answer.headers['location']!;
}

describe('photos of a recipe', () => {
  test('become a draft beside them, which is corrected and kept', async () => {
    fake.next({ text: JSON.stringify(pancakes) });
    const path = await send(2);
    const page = await browser.get(path);
    const fields = fieldsOf(page.text, '/meals/recipes/import');
    expect(fields).toMatchObject({
      ...{ title: 'Buckwheat pancakes', yieldsServings: '3', prepMin: '15', cookMin: '20' },
      ingredients: 'For the batter:\n250 g buckwheat flour\n½ l milk\nFor the filling:\n3 apples',
      steps: 'Stir <b>well</b>.\nFry.',
    });
    expect(page.text).not.toMatch(/99.?999/);
    expect(picturesOf(page.text)).toHaveLength(2);
    expect(await selectRows(app.db, 'select 1 from recipes')).toEqual([]);

    const refused = await browser.post(IMPORT, { ...fields, yieldsServings: '0' });
    expect(refused.status).toBe(422);
    expect(picturesOf(refused.text)).toHaveLength(2);
    const kept = await browser.post(IMPORT, { ...fields, title: 'Galettes' });
    expect(kept.status).toBe(303);
    expect(await selectRows(app.db, 'select title, source from recipes')).toEqual([
      { title: 'Galettes', source: 'import' },
    ]);
    expect((await browser.get(path)).text).toContain(kept.headers['location']);
    expect((await browser.get(IMPORT)).text).not.toContain(path);
  });

  test('go to the model small enough and without what a camera writes into them', async () => {
    fake.next({ text: JSON.stringify(pancakes) });
    const page = await browser.get(await send(3));
    const { messages } = fake.asked[0]!.body as { messages: { images?: string[] }[] };
    const images = messages.flatMap(({ images: shown = [] }) => shown);
    expect(images).toHaveLength(3);
    const { format, width, height, exif, orientation } = await sharp(
      Buffer.from(images[0]!, 'base64'),
    ).metadata();
    expect({ format, exif, orientation }).toEqual({
      format: 'jpeg',
      exif: undefined,
      orientation: undefined,
    });
    expect(width).toBeGreaterThan(height);
    expect(width * height).toBeLessThanOrEqual(1_000_000);
    const shown = await browser.get(picturesOf(page.text)[0]!);
    expect((await sharp(shown.body as Buffer).metadata()).exif).toBeUndefined();
    expect(storedFiles()).toHaveLength(3);
  });

  test('are followed while they are read: the page says so, reloads without scripts, and can be stopped', async () => {
    const { headers } = await browser.upload(`${IMPORT}/photos`, { file: photo() });
    const path = headers['location']!;
    const waiting = await browser.get(path);
    expect(waiting.text).toContain('The photos are being prepared');
    expect(waiting.text).toMatch(/<noscript><meta http-equiv="refresh" content="3"><\/noscript>/);

    // The model has the photos, and stays silent until it is stopped.
    fake.next({ fault: 'silent' });
    const isDone = finishJobs(app);
    await fake.asks(1);
    const reading = await browser.get(path);
    expect(reading.text).toContain('The model reads the photos');
    const stop = /action="(\/settings\/models\/tasks\/[^"]+)"/.exec(reading.text)![1]!;
    await browser.post(stop, { returnTo: path });
    const stopped = await browser.get(path);
    expect(stopped.text).not.toContain('http-equiv="refresh"');
    expect(stopped.text).toContain('The model was stopped. The photos are kept');
    expect(picturesOf(stopped.text)).toHaveLength(1);
    await isDone;
  });

  test('the live channel tells their person, and nobody else, how far they are', async () => {
    const news: unknown[] = [];
    const announce = app.live.announce.bind(app.live);
    app.live.announce = (one) => {
      news.push(one);
      announce(one);
    };
    fake.next({ text: JSON.stringify(pancakes) });
    await send();
    expect(news).toEqual([
      expect.objectContaining({ type: 'progress', userId: anna.id }),
      expect.objectContaining({ type: 'done', userId: anna.id }),
    ]);
  });
});

describe('a model that does not help', () => {
  const useless = ['no JSON at all', '{"title": 7}'];
  test.each([
    ['wrong', useless.map((text) => ({ text })), 'not in a way that can be used'],
    ['slow', [{ fault: 'silent' as const }], 'took too long'],
    ['endless', [{ fault: 'endless' as const }], 'did not come to an end'],
    ['broken', [{ status: 400 }], 'The model gave an error'],
    [
      'blind',
      [{ text: JSON.stringify({ title: '', ingredients: [], steps: [] }) }],
      'No recipe was found in the photos',
    ],
  ])(
    '%s: is said in a sentence, and the photos are there to be typed off or read again',
    async (kind, turns, words) => {
      fake.next(...turns);
      const path = await (kind === 'slow' ? send(1, 500) : send());
      const page = await browser.get(path);
      expect(page.text).toContain(words);
      expect(page.text).toContain('type the recipe off');
      expect(picturesOf(page.text)).toHaveLength(1);
      const typed = {
        ...fieldsOf(page.text, '/meals/recipes/import'),
        title: 'Typed off',
        ingredients: '3 apples',
        steps: 'Eat.',
      };

      fake.next({ text: JSON.stringify(pancakes) });
      expect((await browser.post(`${path}/readings`)).status).toBe(303);
      expect((await browser.post(`${path}/readings`)).status).toBe(303);
      await finishJobs(app);
      expect(await selectRows(app.db, 'select 1 from model_tasks')).toHaveLength(2);
      expect(fieldsOf((await browser.get(path)).text, '/meals/recipes/import')['title']).toBe(
        'Buckwheat pancakes',
      );
      expect((await browser.post(IMPORT, typed)).status).toBe(303);
    },
  );

  test('absent: the page says how to get one, and photos that are sent all the same are kept', async () => {
    const without = await startTestApp({}, { beside: app });
    try {
      const other = await without.as(anna);
      const page = await other.get(IMPORT);
      expect(page.text).toContain('OLLAMA_VISION_MODEL');
      expect(page.text).not.toContain('type="file"');
      const sent = await other.upload(`${IMPORT}/photos`, { file: photo() });
      await finishJobs(without);
      const shown = await other.get(sent.headers['location']!);
      expect(shown.text).toContain('No model that reads pictures is set up.');
      expect(shown.text).not.toContain('/readings');
      expect(picturesOf(shown.text)).toHaveLength(1);
    } finally {
      await without.stop();
    }
  });
});

describe('what is refused', () => {
  test.each([
    ['no file', [], 422, 'Choose a file first'],
    ['five files', Array.from({ length: 5 }, () => photo(Buffer.from('x'))), 422, 'at most 4'],
    ['no picture', [photo(Buffer.from('%PDF-1.7'))], 415, 'JPEG, PNG or WebP'],
    ['too large a file', [photo(Buffer.alloc(11 * 1024 * 1024))], 413, 'larger than allowed'],
  ])('%s', async (_what, file, status, words) => {
    const answer = await browser.upload(`${IMPORT}/photos`, { file }, { note: 'x' });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(words);
    expect(storedFiles()).toEqual([]);
  });

  test('a photo that cannot be decoded is left out, and said', async () => {
    const broken = Buffer.concat([jpeg.subarray(0, 2000)]);
    fake.next({ text: JSON.stringify(pancakes) });
    const { headers } = await browser.upload(`${IMPORT}/photos`, { file: [photo(broken), photo()] });
    await finishJobs(app);
    const page = await browser.get(headers['location']!);
    expect(page.text).toContain('A photo could not be opened');
    expect(picturesOf(page.text)).toHaveLength(1);
  });

  test('photos are their person’s own', async () => {
    const path = await send();
    const [src] = picturesOf((await browser.get(path)).text);
    const householdId = await makeHousehold(app.db);
    for (const other of [
      await makeUser(app.db, { householdId: anna.householdId, role: 'member' }),
      await makeUser(app.db, { householdId }),
    ]) {
      const stranger = await app.as(other);
      await stranger.get(IMPORT);
      expect((await stranger.get(path)).status).toBe(404);
      expect((await stranger.get(src!)).status).toBe(404);
      expect((await stranger.post(`${path}/readings`)).status).toBe(404);
      expect((await stranger.post(`${path}/deletion`)).status).toBe(404);
    }
  });
});

describe('photos go', () => {
  test('when they are deleted', async () => {
    const path = await send();
    expect((await browser.post(`${path}/deletion`)).status).toBe(303);
    expect((await browser.get(path)).status).toBe(404);
    expect(storedFiles()).toEqual([]);
  });

  test('with their person', async () => {
    await send();
    const deletion = jobsOf(duties).find(({ name }) => name === 'delete-account')!;
    await app.db.transaction((trx) => createQueue(app.db).add(trx, deletion, { userId: anna.id }));
    await finishJobs(app);
    expect(await selectRows(app.db, 'select 1 from users')).toEqual([]);
    expect(storedFiles()).toEqual([]);
  });

  test('a month after the last thing that happened to them', async () => {
    const path = await send();
    app.clock.advance(29 * 86_400_000);
    await runNow(app, 'forget-recipe-photos');
    expect(storedFiles()).toHaveLength(1);
    app.clock.advance(2 * 86_400_000);
    await runNow(app, 'forget-recipe-photos');
    expect(storedFiles()).toEqual([]);
    expect((await (await app.as(anna)).get(path)).status).toBe(404);
  });
});

test('API: upload, reading, once more, deletion', async () => {
  const api = app.withToken(await makeToken(app.db, anna));
  fake.next({ text: 'nothing of use' }, { text: 'nothing of use' });
  const sent = await api
    .post('/api/v1/recipe-photos')
    .attach('file', jpeg, 'a.jpg')
    .attach('file', jpeg, 'b.jpg');
  expect(sent.status).toBe(202);
  expect(sent.body).toMatchObject({ state: 'reading', draft: null, problem: null, photos: [] });
  const path = sent.headers['location']!;
  await finishJobs(app);
  expect((await api.get(path)).body).toMatchObject({ state: 'failed', problem: 'models.problem.invalid' });
  fake.next({ text: JSON.stringify(pancakes) });
  expect((await api.post(`${path}/readings`).send({})).status).toBe(202);
  await finishJobs(app);
  const read = (await api.get(path)).body;
  expect(read).toMatchObject({ state: 'read', draft: { title: 'Buckwheat pancakes', yieldsServings: 3 } });
  expect(read.photos).toHaveLength(2);
  expect((await api.delete(path)).status).toBe(204);
  expect((await api.get(path)).status).toBe(404);
});
