import { expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { describeInChromium } from '../../support/chromium.ts';
import { addPhoto, picture } from './training-data.ts';
import { startWalk } from './walk.ts';

const STRONG = `Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE
2026-02-03 07:10:00,Legs,1h 5m,Squat (Barbell),1,80,5,0,0,,,
2026-02-03 07:10:00,Legs,1h 5m,Squat (Barbell),2,85,5,0,0,,,8
2026-02-10 07:05:00,Legs,1h,Squat (Barbell),1,87.5,5,0,0,,,
`;

describeInChromium('what one brings along', () => {
  const walk = startWalk();

  test('an export of Strong is shown first, added by one button, and never twice', async () => {
    const { user, page } = await walk.person();
    const api = await walk.product.api(user);
    const workouts = async () => (await api.get<{ items: unknown[] }>('/workouts?limit=50')).items.length;
    await uploadImport(page);
    await statOf(page, 'Workouts to add').getByText('2', { exact: true }).waitFor();
    await statOf(page, 'Sets to add').getByText('3', { exact: true }).waitFor();
    expect(await workouts()).toBe(0);
    await page.getByText('Kilograms', { exact: true }).click();
    await page.getByRole('button', { name: 'Add all of this' }).click();
    await page.getByText('Added 2 workouts with 3 sets.').waitFor();
    expect(await workouts()).toBe(2);

    await page.goto('/fitness/progress');
    await page.getByRole('heading', { name: 'Is my Barbell Squat going up?' }).waitFor();
    await page.getByText('87.5 kg').first().waitFor({ state: 'attached' });

    await uploadImport(page);
    await page.getByText('Everything in this file is here already.').waitFor();
    expect(await page.getByRole('button', { name: 'Add all of this' }).count()).toBe(0);
    expect(await workouts()).toBe(2);
  });

  test('a page that waits for a file hears of it by the live channel', async () => {
    const { page } = await walk.person();
    // Without timers nothing can be asked for again and again.
    await page.addInitScript('globalThis.setInterval = () => 0');
    await uploadImport(page);
    await statOf(page, 'Sets to add').getByText('3', { exact: true }).waitFor();
  });

  test('an export appears on its page by the live channel', async () => {
    const { page } = await walk.person();
    await page.addInitScript('globalThis.setInterval = () => 0');
    await page.goto('/exports');
    await page.getByRole('button', { name: 'Make an export' }).click();
    await page.getByRole('link', { name: /^Download/ }).waitFor();
  });

  test('a page that waits for a file looks for it where there is no live channel', async () => {
    const { page } = await walk.person();
    await page.routeWebSocket('**/ws', (socket) => socket.close());
    await uploadImport(page);
    await statOf(page, 'Sets to add').getByText('3', { exact: true }).waitFor();
  });

  test('a photo becomes a picture in its tile, and two are compared with a slider', async () => {
    const { user, page } = await walk.person();
    await addPhoto(await walk.product.api(user), '#7a3b2e', 60);
    await page.goto('/fitness/photos');
    await page.getByLabel('Photo', { exact: true }).setInputFiles({
      name: 'today.jpg',
      mimeType: 'image/jpeg',
      buffer: await picture('#2e5a7a'),
    });
    await page.getByLabel('Pose').selectOption('front');
    await page.getByRole('button', { name: 'Save photo' }).click();
    const tiles = page.getByRole('list', { name: 'Progress photos' }).getByRole('img');
    await tiles.nth(1).waitFor();
    await isLoaded(tiles.nth(0));

    await page.reload();
    await page.getByRole('button', { name: 'Compare' }).click();
    const slider = page.getByRole('slider');
    await slider.waitFor();
    const drawn = () => page.evaluate<string>(`document.querySelector('canvas').toDataURL()`);
    const half = await drawn();
    await slider.press('End');
    expect(await drawn()).not.toBe(half);
  });

  test('a line in the box is understood, kept by one more tap, and taken back', async () => {
    const { user, page } = await walk.person();
    const api = await walk.product.api(user);
    const sets = async () =>
      (await api.get<{ items: { sets: unknown[] }[] }>('/workouts?limit=50')).items.flatMap(
        (workout) => workout.sets,
      );
    await page.goto('/');
    await page.keyboard.press('/');
    await page.keyboard.type('squat 5x5 100kg');
    await page.keyboard.press('Enter');
    const understood = page.getByRole('search').locator('form').first();
    await understood.getByText('Understood as').waitFor();
    expect(await understood.getByLabel('Exercise').locator('option:checked').innerText()).toBe(
      'Barbell Squat',
    );
    for (const [name, value] of Object.entries({ Sets: '5', Reps: '5', Weight: '100' }))
      expect(await understood.getByRole('textbox', { name }).inputValue()).toBe(value);
    expect(await sets()).toEqual([]);
    await page.locator('[data-capture-save]:focus').press('Enter');
    const undo = page.getByRole('button', { name: 'Undo' });
    await undo.waitFor();
    expect(await sets()).toHaveLength(5);
    await undo.click();
    await page.getByText('Taken back').waitFor();
    expect(await sets()).toEqual([]);
  });
});

async function uploadImport(page: Page): Promise<void> {
  await page.goto('/fitness/imports');
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: 'strong.csv', mimeType: 'text/csv', buffer: Buffer.from(STRONG) });
  await page.getByRole('button', { name: 'Show what is in it' }).click();
}

function statOf(page: Page, label: string): Locator {
  return page.locator('.stat').filter({ has: page.getByText(label, { exact: true }) });
}

/** Resolves when the browser has decoded the picture; rejects when it is none. */
async function isLoaded(image: Locator): Promise<void> {
  await image.evaluate((element) => (element as unknown as { decode(): Promise<void> }).decode());
}
