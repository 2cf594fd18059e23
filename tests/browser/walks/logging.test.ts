import { expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../../support/chromium.ts';
import type { ApiClient } from './api-client.ts';
import { startWalk } from './walk.ts';

interface LoggedSet {
  exerciseName: string;
  reps: number;
  weightKg: number;
}

describeInChromium('a workout on a phone', () => {
  const walk = startWalk();

  test('is logged set by set with one tap each, and the next one suggests more and says why', async () => {
    const { user, page } = await walk.person();
    await startWorkout(page);
    await chooseSquat(page, 'squ');
    await page.getByLabel('Weight kg').fill('80');
    await page.getByLabel('Reps', { exact: true }).fill('5');
    for (const number of [1, 2, 3]) await saveSet(page, number);
    expect(await page.getByRole('timer', { name: 'Rest left' }).textContent()).toMatch(/^\d:\d\d$/);
    await finish(page);
    expect(await setsOf(await walk.product.api(user))).toEqual(
      [1, 2, 3].map(() => ({ exerciseName: 'Barbell Squat', reps: 5, weightKg: 80 })),
    );

    await startWorkout(page);
    await page.getByRole('button', { name: 'Barbell Squat' }).click();
    await page.getByText('Last time 5 × 80 kg').waitFor();
    await page.getByText('+2.5 kg: all sets hit last time').waitFor();
    expect(await page.getByLabel('Weight kg').inputValue()).toBe('82.5');
    await saveSet(page, 1);
    const [newest] = await setsOf(await walk.product.api(user));
    expect(newest).toEqual({ exerciseName: 'Barbell Squat', reps: 5, weightKg: 82.5 });
  });

  test('is deleted with one tap and comes back with another', async () => {
    const { user, page } = await walk.person();
    const api = await walk.product.api(user);
    const exerciseId = await api.exerciseId('squat');
    const sets = [1, 2, 3, 4, 5, 6, 7, 8].map((reps) => ({ exerciseId, reps, weightKg: 60 }));
    const startedAt = new Date(Date.now() - 86_400_000).toISOString();
    const { id } = await api.post('/workouts', { startedAt, endedAt: startedAt, sets });
    await page.goto(`/fitness/workouts/${id}`);
    // At the very end of a long page, where bars at the bottom of the screen may lie over it.
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Workout deleted.').waitFor();
    expect(await setsOf(api)).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('list').getByText('8 × 60 kg').waitFor();
    expect(await setsOf(api)).toHaveLength(8);
  });

  test('is the same on two devices, without a reload', async () => {
    const { user, page } = await walk.person();
    await startWorkout(page);
    await chooseSquat(page, 'squat');
    const { context, page: other } = await walk.visitor();
    await walk.product.signIn(context, user);
    const socket = other.waitForEvent('websocket');
    await other.goto(page.url());
    await (await socket).waitForEvent('framereceived');

    await page.getByLabel('Weight kg').fill('60');
    await page.getByLabel('Reps', { exact: true }).fill('8');
    await saveSet(page, 1);
    await other.getByRole('list', { name: 'Sets done' }).getByText('8 × 60 kg').waitFor();
  });

  test('goes on without a network: what was saved is marked, and sent once when it is back', async () => {
    const { user, context, page } = await walk.person();
    await startWorkout(page);
    await chooseSquat(page, 'squat');
    await page.getByLabel('Weight kg').fill('70');
    await page.getByLabel('Reps', { exact: true }).fill('5');
    await saveSet(page, 1);
    const api = await walk.product.api(user);

    await context.setOffline(true);
    await page.getByRole('button', { name: 'Save set' }).click();
    await page.getByText('Kept here, will be sent: 1').waitFor();
    await page.getByRole('button', { name: 'Save set' }).click();
    await page.getByText('Kept here, will be sent: 2').waitFor();
    const done = page.getByRole('list', { name: 'Sets done' });
    expect(await done.getByText('Kept here, will be sent').count()).toBe(2);
    expect(await setsOf(api)).toHaveLength(1);

    walk.forgive(/ERR_INTERNET_DISCONNECTED/);

    await context.setOffline(false);
    await page.getByText(/^Kept here, will be sent: \d/).waitFor({ state: 'hidden' });
    await done.getByRole('link').nth(2).waitFor();
    expect(await done.getByRole('listitem').count()).toBe(3);
    await page.reload();
    expect(await done.getByRole('listitem').count()).toBe(3);
    expect(await setsOf(api)).toEqual(
      [1, 2, 3].map(() => ({ exerciseName: 'Barbell Squat', reps: 5, weightKg: 70 })),
    );
  });
});

async function startWorkout(page: Page): Promise<void> {
  await page.goto('/fitness/workouts/new');
  await page.getByRole('button', { name: 'Start now' }).click();
  await page.getByRole('heading', { name: 'What comes first?' }).waitFor();
}

async function chooseSquat(page: Page, typed: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Exercise' }).fill(typed);
  await page.getByRole('option', { name: /^Barbell Squat/ }).click();
  await page.getByRole('heading', { name: 'Barbell Squat' }).waitFor();
}

/** One tap; the set is the server's once it is a link. */
async function saveSet(page: Page, number: number): Promise<void> {
  await page.getByRole('button', { name: 'Save set' }).click();
  await page
    .getByRole('list', { name: 'Sets done' })
    .getByRole('link')
    .nth(number - 1)
    .waitFor();
}

async function finish(page: Page): Promise<void> {
  await page.getByText('Finish', { exact: true }).click();
  await page.getByRole('button', { name: 'Finish workout' }).click();
  await page.getByRole('button', { name: 'Do it again' }).waitFor();
}

/** All sets of the person, of the newest workout first. */
async function setsOf(api: ApiClient): Promise<LoggedSet[]> {
  const { items } = await api.get<{ items: { sets: LoggedSet[] }[] }>('/workouts?limit=50');
  return items.flatMap(({ sets }) =>
    sets.map(({ exerciseName, reps, weightKg }) => ({ exerciseName, reps, weightKg })),
  );
}
