import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';

let app: TestApp;
let anna: TestUser;
let browser: Browser;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  anna = await makeUser(app.db);
  browser = await app.as(anna);
  await browser.get('/fitness/body');
});

const stored = (user: TestUser) =>
  selectRows<{ value: number; local_date: string; measured_at: string; source: string }>(
    app.db,
    'select value, local_date, measured_at, source from measurements where user_id = :id and deleted_at is null order by measured_at',
    { id: user.id },
  );

describe('body weight', () => {
  test('is kept for today with one field, comma or point, and offers Undo', async () => {
    const { status, headers } = await browser.post('/fitness/body/weight', { value: '81,4' });
    expect([status, headers['location']]).toEqual([303, '/fitness/body']);
    expect(await stored(anna)).toEqual([
      { value: 81.4, local_date: '2026-03-03', measured_at: '2026-03-03T10:00:00.000Z', source: 'web' },
    ]);
    const { text } = await browser.get('/fitness/body');
    expect(text).toContain('Kept: 81.4 kg');
    expect(text).toContain('Where is my weight going?');
    const undo = /action="(\/fitness\/body\/values\/[^"]+\/deletion)"/.exec(text)![1]!;
    expect((await browser.post(undo)).status).toBe(303);
    expect(await stored(anna)).toEqual([]);
  });

  test('is typed and shown in pounds by who reads pounds', async () => {
    const bob = await makeUser(app.db, { weightUnit: 'lb' });
    const his = await app.as(bob);
    await his.get('/fitness/body');
    await his.post('/fitness/body/weight', { value: '180' });
    expect((await stored(bob))[0]!.value).toBe(81.647);
    expect((await his.get('/fitness/body')).text).toContain('180 lb');
  });

  test('of another day and time is kept there, in the zone of the person', async () => {
    await browser.post('/fitness/body/weight', {
      value: '82',
      day: '2026-02-01',
      time: '07:30',
      notes: 'after a run',
    });
    expect(await stored(anna)).toMatchObject([
      { local_date: '2026-02-01', measured_at: '2026-02-01T06:30:00.000Z' },
    ]);
  });

  test('shows its trend as a moving mean with a table', async () => {
    for (const [day, value] of [
      ['2026-02-01', 84],
      ['2026-02-05', 82],
      ['2026-03-01', 81],
    ] as const) {
      await browser.post('/fitness/body/weight', { value, day });
    }
    const { text } = await browser.get('/fitness/body');
    expect(text).toContain('class="chart-trend');
    expect(text).toContain('Thu 5 Feb: 82 kg, mean 83 kg');
    expect(text).toMatch(/Trend<\/dt>\s*<dd class="stat-value">−3 <span class="unit">kg<\/span><\/dd>/);
    expect(text).toContain('<td class="number">83</td>');
  });

  test.each([
    [{ value: 'heavy' }, 'Type a number, such as'],
    [{ value: '' }, 'This is missing'],
    [{ value: '9000' }, 'From 1 to 700 kg'],
    [{ value: '80', day: '2026-02-30' }, 'Choose a day'],
    [{ value: '80', time: '25:00' }, 'Type a time, such as'],
    [{ value: '80', user_id: 'x' }, ''],
  ])('a bad form %j comes back with what was typed', async (fields, message) => {
    const { status, text } = await browser.post('/fitness/body/weight', fields);
    expect(status).toBe(422);
    expect(text).toContain(message);
    if (fields.value) expect(text).toContain(`value="${fields.value}"`);
    expect(await stored(anna)).toEqual([]);
  });
});

describe('own measurements', () => {
  const addWaist = async () => {
    const { headers } = await browser.post('/fitness/body/types', {
      name: 'Waist',
      unit: 'cm',
      decimals: '1',
    });
    return headers['location']!;
  };

  test('are added, filled, drawn, renamed and deleted with Undo', async () => {
    const page = await addWaist();
    expect(page).toMatch(/^\/fitness\/body\/types\/[0-9a-f-]{36}$/);
    await browser.post(`${page}/values`, { value: '84.5', day: '2026-02-01' });
    await browser.post(`${page}/values`, { value: '83' });
    const { text } = await browser.get(page);
    expect(text).toContain('How does my Waist change?');
    expect(text).toContain('84.5 cm');
    expect((await browser.post(page, { name: 'Belly', unit: 'cm', decimals: '1' })).status).toBe(303);
    expect((await browser.get('/fitness/body')).text).toContain('Belly');
    await browser.post(`${page}/deletion`);
    const without = (await browser.get('/fitness/body')).text;
    expect(without).not.toContain('>Belly<');
    await browser.post(/action="([^"]+restoration)"/.exec(without)![1]!);
    expect((await browser.get(page)).text).toContain('84.5 cm');
  });

  test('a value is changed and deleted', async () => {
    const page = await addWaist();
    await browser.post(`${page}/values`, { value: '84' });
    const value = /href="(\/fitness\/body\/values\/[^"]+)"/.exec((await browser.get(page)).text)![1]!;
    expect((await browser.get(value)).text).toContain('value="84"');
    expect((await browser.post(value, { value: '83.5', day: '2026-03-01' })).status).toBe(303);
    expect(await stored(anna)).toMatchObject([{ value: 83.5, local_date: '2026-03-01' }]);
    expect((await browser.post(value, { value: 'x' })).status).toBe(422);
    await browser.post(`${value}/deletion`);
    expect(await stored(anna)).toEqual([]);
    await browser.post(`${value}/restoration`);
    expect(await stored(anna)).toHaveLength(1);
  });

  test('two of one name are refused', async () => {
    await addWaist();
    const { status, text } = await browser.post('/fitness/body/types', { name: 'waist', unit: 'cm' });
    expect(status).toBe(422);
    expect(text).toContain('You have a measurement of this name');
  });

  test('belong to their owner alone', async () => {
    const page = await addWaist();
    await browser.post(`${page}/values`, { value: '84' });
    const value = /href="(\/fitness\/body\/values\/[^"]+)"/.exec((await browser.get(page)).text)![1]!;
    const other = await app.as(await makeUser(app.db, { householdId: anna.householdId }));
    await other.get('/fitness/body');
    expect((await other.get(page)).status).toBe(404);
    expect((await other.get(value)).status).toBe(404);
    for (const path of [`${page}/values`, page, `${page}/deletion`, value, `${value}/deletion`]) {
      expect((await other.post(path, { value: '1', name: 'Mine' })).status).not.toBe(303);
    }
    expect(await stored(anna)).toMatchObject([{ value: 84 }]);
    expect((await app.visitor().get('/fitness/body')).headers['location']).toMatch(/^\/auth\/sign-in/);
  });
});

describe('the API of body values', () => {
  test('keeps, lists by page, changes and deletes', async () => {
    const api = app.withToken(await makeToken(app.db, anna));
    const type = await api.post('/api/v1/measurement-types').send({ name: 'Waist', unit: 'cm' });
    expect([type.status, type.body.decimals]).toEqual([201, 1]);
    for (const day of ['01', '02', '03']) {
      const body = {
        measurementTypeId: type.body.id,
        value: 80 + Number(day),
        measuredAt: `2026-02-${day}T08:00:00Z`,
      };
      expect((await api.post('/api/v1/measurements').send(body)).status).toBe(201);
    }
    const first = (await api.get('/api/v1/measurements?limit=2')).body;
    expect(first.items.map(({ value }: { value: number }) => value)).toEqual([83, 82]);
    const second = (await api.get(`/api/v1/measurements?limit=2&cursor=${first.nextCursor}`)).body;
    expect([second.items.map(({ value }: { value: number }) => value), second.nextCursor]).toEqual([
      [81],
      null,
    ]);
    expect((await api.get('/api/v1/measurements?from=2026-02-02&to=2026-02-02')).body.items).toHaveLength(1);

    const { id, version } = second.items[0];
    const changed = await api.patch(`/api/v1/measurements/${id}`).send({ value: 81.5, version });
    expect(changed.body).toMatchObject({ value: 81.5, version: version + 1 });
    expect((await api.patch(`/api/v1/measurements/${id}`).send({ value: 1, version })).status).toBe(409);
    expect((await api.delete(`/api/v1/measurements/${id}`)).status).toBe(204);
    expect((await api.get(`/api/v1/measurements/${id}`)).status).toBe(404);
    const other = app.withToken(await makeToken(app.db, await makeUser(app.db)));
    expect((await other.post(`/api/v1/measurements/${id}/restoration`)).status).toBe(404);
    expect((await api.post(`/api/v1/measurements/${id}/restoration`)).body).toMatchObject({
      id,
      value: 81.5,
    });
    expect((await api.post(`/api/v1/measurements/${id}/restoration`)).status).toBe(404);
    expect((await api.delete(`/api/v1/measurements/${id}`)).status).toBe(204);
    expect((await api.get('/api/v1/measurement-types')).body.items).toMatchObject([
      { name: 'Waist', latest: { value: 83, date: '2026-02-03' } },
    ]);
    const typePath = `/api/v1/measurement-types/${type.body.id}`;
    expect((await api.get(typePath)).body).toMatchObject({ name: 'Waist', latest: { value: 83 } });
    expect((await other.get(typePath)).status).toBe(404);
    expect((await api.delete(typePath)).status).toBe(204);
    expect((await api.get(typePath)).status).toBe(404);
    expect((await api.get('/api/v1/measurement-types')).body.items).toEqual([]);
    const restoration = `/api/v1/measurement-types/${type.body.id}/restoration`;
    expect((await other.post(restoration)).status).toBe(404);
    expect((await api.post(restoration)).body).toMatchObject({
      id: type.body.id,
      latest: { value: 83, date: '2026-02-03' },
    });
    expect((await api.get('/api/v1/measurement-types')).body.items).toHaveLength(1);
  });

  test('a body weight needs no type made first, and parallel first ones make one', async () => {
    const api = app.withToken(await makeToken(app.db, anna));
    const bodies = await Promise.all(
      [80, 81, 82, 83].map((value) =>
        api.post('/api/v1/measurements').send({ measurementType: 'body-weight', value }),
      ),
    );
    expect(bodies.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect((await api.get('/api/v1/measurement-types')).body.items).toHaveLength(1);
  });

  test('two weights of one day are one point, their mean', async () => {
    const api = app.withToken(await makeToken(app.db, anna));
    for (const [value, time] of [
      [81, '07:00'],
      [82, '20:00'],
    ] as const) {
      const measuredAt = `2026-02-01T${time}:00Z`;
      await api.post('/api/v1/measurements').send({ measurementType: 'body-weight', value, measuredAt });
    }
    expect((await api.get('/api/v1/progress/body-weight')).body.items).toEqual([
      { date: '2026-02-01', valueKg: 81.5, meanKg: 81.5 },
    ]);
  });

  test('gives the trend of the body weight', async () => {
    const api = app.withToken(await makeToken(app.db, anna));
    for (const [value, day] of [
      [84, '02-01'],
      [82, '02-05'],
      [80, '03-01'],
    ] as const) {
      const measuredAt = `2026-${day}T08:00:00Z`;
      await api.post('/api/v1/measurements').send({ measurementType: 'body-weight', value, measuredAt });
    }
    expect((await api.get('/api/v1/progress/body-weight')).body).toEqual({
      items: [
        { date: '2026-02-01', valueKg: 84, meanKg: 84 },
        { date: '2026-02-05', valueKg: 82, meanKg: 83 },
        { date: '2026-03-01', valueKg: 80, meanKg: 80 },
      ],
      change: { kg: -4, days: 28 },
    });
  });

  test('refuses what cannot be', async () => {
    const api = app.withToken(await makeToken(app.db, anna));
    const post = async (body: object) => (await api.post('/api/v1/measurements').send(body)).status;
    expect(await post({ measurementType: 'body-weight', value: 0 })).toBe(422);
    expect(await post({ measurementType: 'body-weight', value: '80' })).toBe(422);
    expect(
      await post({ measurementType: 'body-weight', value: 80, measuredAt: '1800-01-01T00:00:00Z' }),
    ).toBe(422);
    expect(await post({ measurementType: 'body-weight', value: 80, userId: anna.id })).toBe(422);
    expect(await post({ value: 80 })).toBe(422);
    expect(await post({ measurementTypeId: '0193b3a0-0000-7000-8000-000000000000', value: 80 })).toBe(404);
    expect((await api.get('/api/v1/measurements?cursor=broken')).status).toBe(422);
    expect((await api.patch('/api/v1/measurement-types/no-uuid').send({})).status).toBe(404);
  });

  test('a token of someone else reaches nothing', async () => {
    const mine = app.withToken(await makeToken(app.db, anna));
    const { body } = await mine
      .post('/api/v1/measurements')
      .send({ measurementType: 'body-weight', value: 80 });
    const theirs = app.withToken(await makeToken(app.db, await makeUser(app.db)));
    expect((await theirs.get(`/api/v1/measurements/${body.id}`)).status).toBe(404);
    expect((await theirs.patch(`/api/v1/measurements/${body.id}`).send({ value: 1 })).status).toBe(404);
    expect((await theirs.delete(`/api/v1/measurements/${body.id}`)).status).toBe(404);
    const other = { measurementTypeId: body.measurementTypeId, value: 5 };
    expect((await theirs.post('/api/v1/measurements').send(other)).status).toBe(404);
    expect((await app.visitor().json('get', '/api/v1/measurements')).status).toBe(401);
  });
});
