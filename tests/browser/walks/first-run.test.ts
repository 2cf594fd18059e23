import { expect, test } from '@jest/globals';
import { generateSync } from 'otplib';
import type { Page } from 'playwright-core';
import { describeInChromium, faultsOf } from '../../support/chromium.ts';
import { startWalk } from './walk.ts';

const PASSWORD = 'correct-horse-battery-7';
const CODE_PERIOD_S = 30;

describeInChromium('the first account', () => {
  const walk = startWalk();

  test('comes from the link that the start prints, which is dead afterwards', async () => {
    const link = new URL(/^First visit\s+(\S+)/m.exec(walk.product.output())![1]!);
    const { page } = await walk.visitor();
    await page.goto(link.pathname);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Your name').fill('Robin');
    await page.getByLabel('E-mail address').fill('robin@example.org');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Make my account' }).click();
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
    expect(await page.getByRole('link', { name: /^Log a workout/ }).isVisible()).toBe(true);

    const stranger = await walk.visitor();
    const answer = await stranger.page.goto(link.pathname);
    await stranger.page.getByRole('heading', { name: 'This link cannot be used' }).waitFor();
    expect(await stranger.page.locator('form').count()).toBe(0);
    walk.forgive(new RegExp(`${link.pathname}.* status of ${answer?.status()}`));
  });

  test('signs in with a second factor once it is on; a recovery code works once', async () => {
    const { page } = await walk.visitor();
    await signIn(page);
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();

    await page.goto('/settings#two-factor');
    const group = page.locator('#two-factor');
    await group.getByText('Switch on').click();
    await group.getByLabel('Current password').fill(PASSWORD);
    await group.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('Cannot scan?').click();
    expect(await faultsOf(page)).toEqual([]);
    const secret = (await page.locator('code.secret').innerText()).replaceAll(' ', '');
    const shown = Math.floor(Date.now() / 1000);
    await page.getByLabel('Six-digit code').fill(generateSync({ secret, epoch: shown }));
    await page.getByRole('button', { name: 'Switch on' }).click();
    await page.getByText('Two-factor sign-in is on.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    const recoveryCode = (await page.locator('.codes .secret').allInnerTexts())[0]!;

    await signOut(page);
    await signIn(page);
    expect(await faultsOf(page)).toEqual([]);
    // The next code: the one just used is spent.
    await page.getByLabel('Six-digit code').fill(generateSync({ secret, epoch: shown + CODE_PERIOD_S }));
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();

    await signOut(page);
    await signIn(page);
    await useRecoveryCode(page, recoveryCode);
    await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();

    await signOut(page);
    await signIn(page);
    await useRecoveryCode(page, recoveryCode);
    await page.getByText('This recovery code is not right, or it was used already.').waitFor();
    walk.forgive(/status of 422/);
  });
});

async function signIn(page: Page): Promise<void> {
  await page.goto('/auth/sign-in');
  await page.getByLabel('E-mail address').fill('robin@example.org');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Sign out', exact: true }).last().click();
  await page.getByText('You are signed out.').waitFor();
}

async function useRecoveryCode(page: Page, code: string): Promise<void> {
  await page.getByText('Your phone is not at hand?').click();
  await page.getByLabel('Recovery code').fill(code);
  await page.getByRole('button', { name: 'Use this code' }).click();
}
