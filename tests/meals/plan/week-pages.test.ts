import { beforeEach, describe, expect, test } from '@jest/globals';
import { saveTargets } from '../../../src/features/meals/targets/targets.ts';
import { addMadeUpRecipes } from '../../support/household-recipes.ts';
import { finishJobs } from '../../support/jobs.ts';
import { makeUser } from '../../support/users.ts';
import { plainText, startSignedIn } from '../../support/signed-in.ts';
import { MONDAY, SUNDAY, plannedWeekOf, target } from '../support/planned-week.ts';

const me = startSignedIn();
const week = plannedWeekOf(me);

describe('an empty week', () => {
  test('without recipes says where to get some, and a plan is refused with the same words', async () => {
    expect(await me.textOf('/meals/week')).toContain('Planning needs recipes');
    await me.browser.get('/meals/week/plan');
    const { status, text } = await me.browser.post('/meals/week/plans', { startsOn: MONDAY, days: '7' });
    expect(status).toBe(422);
    expect(plainText(text)).toContain('There are no recipes yet');
  });
  test('with recipes offers to plan it', async () => {
    await addMadeUpRecipes(me.app.db, me.user, 3);
    expect(await me.textOf(`/meals/week?from=${MONDAY}`)).toContain('Nothing is planned for this week');
  });
});

describe('a planned week', () => {
  beforeEach(async () => {
    await addMadeUpRecipes(me.app.db, me.user, 120);
    await saveTargets(me.app.db, me.user, [target], me.app.clock.now());
  });

  test('is proposed, shown with what it did, taken, seen in the week, and taken back', async () => {
    const plan = await week.propose();
    expect(await week.entries()).toEqual([]);
    const proposal = await me.textOf(plan);
    // Monday is over: six days of three meals.
    expect(proposal).toMatch(/18 meals out of \d+ dishes/);
    expect(proposal).toContain('This is a proposal');
    expect((await me.browser.post(`${plan}/acceptance`)).headers['location']).toBe(
      `/meals/week?from=${MONDAY}`,
    );
    const entries = await week.entries();
    expect(entries).toHaveLength(18);
    for (const entry of entries) {
      expect(entry.origin).toBe('solver');
      expect(entry.myServings).toBeGreaterThan(0);
    }
    for (let day = 3; day <= 8; day++) {
      const kcal = entries
        .filter(({ onDate }) => onDate === `2026-03-0${day}`)
        .reduce((sum, { mine }) => sum + mine!.kcal, 0);
      expect(Math.abs(kcal / 2200 - 1)).toBeLessThanOrEqual(0.055);
    }
    const page = await me.textOf('/meals/week');
    expect(page).toContain(entries[0]!.title);
    expect(page).toMatch(/of 2,200 /);
    await me.browser.post(`${plan}/undo`);
    expect(await week.entries()).toEqual([]);
  });

  test('leaves locked meals and those by hand alone, and replaces the others until it is undone', async () => {
    await me.browser.post(`${await week.propose()}/acceptance`);
    const first = await week.entries();
    const locked = first.find(({ mealType }) => mealType === 'dinner')!;
    await me.browser.get(`/meals/week/meals/${locked.id}`);
    await me.browser.post(`/meals/week/meals/${locked.id}/lock`, { isLocked: 'true' });
    await week.addMeal({ onDate: '2026-03-04', mealType: 'snack', note: 'Cake at Ben’s' });
    const plan = await week.propose();
    expect(plainText((await me.browser.get(plan)).text)).not.toContain('Cake');
    await me.browser.post(`${plan}/acceptance`);
    const second = await week.entries();
    expect(second).toHaveLength(19);
    expect(second.find(({ id }) => id === locked.id)).toMatchObject({ title: locked.title, isLocked: true });
    expect(second.some(({ note }) => note === 'Cake at Ben’s')).toBe(true);
    await me.browser.post(`${plan}/undo`);
    const ids = (await week.entries()).map(({ id }) => id);
    expect(new Set(ids)).toEqual(
      new Set([...first.map(({ id }) => id), second.find(({ note }) => note)!.id]),
    );
  });

  test('another one is another one, and the first is laid aside', async () => {
    const first = await week.propose();
    const { headers } = await me.browser.post(`${first}/repetition`);
    await finishJobs(me.app);
    const other = headers['location']!;
    const mealsOf = async (path: string) =>
      [...(await me.browser.get(path)).text.matchAll(/week-meal-title">([^<]+)</g)].map(([, title]) => title);
    expect(await mealsOf(other)).toHaveLength(18);
    expect(await mealsOf(other)).not.toEqual(await mealsOf(first));
    expect(await me.textOf(first)).toContain('laid aside');
    expect((await me.browser.post(`${first}/acceptance`)).status).toBe(409);
    expect(await week.entries()).toEqual([]);
  });

  test('wishes are kept with the plan, shown as chips, and met or named', async () => {
    const plan = await week.propose({
      'wishes.0.kind': 'want',
      'wishes.0.words': 'salmon',
      'wishes.0.date': '2026-03-06',
      'wishes.0.mealType': 'dinner',
      'wishes.1.kind': 'want',
      'wishes.1.words': 'haggis',
      'wishes.2.kind': 'skip',
      'wishes.2.mealType': 'lunch',
      'wishes.2.date': SUNDAY,
      'wishes.3.kind': 'time',
      'wishes.3.mealType': 'dinner',
      'wishes.3.time': '18:00',
      'wishes.4.kind': 'want',
    });
    const id = plan.split('/').at(-1)!;
    const form = (await me.browser.get(`/meals/week/plan?run=${id}`)).text;
    expect(form).toContain('name="wishes.4.words"');
    expect(form).toMatch(/name="wishes\.1\.words"[^>]*value="haggis"/);
    const page = await me.textOf(plan);
    expect(page).toContain('With salmon, Fri 6 Mar, dinner');
    expect(page).toContain('No recipe fits the wish “haggis”.');
    await me.browser.post(`${plan}/acceptance`);
    const entries = await week.entries();
    expect(entries).toHaveLength(17);
    const friday = entries.find(({ onDate, mealType }) => onDate === '2026-03-06' && mealType === 'dinner')!;
    expect(friday.title).toContain('salmon');
    expect(friday.atTime).toBe('18:00');
  });

  test('a dish for a meal of any day is a wish that says so', async () => {
    const wish = { 'wishes.0.kind': 'want', 'wishes.0.words': 'tofu', 'wishes.0.mealType': 'dinner' };
    const plan = await week.propose(wish);
    expect(await me.textOf(plan)).toContain('With tofu, any day, dinner');
    await me.browser.post(`${plan}/acceptance`);
    const dinners = (await week.entries()).filter(({ mealType }) => mealType === 'dinner');
    expect(dinners.map(({ title }) => title).join()).toContain('tofu');
  });

  test('an old proposal waits for nothing once its days got another plan, or a later one was laid aside', async () => {
    const waits = async () => (await me.textOf('/meals/week')).includes('waits for a decision');
    await week.propose();
    expect(await waits()).toBe(true);
    const taken = await week.propose({ maxRepeats: '1' });
    await me.browser.post(`${taken}/acceptance`);
    expect(await waits()).toBe(false);
    me.app.clock.advance(60_000);
    await week.propose();
    expect(await waits()).toBe(true);
    const aside = await week.propose({ maxRepeats: '3' });
    await me.browser.post(`${aside}/rejection`);
    expect(await waits()).toBe(false);
  });

  test('two members who accept at once make one plan', async () => {
    const plan = await week.propose();
    const ben = await makeUser(me.app.db, { householdId: me.user.householdId });
    const both = [me.browser, await me.app.as(ben)];
    await Promise.all(both.map((each) => each.get(plan)));
    const answers = await Promise.all(both.map((each) => each.post(`${plan}/acceptance`)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await week.entries()).toHaveLength(18);
  });

  test('two plans accepted at once: the later one replaces the earlier, and no meal stands twice', async () => {
    const plans = [await week.propose(), await week.propose({ maxRepeats: '1' })];
    await Promise.all(plans.map((plan) => me.browser.post(`${plan}/acceptance`)));
    const places = (await week.entries()).map(({ onDate, mealType }) => `${onDate} ${mealType}`);
    expect(places).toHaveLength(18);
    expect(new Set(places).size).toBe(18);
  });

  test('is the household’s, but its figures are each member’s own', async () => {
    const ben = await makeUser(me.app.db, { householdId: me.user.householdId });
    await saveTargets(me.app.db, ben, [{ ...target, kcal: 3111, carbG: 470 }], me.app.clock.now());
    const plan = await week.propose();
    expect(await me.textOf(plan)).not.toContain('3,111');
    const his = plainText((await (await me.app.as(ben)).get(plan)).text);
    expect(his).toContain('3,111');
    expect(his).not.toContain('2,200');
    const stranger = await me.app.as(await makeUser(me.app.db));
    expect((await stranger.get(plan)).status).toBe(404);
    expect((await stranger.post(`${plan}/acceptance`)).status).toBe(404);
  });
});

describe('the form of a plan', () => {
  const rowsOf = (html: string) => [...html.matchAll(/name="wishes\.(\d+)\.kind"/g)].length;

  test('has one row for a wish, and one more when asked for it: nothing is planned, nothing typed is lost', async () => {
    await addMadeUpRecipes(me.app.db, me.user, 3);
    expect(rowsOf((await me.browser.get('/meals/week/plan')).text)).toBe(1);
    const typed = { startsOn: MONDAY, days: '5', 'wishes.0.kind': 'want', 'wishes.0.words': 'salmon' };
    const { status, text } = await me.browser.post('/meals/week/plans', { ...typed, addWish: '1' });
    expect(status).toBe(200);
    expect(rowsOf(text)).toBe(2);
    expect(text).toMatch(/name="days"[^>]*value="5"/);
    expect(text).toMatch(/name="wishes\.0\.words"[^>]*value="salmon"/);
    expect(await me.textOf('/meals/week')).not.toContain('waits for a decision');
    const more = { ...typed, 'wishes.1.kind': 'want', addWish: '1' };
    expect(rowsOf((await me.browser.post('/meals/week/plans', more)).text)).toBe(3);
  });

  test('shows what is missing at its own row, also below an empty one, and heeds only fields of the kind', async () => {
    await addMadeUpRecipes(me.app.db, me.user, 3);
    await me.browser.get('/meals/week/plan');
    const typed = { startsOn: MONDAY, days: '5', 'wishes.0.kind': 'want', 'wishes.0.minutes': 'some' };
    const { status, text } = await me.browser.post('/meals/week/plans', {
      ...typed,
      ...{ 'wishes.1.kind': 'time', 'wishes.1.mealType': 'dinner', 'wishes.1.words': 'soup' },
    });
    expect(status).toBe(422);
    expect(text.match(/id="[^"]+-error"/g)).toEqual(['id="time-1-error"']);
  });
});
