import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { startGallery, type GalleryState } from './gallery-server.ts';

let gallery: Awaited<ReturnType<typeof startGallery>>;
let chromium: Browser;
let context: BrowserContext;
let page: Page;
let state: GalleryState;

/** Sends an entry with the queue of `user`, made anew: as after the page was opened again. */
function send(reps: number, user = 'u1'): Promise<unknown> {
  return inQueue(
    user,
    `queue.send({ method: 'POST', url: '/api/v1/entries', body: { reps: ${reps} }, label: 'Squat × ${reps}' })`,
  );
}

const flush = (user = 'u1') => inQueue<unknown>(user, 'queue.flush()');
const kept = (user = 'u1') => inQueue<{ body: unknown }[]>(user, 'queue.list()');

function inQueue<T>(user: string, expression: string): Promise<T> {
  return page.evaluate(`(async () => {
    const { OfflineQueue } = await import('/test/offline-queue.js');
    const queue = new OfflineQueue({ userKey: '${user}', csrfToken: document.querySelector('meta[name="csrf-token"]').content });
    return ${expression};
  })()`);
}

const waits = () => page.getByText(/^Kept here, will be sent: \d/);

async function start(serviceWorkers: 'allow' | 'block') {
  context = await chromium.newContext({ baseURL: gallery.url, serviceWorkers });
  page = await context.newPage();
  Object.assign(state, { mode: 'ok', user: 'u1', token: 'token', taken: [] });
  await page.goto('/page');
  // The module must be here before the network goes.
  await page.evaluate(`import('/test/offline-queue.js')`);
}

beforeAll(async () => {
  [gallery, chromium] = await Promise.all([startGallery(), launchChromium()]);
  state = gallery.state;
});
afterAll(async () => {
  await chromium.close();
  await gallery.stop();
});
afterEach(() => context.close());

describeInChromium('the offline queue', () => {
  beforeEach(() => start('block'));

  test('sends at once while it can, and hands back the answer', async () => {
    expect(await send(5)).toEqual({ state: 'sent', status: 201, answer: { id: 1 } });
    expect(await kept()).toEqual([]);
  });

  test.each(['down', 'trouble'] as const)(
    'keeps entries while the server is %s, and sends them in order, each once',
    async (mode) => {
      state.mode = mode;
      for (const reps of [5, 4, 3])
        expect(await send(reps)).toEqual({ state: 'kept', idempotencyKey: expect.any(String) });
      await waits().getByText('3').waitFor();
      state.mode = 'ok';
      await Promise.all([flush(), flush()]);
      expect(state.taken).toEqual([{ reps: 5 }, { reps: 4 }, { reps: 3 }]);
      await waits().waitFor({ state: 'hidden' });
    },
  );

  test('what comes after something kept waits behind it', async () => {
    state.mode = 'down';
    await send(5);
    state.mode = 'ok';
    expect(await send(4)).toMatchObject({ state: 'sent' });
    expect(state.taken).toEqual([{ reps: 5 }, { reps: 4 }]);
  });

  test('an old token is renewed without a word', async () => {
    state.token = 'newer';
    expect(await send(5)).toMatchObject({ state: 'sent' });
  });

  test('entries stay while nobody is signed in, and while somebody else is', async () => {
    state.user = undefined;
    expect(await send(5)).toMatchObject({ state: 'kept' });
    expect(await flush()).toEqual({ reason: 'signed-out' });
    Object.assign(state, { user: 'u2', token: 'of u2' });
    expect(await flush()).toEqual({ reason: 'signed-out' });
    expect(await kept('u2')).toEqual([]);
    expect(state.taken).toEqual([]);
    Object.assign(state, { user: 'u1', token: 'of u1 again' });
    expect(await flush()).toBeUndefined();
    expect(state.taken).toEqual([{ reps: 5 }]);
  });

  test('a refusal at once goes back to the form and is not kept', async () => {
    state.mode = 'refuse';
    expect(await send(5000)).toEqual({ state: 'refused', status: 422, problem: 'reps must be at most 1000' });
    expect(await kept()).toEqual([]);
  });

  test('a refusal later is shown with its reason and does not hold up the rest', async () => {
    state.mode = 'down';
    await send(5000);
    state.mode = 'refuse';
    await flush();
    state.mode = 'ok';
    await send(5);
    expect(state.taken).toEqual([{ reps: 5 }]);
    await page.getByText('Could not be saved: reps must be at most 1000').waitFor();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByText('Could not be saved').waitFor({ state: 'hidden' });
    expect(await kept()).toEqual([]);
  });

  test('a page opened again sends by itself what was kept before', async () => {
    state.mode = 'down';
    await send(5);
    state.mode = 'ok';
    const taken = page.waitForResponse((response) => response.url().endsWith('/api/v1/entries'));
    await page.goto('/logging');
    expect((await taken).status()).toBe(201);
    expect(state.taken).toEqual([{ reps: 5 }]);
  });
});

describeInChromium('pages without a network', () => {
  beforeEach(async () => {
    await start('allow');
    await page.evaluate(`navigator.serviceWorker.ready`);
    // Opened again, now that the worker sees it.
    await page.reload({ waitUntil: 'networkidle' });
    await page.goto('/logging', { waitUntil: 'networkidle' });
    await page.evaluate(`import('/test/offline-queue.js')`);
    state.mode = 'down';
  });

  test('those opened lately still open, with their styles', async () => {
    await page.goto('/page');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Gallery');
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.card')).borderRadius`)).not.toBe(
      '0px',
    );
    await page.goto('/logging');
    expect(await page.getByRole('button', { name: 'Save set' }).isVisible()).toBe(true);
  });

  test('others say that there is no network', async () => {
    await page.goto('/parts');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are offline');
  });

  test('after signing out they are gone, but what was not sent is still here', async () => {
    await send(5);
    Object.assign(state, { mode: 'ok', user: undefined });
    await page.goto('/page', { waitUntil: 'networkidle' });
    state.mode = 'down';
    await page.goto('/logging');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('You are offline');
    state.mode = 'ok';
    expect(await kept()).toMatchObject([{ body: { reps: 5 } }]);
  });
});
