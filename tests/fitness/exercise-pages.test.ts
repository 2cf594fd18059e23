import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { makeUser, type TestUser } from '../support/users.ts';
import { exerciseOf, makeWorkout } from './training.ts';

let app: TestApp;
let anna: TestUser;
let browser: Browser;
let stranger: Browser;
beforeAll(async () => {
  app = await startTestApp();
  anna = await makeUser(app.db);
  browser = await app.as(anna);
  stranger = await app.as(await makeUser(app.db));
});
afterAll(() => app.stop());

const namesOn = (html: string) => [...html.matchAll(/class="row-title">([^<]+)</g)].map(([, name]) => name!);

describe('the library', () => {
  test('finds by the words people use, and by filter', async () => {
    expect(namesOn((await browser.get('/fitness/exercises?q=ohp')).text)[0]).toBe('Standing Military Press');
    const { text } = await browser.get('/fitness/exercises?q=press&muscle=chest&equipment=dumbbell');
    expect(namesOn(text)).toContain('Dumbbell Bench Press');
    expect(text).toMatch(/<option value="chest" selected>/);
  });

  test('goes on page by page, keeping the filter', async () => {
    const { text } = await browser.get('/fitness/exercises?equipment=barbell');
    const older = /href="([^"]+)" rel="next"/.exec(text)![1]!.replaceAll('&amp;', '&');
    expect(older).toMatch('equipment=barbell');
    expect(namesOn((await browser.get(older)).text)[0]).not.toBe(namesOn(text)[0]);
  });

  test('offers to add what it does not have', async () => {
    const { text } = await browser.get('/fitness/exercises?q=zzzz+qqqq');
    expect(text.match(/\/fitness\/exercises\/new\?name=zzzz%20qqqq/g)).toHaveLength(1);
  });

  test('begins with what one does most, then what one did last', async () => {
    const person = await makeUser(app.db);
    const [squat, bench, run] = await Promise.all(
      ['barbell-squat', 'barbell-bench-press-medium-grip', 'running'].map((slug) => exerciseOf(app.db, slug)),
    );
    const set = (exerciseId: string) => ({ exerciseId, reps: 5, weightKg: 60 });
    await makeWorkout(app.db, person, '2026-02-20', [set(bench!)]);
    await makeWorkout(app.db, person, '2026-02-22', [set(bench!), set(squat!)]);
    await makeWorkout(app.db, person, '2026-02-24', [{ exerciseId: run!, durationS: 1800 }]);
    const own = await app.as(person);
    const usual = ['Barbell Bench Press - Medium Grip', 'Running', 'Barbell Squat'];
    expect(namesOn((await own.get('/fitness/exercises')).text).slice(0, 4)).toEqual([...usual, '3/4 Sit-Up']);
    expect(namesOn((await own.get('/fitness/exercises?muscle=chest')).text)[0]).not.toBe(usual[0]);
    const { body } = await own.json('get', '/fitness/exercises/options?q=');
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(usual);
  });

  test('answers the picker as it is typed into', async () => {
    const { body } = await browser.json('get', '/fitness/exercises/options?q=bench');
    expect(body.items[0]).toMatchObject({
      name: 'Barbell Bench Press - Medium Grip',
      note: 'Chest · Barbell',
    });
  });
});

test('an exercise shows what it works and the last times', async () => {
  const squat = await exerciseOf(app.db, 'barbell-squat');
  await makeWorkout(app.db, anna, '2026-02-28', [
    { exerciseId: squat, setType: 'warmup', reps: 10, weightKg: 20 },
    { exerciseId: squat, reps: 5, weightKg: 100 },
    { exerciseId: squat, reps: 4, weightKg: 100 },
  ]);
  const { text } = await browser.get(`/fitness/exercises/${squat}`);
  expect(text).toMatch('Quadriceps');
  expect(text).toMatch(/Sat 28 Feb[\s\S]*5, 4 × 100 kg/);
  expect(text).toMatch(`/fitness/progress?exercise=${squat}`);
  expect((await stranger.get(`/fitness/exercises/${squat}`)).text).toMatch('Not done yet');
});

describe('an exercise of one’s own', () => {
  const fields = {
    name: 'Sled <push>',
    kind: 'strength',
    category: 'strength',
    equipment: 'other',
    primaryMuscles: ['quadriceps', 'glutes'],
    aliases: 'prowler, sled',
    restS: '90',
  };

  test('is added, changed, deleted and brought back', async () => {
    const made = await browser.post('/fitness/exercises', fields);
    const url = made.headers['location']!;
    const page = await browser.get(url);
    expect(page.text).toMatch('Sled &lt;push&gt;');
    expect(page.text).toMatch(/Quadriceps[\s\S]*Glutes[\s\S]*prowler, sled/);
    const edit = await browser.get(`${url}/edit`);
    expect(edit.text).toMatch(/value="glutes" checked/);
    const version = /name="version" value="(\d+)"/.exec(edit.text)![1]!;
    expect((await browser.post(url, { ...fields, name: 'Sled push', version })).status).toBe(303);
    expect((await browser.post(url, { ...fields, name: 'Late', version })).status).toBe(409);
    await browser.post(`${url}/deletion`);
    expect((await browser.get(url)).status).toBe(404);
    await browser.post(`${url}/restoration`);
    expect((await browser.get(url)).text).toMatch('Sled push');
  });

  test.each([
    [{ ...fields, name: '' }, 'name'],
    [{ ...fields, name: 'Other', restS: '3601' }, 'restS'],
    [{ ...fields, name: 'SLED PUSH' }, 'name'],
  ])('with a fault comes back: %#', async (bad, name) => {
    const { status, text } = await browser.post('/fitness/exercises', bad);
    expect(status).toBe(422);
    expect(text).toMatch(`id="${name}-error"`);
    expect(text).toMatch('prowler, sled');
  });

  test('is nobody else’s', async () => {
    const made = await browser.post('/fitness/exercises', { ...fields, name: 'Only mine' });
    const url = made.headers['location']!;
    for (const path of [url, `${url}/edit`]) expect((await stranger.get(path)).status).toBe(404);
    for (const path of [url, `${url}/deletion`, `${url}/restoration`]) {
      expect((await stranger.post(path, fields)).status).toBe(404);
    }
  });
});

test('plates are drawn for a weight, in words too', async () => {
  const { text } = await browser.get('/fitness/plates?weight=102.5');
  expect(text).toMatch('Each side 1 × 25, 1 × 15, 1 × 1.25 kg, bar 20 kg.');
  expect(text.match(/class="plate"/g)).toHaveLength(3);
});
