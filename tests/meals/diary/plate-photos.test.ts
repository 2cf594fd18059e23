import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { selectRows } from '../../../src/db/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { type FakeModels, startFakeModels, type Turn } from '../../support/fake-models.ts';
import { fieldsOf } from '../../support/form-fields.ts';
import { finishJobs, runNow } from '../../support/jobs.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';
import { makeFood } from './kitchen.ts';

const PHOTOS = '/meals/diary/photos';
const DAY = { date: '2026-03-03', mealType: 'dinner' };

let fake: FakeModels;
let app: TestApp;
let anna: TestUser;
let browser: Browser;
let jpeg: Buffer;
let riceId: string;

beforeAll(async () => {
  jpeg = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#b84' } })
    .jpeg()
    .withMetadata({ orientation: 6, exif: { IFD0: { Copyright: 'a secret place' } } })
    .toBuffer();
});
beforeEach(async () => {
  fake = await startFakeModels(['moondream']);
  app = await startTestApp({ OLLAMA_BASE_URL: fake.url, OLLAMA_VISION_MODEL: 'moondream' });
  anna = await makeUser(app.db);
  riceId = await makeFood(app.db, anna, { name: 'Zorb rice', kcal: 130, proteinG: 3 });
  await makeFood(app.db, anna, { name: 'Gleep curry', kcal: 90, proteinG: 10 });
  browser = await app.as(anna);
  await browser.get(PHOTOS);
});
afterEach(async () => {
  await app.stop();
  await fake.stop();
});

const seen = (...foods: object[]): Turn => ({ text: JSON.stringify({ foods }) });
const plate = seen(
  { name: 'zorb rice', grams: 180, kcal: 99_999 },
  { name: 'gleep curry', grams: 250.4 },
  { name: 'xyzzyqua', grams: 30 },
);
const diary = () =>
  selectRows<{ title: string; grams: number; kcal: number; source: string; meal_type: string }>(
    app.db,
    `select title, grams, (nutrients->>'kcal')::numeric as kcal, source, meal_type from diary_entries
      where deleted_at is null order by title`,
  );

async function send(turn: Turn): Promise<string> {
  fake.next(turn);
  const answer = await browser.upload(PHOTOS, { file: { name: 'IMG.jpg', bytes: jpeg } }, DAY);
  expect(answer.status).toBe(303);
  const path = answer.headers['location']!;
  const waiting = (await browser.get(path)).text;
  expect(waiting).toContain('A model is looking at the photo.');
  // Without scripts the page looks again by itself.
  expect(waiting).toMatch(/<noscript><meta http-equiv="refresh"/);
  await finishJobs(app);
  return path;
}

describe('a photo of a plate', () => {
  test('becomes lines with figures of the food table, corrected and then kept as an estimate', async () => {
    const path = await send(plate);
    const page = (await browser.get(path)).text;
    expect(page).toContain('234 kcal');
    expect(page).toContain('Together about 459 kcal, 30 g protein');
    expect(page).not.toMatch(/99.?999/);
    expect(page).toContain('No food like “xyzzyqua” (about 30 g) was found.');
    expect(await diary()).toEqual([]);

    const fields = fieldsOf(page, `${path}/entries`);
    expect(fields).toMatchObject({ 'items.0.foodId': riceId, 'items.0.grams': '180', ...DAY });
    const refused = await browser.post(`${path}/entries`, { ...fields, 'items.0.grams': 'lots' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('value="lots"');
    expect(await diary()).toEqual([]);

    const corrected: Record<string, string> = { ...fields, 'items.0.grams': '150' };
    const kept = await browser.post(`${path}/entries`, corrected);
    expect(kept.headers['location']).toBe('/meals/diary?date=2026-03-03');
    await browser.post(`${path}/entries`, corrected);
    expect(await diary()).toEqual([
      { title: 'Gleep curry', grams: 250, kcal: 225, source: 'photo', meal_type: 'dinner' },
      { title: 'Zorb rice', grams: 150, kcal: 195, source: 'photo', meal_type: 'dinner' },
    ]);
    expect((await browser.get('/meals/diary?date=2026-03-03')).text).toContain('estimated from a photo');
    expect((await browser.get(path)).text).toContain('stands in the diary');

    await browser.post(`${path}/entries/deletion`);
    expect(await diary()).toEqual([]);
    const { 'items.1.isEaten': _curry, ...onlyRice } = corrected;
    await browser.post(`${path}/entries`, onlyRice);
    expect(await diary()).toMatchObject([{ title: 'Zorb rice' }]);
  });

  test('a food that is merely guessed is not eaten unless somebody ticks it', async () => {
    const path = await send(
      seen({ name: 'zorb rice', grams: 100 }, { name: 'zorb of many strange words', grams: 50 }),
    );
    const page = (await browser.get(path)).text;
    const fields = fieldsOf(page, `${path}/entries`);
    expect([fields['items.0.isEaten'], fields['items.1.isEaten']]).toEqual(['on', undefined]);
    expect(fields).toHaveProperty(['items.1.foodId']);
    expect(page).toContain('Together about 130 kcal');
    await browser.post(`${path}/entries`, fields);
    expect(await diary()).toMatchObject([{ title: 'Zorb rice', grams: 100 }]);
  });

  test('goes to the model small and without what a camera writes into it, and is shown to its owner only', async () => {
    const path = await send(plate);
    const { messages } = fake.asked[0]!.body as { messages: { images?: string[] }[] };
    const [image] = messages.flatMap(({ images = [] }) => images);
    const { exif, orientation, width, height } = await sharp(Buffer.from(image!, 'base64')).metadata();
    expect([exif, orientation]).toEqual([undefined, undefined]);
    expect(width * height).toBeLessThanOrEqual(800_000);
    expect(height).toBeGreaterThan(width);
    const shown = await browser.get(`${path}/picture`);
    expect([shown.status, shown.headers['content-type']]).toEqual([200, 'image/jpeg']);
    const stranger = await app.as(await makeUser(app.db, { householdId: anna.householdId }));
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.get(`${path}/picture`)).status).toBe(404);

    await browser.post(`${path}/deletion`);
    expect((await browser.get(path)).status).toBe(404);
    await send(plate);
    app.clock.advance(31 * 86_400_000);
    await runNow(app, 'forget-plate-photos');
    expect(await selectRows(app.db, 'select 1 from plate_photos')).toEqual([]);
  });

  test.each<[string, Turn[], string]>([
    ['sees nothing', [seen()], 'The model saw nothing to eat on this photo.'],
    [
      'answers nonsense',
      [{ text: 'Yummy!' }, { text: 'Yummy!' }],
      'The model answered, but not in a way that can be used.',
    ],
    ['breaks down', [{ status: 400, message: 'no' }], 'The model gave an error.'],
  ])(
    'where the model %s is kept, says so in a sentence, and can be looked at again',
    async (_what, turns, words) => {
      const [first, ...more] = turns;
      fake.next(first!, ...more);
      const { headers } = await browser.upload(PHOTOS, { file: { name: 'a.jpg', bytes: jpeg } }, DAY);
      const path = headers['location']!;
      await finishJobs(app);
      const page = (await browser.get(path)).text;
      expect(page).toContain(words);
      expect(page).toContain('/meals/diary/add?date=2026-03-03&amp;meal=dinner');
      expect(page).toContain(`src="${path}/picture"`);
      fake.next(plate);
      await browser.post(`${path}/readings`);
      await finishJobs(app);
      expect((await browser.get(path)).text).toContain('zorb rice');
    },
  );

  test('is refused with a sentence where it is none', async () => {
    const file = { file: { name: 'a.jpg', bytes: Buffer.from('<svg onload="alert(1)"/>') } };
    const { status, text } = await browser.upload(PHOTOS, file, DAY);
    expect(status).toBe(415);
    expect(text).toContain('Choose a JPEG, PNG or WebP picture.');
    expect(await selectRows(app.db, 'select 1 from plate_photos')).toEqual([]);
  });

  test('over the API is read, corrected and kept once', async () => {
    const api = app.withToken(await makeToken(app.db, anna));
    fake.next(plate);
    const sent = await api
      .post('/api/v1/plate-photos')
      .attach('file', jpeg, 'IMG.jpg')
      .field('mealType', 'lunch');
    expect([sent.status, sent.body.state]).toEqual([202, 'reading']);
    const path = sent.headers['location']!;
    await finishJobs(app);
    const { body } = await api.get(path);
    expect(body).toMatchObject({
      ...{ state: 'read', mealType: 'lunch', entryIds: [] },
      items: [
        { grams: 180, foods: [{ id: riceId }], nutrients: { kcal: 234 } },
        { grams: 250 },
        { foods: [] },
      ],
    });
    const items = [{ foodId: riceId, grams: 90 }];
    const [kept, again] = [
      await api.post(`${path}/entries`).send({ items }),
      await api.post(`${path}/entries`).send({ items }),
    ];
    expect(kept.body.items).toMatchObject([
      { title: 'Zorb rice', grams: 90, source: 'photo', mealType: 'lunch' },
    ]);
    expect(again.body.items[0].id).toBe(kept.body.items[0].id);
    expect(await diary()).toHaveLength(1);
  });
});

test('without a model that reads pictures a photo of a plate is not offered, and a line says how to get one', async () => {
  expect((await browser.get('/meals/diary')).text).toContain('href="/meals/diary/photos?date=');
  const plain = await startTestApp({ OLLAMA_BASE_URL: fake.url });
  const ben = await plain.as(await makeUser(plain.db));
  const day = (await ben.get('/meals/diary')).text;
  expect(day).not.toContain('href="/meals/diary/photos');
  expect(day).toContain('once a model for pictures is set up');
  expect((await ben.get(PHOTOS)).text).toContain('OLLAMA_VISION_MODEL');
  await plain.stop();
});
