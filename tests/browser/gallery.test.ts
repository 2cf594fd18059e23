import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { describeInChromium, faultsOf, launchChromium, SIZES } from '../support/chromium.ts';
import { startGallery } from './gallery-server.ts';

describeInChromium('the components', () => {
  let gallery: Awaited<ReturnType<typeof startGallery>>;
  let chromium: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    [gallery, chromium] = await Promise.all([startGallery(), launchChromium()]);
  });
  afterAll(async () => {
    await chromium.close();
    await gallery.stop();
  });
  beforeEach(async () => {
    page = await chromium.newPage({ baseURL: gallery.url, viewport: SIZES.phone, serviceWorkers: 'block' });
    problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  });
  afterEach(async () => {
    await page.close();
    expect(problems).toEqual([]);
  });

  const pages = [
    '/page?flash=1',
    '/page?long=1',
    '/parts',
    '/parts?long=1',
    '/logging',
    '/charts',
    '/offline',
  ];
  const errors = [403, 404, 422, 429, 500, 503].map((status) => `/errors/${status}`);
  test.each([...pages, ...errors])(
    '%s is accessible and fits, on phone and desk, light and dark',
    async (path) => {
      for (const size of Object.values(SIZES)) {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize(size);
          await page.emulateMedia({ colorScheme });
          await page.goto(path);
          expect([size.width, colorScheme, await faultsOf(page)]).toEqual([size.width, colorScheme, []]);
        }
      }
    },
  );

  test('a chosen theme wins over the system', async () => {
    const background = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto('/page');
    const light = await background();
    await page.goto('/page?theme=dark');
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto('/page?theme=light');
    expect(await background()).toBe(light);
    await page.goto('/page');
    expect(await background()).toBe(dark);
  });

  test('touch targets are at least 44 pixels high', async () => {
    await page.goto('/parts');
    const small = await page
      .locator(
        '.button:visible, .input:visible, .nav-link:visible, .chip:visible, .row:visible, .check:visible',
      )
      .evaluateAll((elements) =>
        elements
          .filter((element) => element.getBoundingClientRect().height < 44)
          .map((element) => element.outerHTML),
      );
    expect(small).toEqual([]);
  });

  test('nothing moves while the page loads', async () => {
    await page.addInitScript(`
      globalThis.shift = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => (globalThis.shift += entry.value)))
        .observe({ type: 'layout-shift', buffered: true });`);
    for (const path of ['/page', '/parts', '/logging', '/charts']) {
      await page.goto(path, { waitUntil: 'networkidle' });
      expect([path, await page.evaluate('globalThis.shift')]).toEqual([path, 0]);
    }
  });

  test('/ goes to the capture box; Enter shows what was understood and stands on Save', async () => {
    await page.goto('/page');
    await page.keyboard.press('/');
    await page.keyboard.type('squat 5x5 100kg');
    await page.keyboard.press('Enter');
    await page.locator('[data-capture-save]:focus').waitFor();
    expect(await page.getByLabel('Weight').inputValue()).toBe('100');
    await page.keyboard.press('Escape');
    expect(await page.locator('[data-capture-save]').count()).toBe(0);
    expect(await page.locator('.capture-input:focus').count()).toBe(1);
  });

  test('steppers step by click, by keyboard, and not below their least', async () => {
    await page.goto('/logging');
    const weight = page.getByLabel('Weight kg');
    await page.getByRole('button', { name: 'More Weight' }).click();
    expect(await weight.inputValue()).toBe('102.5');
    await page.getByRole('button', { name: 'Less Weight' }).press('Enter');
    expect(await weight.inputValue()).toBe('100');
    await weight.fill('1');
    await page.getByRole('button', { name: 'Less Weight' }).click();
    expect(await weight.inputValue()).toBe('0');
  });

  test('a rest that runs shows its time, can be made longer and skipped', async () => {
    await page.goto('/logging');
    const timer = page.getByRole('timer');
    expect(await timer.textContent()).toMatch(/^(2:00|1:5\d)$/);
    await page.getByRole('button', { name: '+30 s' }).click();
    expect(await timer.textContent()).toMatch(/^2:[23]\d$/);
    await page.getByRole('button', { name: 'Skip rest' }).click();
    expect(await timer.isVisible()).toBe(false);
  });

  test('the combobox finds while typing and is used with the keyboard alone', async () => {
    await page.goto('/parts');
    const box = page.getByRole('combobox', { name: 'Exercise' });
    await box.fill('squat');
    await page.getByRole('option', { name: 'Barbell squat' }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await box.press('ArrowDown');
    await box.press('Enter');
    expect(await box.inputValue()).toBe('Front squat');
    expect(await page.locator('input[name="exercise"]').inputValue()).toBe('1');
    await box.press('Backspace');
    expect(await page.locator('input[name="exercise"]').inputValue()).toBe('');
  });

  test('a chart gives its values to the keyboard', async () => {
    await page.goto('/charts');
    await page.getByRole('img', { name: /Question of line/ }).press('Home');
    expect(await page.locator('.chart-readout:not(:empty)').textContent()).toBe('2025-09-02: 80 kg');
    expect(await faultsOf(page)).toEqual([]);
  });

  test('a piece of a page is replaced, with the CSRF token sent, and a toast offers the way back', async () => {
    await page.goto('/htmx');
    await page.getByRole('button', { name: 'piece' }).click();
    await page.getByText('piece token').waitFor();
    expect(await page.getByRole('status').getByText('Saved').isVisible()).toBe(true);
    expect(await page.locator('.toast form[action="/undo"] input[name="_csrf"]').inputValue()).toBe('token');
    expect(await faultsOf(page)).toEqual([]);
  });

  test('an answer that corrects the form is shown, a broken one leaves the page as it was', async () => {
    await page.goto('/htmx');
    await page.getByRole('button', { name: 'invalid' }).click();
    await page.getByText('invalid token').waitFor();
    await page.getByRole('button', { name: 'broken' }).click();
    await page.getByText('The server had a problem with this').waitFor();
    expect(await page.locator('#place').textContent()).toBe('invalid token');
    gallery.state.mode = 'down';
    await page.getByRole('button', { name: 'piece' }).click();
    await page.getByText('No answer from the server').waitFor();
    gallery.state.mode = 'ok';
    // The browser and htmx note each refused request themselves.
    const noted = /^(Failed to load resource|htmx: htmx:error: Failed to fetch)/;
    expect(problems.splice(0).filter((problem) => !noted.test(problem))).toEqual([]);
  });

  test('when the session has ended, the sign-in page comes as a page, and leads back', async () => {
    await page.goto('/htmx');
    await page.getByRole('button', { name: 'signed-out' }).click();
    await page.waitForURL('**/auth/sign-in?next=%2Fhtmx');
  });

  test('everything is there without scripts', async () => {
    const context = await chromium.newContext({ baseURL: gallery.url, javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto('/page?flash=1');
    expect(await plain.getByRole('button', { name: 'Undo' }).isVisible()).toBe(true);
    expect(await plain.locator('form[action="/capture"] input[name="text"]').isVisible()).toBe(true);
    await context.close();
  });
});
