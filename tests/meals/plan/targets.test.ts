import { describe, expect, test } from '@jest/globals';
import { proposeTargets } from '../../../src/features/meals/targets/propose-targets.ts';
import { findMealSettings, findPreferences } from '../../../src/features/meals/targets/preferences.ts';
import { targetOfDay, targetsOfDays } from '../../../src/features/meals/targets/targets.ts';
import type { DayKind } from '../../../src/features/meals/targets/target-schema.ts';
import { execute } from '../../../src/db/index.ts';
import { newId } from '../../../src/lib/uuid.ts';
import type { TestApp } from '../../support/app.ts';
import { startSignedIn } from '../../support/signed-in.ts';
import { makeUser, type TestUser } from '../../support/users.ts';

const open = { kcal: null, proteinG: null, carbG: null, fatG: null, fiberG: null };
const target = (dayKind: DayKind, more: Partial<typeof open | Record<string, number>>) => ({
  ...open,
  ...more,
  dayKind,
});

describe('the target of a day', () => {
  const targets = [
    target('every', { kcal: 2200, proteinG: 130, fiberG: 30 }),
    target('training', { kcal: 2600 }),
    target('7', { kcal: 3000 }),
  ];
  test('is that of every day, each figure by itself over it on training days and weekdays', () => {
    expect(targetOfDay(targets, '2026-03-02', false)).toEqual({
      ...open,
      kcal: 2200,
      proteinG: 130,
      fiberG: 30,
    });
    expect(targetOfDay(targets, '2026-03-02', true)).toMatchObject({ kcal: 2600, proteinG: 130 });
    expect(targetOfDay(targets, '2026-03-08', true)).toMatchObject({ kcal: 3000, proteinG: 130 });
    expect(targetOfDay([target('training', { kcal: 2600 })], '2026-03-02', false)).toBeNull();
  });
});

describe('figures to begin with', () => {
  test('come to the same over the week, with more carbohydrate on training days', () => {
    const { every, training } = proposeTargets({ weightKg: 80, aim: 'keep', workouts: 3 });
    expect(training!.kcal! - every.kcal!).toBeGreaterThanOrEqual(280);
    expect(training!.kcal! - every.kcal!).toBeLessThanOrEqual(320);
    expect((training!.kcal! * 3 + every.kcal! * 4) / 7 / (80 * 33)).toBeCloseTo(1, 1);
    expect(every.proteinG).toBe(130);
    for (const { kcal, proteinG, carbG, fatG } of [every, training!])
      expect(Math.abs(proteinG! * 4 + carbG! * 4 + fatG! * 9 - kcal!)).toBeLessThanOrEqual(5);
  });
  test('are less for losing, more for gaining, and one set without training', () => {
    const kcal = (aim: 'lose' | 'keep' | 'gain') =>
      proposeTargets({ weightKg: 70, aim, workouts: 0 }).every.kcal!;
    expect(kcal('lose')).toBeLessThan(kcal('keep'));
    expect(kcal('keep')).toBeLessThan(kcal('gain'));
    expect(proposeTargets({ weightKg: 70, aim: 'keep', workouts: 0 }).training).toBeNull();
  });
});

describe('pages', () => {
  const me = startSignedIn();
  const dates = ['2026-03-04', '2026-03-05', '2026-03-08'];
  const targets = (user: TestUser) => targetsOfDays(me.app.db, user, { dates, today: '2026-03-03' });

  test('targets are saved by kind of day, read for the days of a routine, and gone when emptied', async () => {
    await trainOn(me.app, me.user, 4);
    await me.browser.get('/meals/targets');
    const fields = {
      'every.kcal': '2200',
      'every.proteinG': '130,5',
      'training.kcal': '2600',
      'day7.kcal': '3000',
    };
    expect((await me.browser.post('/meals/targets', fields)).status).toBe(303);
    expect((await targets(me.user)).map((each) => [each?.kcal, each?.proteinG])).toEqual([
      [2200, 130.5],
      [2600, 130.5],
      [3000, 130.5],
    ]);
    await me.browser.post('/meals/targets', { 'every.kcal': '' });
    expect(await targets(me.user)).toEqual([null, null, null]);
  });

  test('a figure that is out of range stays in the form with a word on it', async () => {
    await me.browser.get('/meals/targets');
    const { status, text } = await me.browser.post('/meals/targets', {
      'every.kcal': '90',
      'every.fatG': 'much',
    });
    expect(status).toBe(422);
    expect(text).toContain('500 or more.');
    expect(text).toContain('Type a number');
    expect(text).toContain('value="90"');
  });

  test('figures are proposed from the latest weight, and count only once saved', async () => {
    expect((await me.browser.get('/meals/targets?aim=keep')).text).toContain('Log your weight once');
    await weigh(me.app, me.user, 80);
    const { text } = await me.browser.get('/meals/targets?aim=keep');
    expect(text).toContain('Proposed figures stand below');
    expect(text).toMatch(/name="every\.kcal"[^>]*value="24\d0"/);
    expect(await targets(me.user)).toEqual([null, null, null]);
  });

  test('nobody else of the household sees them', async () => {
    await me.browser.get('/meals/targets');
    await me.browser.post('/meals/targets', { 'every.kcal': '2345' });
    const ben = await me.app.as(await makeUser(me.app.db, { householdId: me.user.householdId }));
    for (const path of ['/meals/targets', '/meals/preferences', '/meals/week'])
      expect((await ben.get(path)).text).not.toContain('2345');
  });

  test('preferences are a person’s own, how the household eats is shared and guarded by its version', async () => {
    await me.browser.get('/meals/preferences');
    const own = {
      allergies: ['peanuts', 'milk'],
      otherAllergies: 'Kiwi',
      diets: 'vegetarian',
      dislikes: 'olives, Blue cheese',
      portion: '1,25',
    };
    expect((await me.browser.post('/meals/preferences', own)).status).toBe(303);
    expect(await findPreferences(me.app.db, me.user)).toMatchObject({
      allergies: ['peanuts', 'milk', 'kiwi'],
      diets: ['vegetarian'],
      dislikes: ['olives', 'blue cheese'],
      portion: 1.25,
    });
    const ben = await makeUser(me.app.db, { householdId: me.user.householdId });
    expect(await findPreferences(me.app.db, ben)).toMatchObject({ allergies: [], dislikes: [] });
    const shared = {
      mealTypes: ['dinner'],
      'minutes.day1': '30',
      'times.dinner': '19:00',
      maxRepeats: '1',
      guests: '0,5',
      version: '0',
    };
    expect((await me.browser.post('/meals/preferences/household', shared)).status).toBe(303);
    const settings = await findMealSettings(me.app.db, ben);
    expect(settings).toMatchObject({
      mealTypes: ['dinner'],
      minutes: [30, null, null, null, null, null, null],
      mealTimes: ['07:30', '12:30', '19:00', '16:00'],
      maxRepeats: 1,
      useLeftovers: false,
      guests: 0.5,
    });
    const his = await me.app.as(ben);
    await his.get('/meals/preferences');
    expect((await his.post('/meals/preferences/household', shared)).status).toBe(409);
    expect((await me.browser.post('/meals/preferences/household', { maxRepeats: '2' })).status).toBe(422);
  });
});

/** A routine that is followed, with a day on this weekday (0 Sunday). */
async function trainOn({ db }: TestApp, { userId }: TestUser, weekday: number): Promise<void> {
  const routineId = newId();
  await execute(db, `insert into routines (id, user_id, name) values (:routineId, :userId, 'Strength')`, {
    routineId,
    userId,
  });
  await execute(
    db,
    `insert into routine_days (id, routine_id, user_id, position, name, weekday)
     values (:id, :routineId, :userId, 0, 'Legs', :weekday)`,
    { id: newId(), routineId, userId, weekday },
  );
}

async function weigh({ db, clock }: TestApp, { userId }: TestUser, value: number): Promise<void> {
  const typeId = newId();
  await execute(
    db,
    `insert into measurement_types (id, user_id, key, name, unit) values (:typeId, :userId, 'body-weight', 'Body weight', 'kg')`,
    { typeId, userId },
  );
  await execute(
    db,
    `insert into measurements (id, user_id, measurement_type_id, measured_at, local_date, value)
     values (:id, :userId, :typeId, :now::timestamptz, :now::timestamptz::date, :value)`,
    { id: newId(), userId, typeId, now: clock.now(), value },
  );
}
