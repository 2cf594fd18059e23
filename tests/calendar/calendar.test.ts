import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import { execute, selectRow } from '../../src/db/index.ts';
import { loggedPath } from '../../src/http/logged-path.ts';
import { newId } from '../../src/lib/uuid.ts';
import { exerciseOf, makeWorkout } from '../fitness/training.ts';
import { makeRecipe, planMeal } from '../meals/diary/kitchen.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';

let app: TestApp;
let anna: TestUser;
let browser: Browser;

beforeAll(async () => {
  app = await startTestApp({ PUBLIC_URL: 'http://assistant.example' });
});
afterAll(() => app.stop());
beforeEach(async () => {
  anna = await makeUser(app.db);
  browser = (await app.as(anna)).at('http://assistant.example');
});

/** Makes the address in Settings, as a person does; returns its path. */
async function makeAddress(): Promise<string> {
  const { status, text } = await browser.post('/settings/calendar');
  expect(status).toBe(200);
  return /http:\/\/assistant\.example(\/calendar\/[\w-]{43}\.ics)</.exec(text)![1]!;
}

const stranger = () => app.visitor().at('http://assistant.example');

/** What a calendar app reads of an address, checked by a parser of its own. */
async function eventsAt(path: string): Promise<ICAL.Event[]> {
  const { status, text, headers } = await stranger().get(path);
  expect([status, headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8']);
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const root = new ICAL.Component(ICAL.parse(text) as unknown[]);
  expect(root.getFirstPropertyValue('version')).toBe('2.0');
  const events = root.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  for (const event of events) {
    expect(event.component.getFirstPropertyValue('dtstamp')).toBeTruthy();
    expect(event.endDate.compare(event.startDate)).toBeGreaterThan(0);
  }
  expect(new Set(events.map(({ uid }) => uid)).size).toBe(events.length);
  return events;
}

const lines = (events: ICAL.Event[]) =>
  events.map(({ summary, startDate }) =>
    startDate.isDate
      ? `${startDate.toString()} ${summary}`
      : `${startDate.toJSDate().toISOString()} ${summary}`,
  );

async function followRoutine(user: TestUser, weekday: number): Promise<void> {
  const [routineId, dayId] = [newId(), newId()];
  await execute(app.db, `insert into routines (id, user_id, name) values (:routineId, :userId, 'Two days')`, {
    routineId,
    userId: user.id,
  });
  await execute(
    app.db,
    `insert into routine_days (id, routine_id, user_id, position, name, weekday)
     values (:dayId, :routineId, :userId, 0, 'Legs', :weekday)`,
    { dayId, routineId, userId: user.id, weekday },
  );
}

describe('the calendar address', () => {
  test('is offered in Settings, shown once, and kept only as a hash', async () => {
    expect((await browser.get('/settings')).text).toContain('Make a calendar address');
    const path = await makeAddress();
    const { text } = await browser.get('/settings');
    expect(text).not.toContain(path);
    expect(text).toMatch(/Made Tue 3 Mar, 11:00 · not read yet/);
    const row = await selectRow<{ row: string }>(
      app.db,
      'select f::text as row from calendar_feeds f where user_id = :id',
      { id: anna.id },
    );
    expect(row!.row).not.toContain(path.slice(10, 53));
    await eventsAt(path);
    expect((await browser.get('/settings')).text).toContain('last read Tue 3 Mar, 11:00');
  });

  test('stops working when it is renewed or removed, and when the account is closed', async () => {
    const first = await makeAddress();
    const second = await makeAddress();
    expect((await stranger().get(first)).status).toBe(404);
    await execute(app.db, 'update users set disabled_at = now() where id = :id', { id: anna.id });
    expect((await stranger().get(second)).status).toBe(404);
    await execute(app.db, 'update users set disabled_at = null where id = :id', { id: anna.id });
    expect((await stranger().get(second)).status).toBe(200);
    expect((await browser.post('/settings/calendar/removal')).status).toBe(303);
    expect((await stranger().get(second)).status).toBe(404);
    expect((await browser.post('/settings/calendar/removal')).status).toBe(404);
  });

  test.each(['x', 'x'.repeat(43), '%00', '..%2f', `${'a'.repeat(43)}.ics`])(
    'nobody has: %s is not found',
    async (secret) => {
      expect([400, 404, 422]).toContain((await stranger().get(`/calendar/${secret}.ics`)).status);
    },
  );

  test('is made and ended over the API, which says the whole address', async () => {
    const api = app.withToken(await makeToken(app.db, anna)).set('Host', 'assistant.example');
    expect((await api.get('/api/v1/calendar-feed')).status).toBe(404);
    const { status, body } = await api.post('/api/v1/calendar-feed').send();
    expect([status, body.url]).toEqual([201, `http://assistant.example${body.path}`]);
    await eventsAt(body.path);
    expect((await api.get('/api/v1/calendar-feed')).body.lastReadAt).toBe('2026-03-03T10:00:00.000Z');
    expect((await api.delete('/api/v1/calendar-feed')).status).toBe(204);
    expect((await stranger().get(body.path)).status).toBe(404);
  });

  test('without PUBLIC_URL says that the origin is missing', async () => {
    const bare = await startTestApp({}, { beside: app });
    const { text } = await (await bare.as(anna)).post('/settings/calendar');
    expect(text).toMatch(/<code class="secret">\/calendar\/[\w-]{43}\.ics<\/code>/);
    expect(text).toContain('PUBLIC_URL is not set');
    await bare.stop();
  });

  test('is limited like the API, and its secret stands in no log', async () => {
    const limited = await startTestApp({ RATE_LIMIT_API: '2/0' }, { beside: app });
    const statuses = [];
    for (let tries = 0; tries < 3; tries++) {
      statuses.push((await limited.visitor().get('/calendar/unknown.ics')).status);
    }
    expect(statuses).toEqual([404, 404, 429]);
    await limited.stop();
    const secret = 'S'.repeat(43);
    for (const path of [`/calendar/${secret}.ics`, `//calendar//${secret}.ics?x=1`, `/calendar/${secret}`]) {
      expect(loggedPath(path)).not.toContain('S');
    }
    expect(loggedPath('/meals/diary?q=secret')).toBe('/meals/diary');
  });
});

describe('the calendar', () => {
  test('has workouts, training days, meals, cooking and steps ahead, at the right instants', async () => {
    const squat = await exerciseOf(app.db, 'barbell-squat');
    const workout = await makeWorkout(app.db, anna, '2026-03-01', [
      { exerciseId: squat, reps: 5, weightKg: 100 },
    ]);
    await followRoutine(anna, 4);
    const soup = await makeRecipe(app.db, anna, { ahead: [{ text: 'Soak the lentils', leadMin: 600 }] });
    // Either side of the night in which clocks go forward in Berlin.
    await planMeal(app.db, anna, { onDate: '2026-03-28', recipeId: soup });
    const meal = await planMeal(app.db, anna, { onDate: '2026-03-29', recipeId: soup, atTime: '19:00' });
    await planMeal(app.db, anna, {
      onDate: '2026-03-30',
      recipeId: soup,
      mealType: 'lunch',
      leftoverOf: meal,
    });
    const path = await makeAddress();
    const events = await eventsAt(path);
    expect(lines(events)).toEqual([
      '2026-03-01T17:00:00.000Z Workout',
      '2026-03-05 Training: Legs',
      '2026-03-12 Training: Legs',
      '2026-03-19 Training: Legs',
      '2026-03-26 Training: Legs',
      '2026-03-28T17:30:00.000Z Dinner: Lentil soup',
      '2026-03-28T16:45:00.000Z Cook: Lentil soup',
      '2026-03-28T07:30:00.000Z Lentil soup: Soak the lentils',
      '2026-03-29T17:00:00.000Z Dinner: Lentil soup',
      '2026-03-29T16:15:00.000Z Cook: Lentil soup',
      '2026-03-29T07:00:00.000Z Lentil soup: Soak the lentils',
      '2026-03-30T10:30:00.000Z Lunch: Lentil soup (leftovers)',
    ]);
    const uids = events.map(({ uid }) => uid);
    expect(uids).toContain(`workout-${workout}@primary-assistant`);
    expect(uids).toContain(`ahead-${meal}-1@primary-assistant`);
    const rings = events.filter(({ component }) => component.getFirstSubcomponent('valarm'));
    expect(rings.map(({ summary }) => summary.split(':')[0])).toEqual([
      'Cook',
      'Lentil soup',
      'Cook',
      'Lentil soup',
    ]);
    expect((await eventsAt(path)).map(({ uid }) => uid)).toEqual(uids);
  });

  test('bears titles with line ends, commas and long words', async () => {
    const title = `Soup, "hot"; \\n ${'ä'.repeat(120)}`;
    const soup = await makeRecipe(app.db, anna, { title, totalMin: null });
    await planMeal(app.db, anna, { onDate: '2026-03-04', recipeId: soup });
    const [event] = await eventsAt(await makeAddress());
    expect(event!.summary).toBe(`Dinner: ${title}`);
  });

  test('shows the plan of the household, and of training only one’s own', async () => {
    const squat = await exerciseOf(app.db, 'barbell-squat');
    const ben = await makeUser(app.db, {
      householdId: anna.householdId,
      role: 'member',
      timeZone: 'America/New_York',
    });
    await makeWorkout(app.db, ben, '2026-03-02', [{ exerciseId: squat, reps: 5 }]);
    const soup = await makeRecipe(app.db, ben, { totalMin: null });
    await planMeal(app.db, ben, { onDate: '2026-03-04', recipeId: soup });
    const eve = await makeUser(app.db);
    await planMeal(app.db, eve, { onDate: '2026-03-04', title: 'Eve’s pie' });
    expect(lines(await eventsAt(await makeAddress()))).toEqual([
      '2026-03-04T17:30:00.000Z Dinner: Lentil soup',
    ]);
  });

  test('is sent again only when something has changed, and is never stored on the way', async () => {
    const path = await makeAddress();
    const { headers } = await stranger().get(path);
    expect(headers['cache-control']).toBe('private, no-store');
    const again = () =>
      app
        .withToken('unused')
        .get(path)
        .unset('Authorization')
        .set({ Host: 'assistant.example', 'If-None-Match': headers['etag']! });
    app.clock.advance(3_600_000);
    expect((await again()).status).toBe(304);
    await planMeal(app.db, anna, { onDate: '2026-03-04', title: 'Bread' });
    expect((await again()).status).toBe(200);
  });
});
