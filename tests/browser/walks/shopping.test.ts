import { expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { describeInChromium, faultsOf } from '../../support/chromium.ts';
import { makeUser, type TestUser } from '../../support/users.ts';
import { startWalk } from './walk.ts';

const LIST = '/meals/list';
/** What the browser says of a network that a test took away. */
const OFFLINE = /ERR_INTERNET_DISCONNECTED/;

describeInChromium('the shopping list on a phone', () => {
  const walk = startWalk();

  test('takes several lines at once and sinks what is ticked, with the initials of who did it', async () => {
    const { user, page } = await walk.person();
    await openList(page, user, ['2 l milk', 'Bread']);
    await page.getByLabel('What do you need?').fill('2 kg flour\nToilet paper');
    await page.getByRole('button', { name: 'Add' }).click();
    const household = page.getByRole('region', { name: 'Household' });
    await household.getByRole('checkbox', { name: /Toilet paper/ }).waitFor();
    expect(await row(page, 'flour').textContent()).toMatch(/2 kg/);

    await row(page, 'milk').click();
    const basket = page.getByRole('region', { name: /In the basket/ });
    expect(await basket.getByRole('checkbox', { name: /milk/ }).getAttribute('aria-checked')).toBe('true');
    expect(await basket.textContent()).toMatch(/P\d/);
    await row(page, 'milk').click();
    await basket.waitFor({ state: 'hidden' });
    expect(await targetsBelow(page, 44)).toEqual([]);
  });

  test('clears what is in the basket, and brings it back', async () => {
    const { user, page } = await walk.person();
    await openList(page, user, ['Milk', 'Bread']);
    await row(page, 'Milk').click();
    await page.getByRole('button', { name: 'Clear', exact: true }).click();
    await page.getByText('Cleared: 1').waitFor();
    await row(page, 'Milk').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page
      .getByRole('region', { name: /In the basket/ })
      .getByText('Milk')
      .waitFor();
  });

  test('works in a shop without a network: nothing jumps back, also after the page was opened again', async () => {
    const { user, context, page } = await walk.person();
    const api = await walk.product.api(user);
    await openList(page, user, ['Milk', 'Bread', 'Eggs']);
    await page.evaluate(`navigator.serviceWorker.ready`);
    await page.reload({ waitUntil: 'networkidle' });
    await row(page, 'Milk').click();
    await tickedAtServer(page, ['Milk']);

    await context.setOffline(true);
    await row(page, 'Bread').click();
    await page.getByText('Kept here, will be sent: 1').waitFor();
    await page.getByLabel('What do you need?').fill('Batteries');
    await page.keyboard.press('Enter');
    await row(page, 'Batteries').click();
    await page.getByText('Kept here, will be sent: 3').waitFor();
    const basket = ['Milk', 'Bread', 'Batteries'];
    expect(await inBasket(page)).toEqual(basket);

    // The kept page is older than all of these taps.
    await page.reload();
    await page.getByText('Kept here, will be sent: 3').waitFor();
    await expectBasket(page, basket);
    walk.forgive(OFFLINE);

    await context.setOffline(false);
    await page.getByText(/^Kept here, will be sent: \d/).waitFor({ state: 'hidden' });
    await page.reload({ waitUntil: 'networkidle' });
    await expectBasket(page, basket);
    const { items } = await api.get<{ items: { text: string; isChecked: boolean }[] }>('/shopping-items');
    expect(items.filter(({ isChecked }) => isChecked).map(({ text }) => text)).toEqual(basket);
    walk.forgive(OFFLINE);
  });

  test('is changed, shortened and put away without a network, and the later of two phones has the last word', async () => {
    const { user, context, page } = await walk.person();
    const api = await walk.product.api(user);
    await openList(page, user, ['Milk', 'Bread', 'Eggs', 'Butter', 'Soap']);
    await page.evaluate(`navigator.serviceWorker.ready`);
    await page.reload({ waitUntil: 'networkidle' });
    const ben = await makeUser(walk.product.db, { name: 'Ben Oak', householdId: user.householdId });
    const { context: bensPhone, page: other } = await walk.visitor();
    await walk.product.signIn(bensPhone, ben);
    await other.goto(LIST, { waitUntil: 'networkidle' });

    await context.setOffline(true);
    const sheet = page.getByRole('dialog');
    await page.getByRole('link', { name: 'Change Milk' }).click();
    await sheet.getByLabel('Amount').fill('a lot');
    await sheet.getByRole('button', { name: 'Save' }).click();
    expect(await sheet.getByLabel('Amount').evaluate((field) => `${field.matches(':invalid')}`)).toBe('true');
    await sheet.getByLabel('What').fill('Oat milk');
    await sheet.getByLabel('Amount').fill('1,5');
    await sheet.getByLabel('Unit').fill('l');
    await sheet.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Change Bread' }).click();
    await sheet.getByRole('button', { name: 'Take off the list' }).click();
    await page.getByText('Bread is off the list').waitFor();
    await page.getByRole('link', { name: 'Change Butter' }).click();
    await sheet.getByLabel('Amount').fill('9');
    await sheet.getByRole('button', { name: 'Save' }).click();
    for (const name of ['Eggs', 'Soap']) await row(page, name).click();
    await page.getByRole('button', { name: 'Put into the pantry' }).click();
    await page.getByText('In the pantry: 1').waitFor();
    await page.getByText('Kept here, will be sent: 7').waitFor();
    // The kept page is older than all of this.
    await page.reload();
    await page.getByText('Kept here, will be sent: 7').waitFor();
    expect(await shown(page)).toEqual(['Butter 9', 'Oat milk 1.5 l']);

    // Later, on a phone with a network: the bread that is off by now is ticked, the butter is another amount.
    await other.getByRole('link', { name: 'Change Butter' }).click();
    await other.getByRole('dialog').getByLabel('Amount').fill('2');
    const saved = other.waitForResponse((answer) => answer.request().method() === 'PATCH');
    await other.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await saved;
    await row(other, 'Bread').click();
    await tickedAtServer(other, ['Bread']);
    walk.forgive(OFFLINE);

    await context.setOffline(false);
    await page.getByText(/^Kept here, will be sent: \d/).waitFor({ state: 'hidden' });
    for (const one of [page, other]) {
      await row(one, 'Bread').waitFor({ state: 'hidden' });
      await one.locator('[data-item]', { hasText: 'Butter' }).getByText('2', { exact: true }).waitFor();
      expect(await shown(one)).toEqual(['Butter 2', 'Oat milk 1.5 l']);
    }
    const { items } = await api.get<{ items: { name: string }[] }>('/pantry-items');
    expect(items.map(({ name }) => name)).toEqual(['Eggs']);
    walk.forgive(/ERR_INTERNET_DISCONNECTED|WebSocket connection/);
  });

  test('two phones see each other, and the one that was away sends what it did then', async () => {
    const { user, page } = await walk.person();
    await openList(page, user, ['Milk', 'Bread', 'Eggs']);
    const ben = await makeUser(walk.product.db, { name: 'Ben Oak', householdId: user.householdId });
    const { context, page: other } = await walk.visitor();
    await walk.product.signIn(context, ben);
    const socket = other.waitForEvent('websocket');
    await other.goto(LIST);
    await (await socket).waitForEvent('framereceived');

    await row(page, 'Milk').click();
    await other
      .getByRole('region', { name: /In the basket/ })
      .getByText('Milk')
      .waitFor();

    await context.setOffline(true);
    await row(other, 'Bread').click();
    await other.getByText('Kept here, will be sent: 1').waitFor();
    await row(page, 'Milk').click();
    await row(page, 'Eggs').click();
    await tickedAtServer(page, ['Eggs']);
    walk.forgive(OFFLINE);
    await context.setOffline(false);
    await page
      .getByRole('region', { name: /In the basket/ })
      .getByText('BO')
      .waitFor();
    for (const one of [page, other]) await expectBasket(one, ['Bread', 'Eggs']);
    walk.forgive(/ERR_INTERNET_DISCONNECTED|WebSocket connection/);
  });

  test('an open page of the pantry follows what others bring home', async () => {
    const { user, page } = await walk.person();
    const api = await walk.product.api(user);
    const socket = page.waitForEvent('websocket');
    await page.goto('/meals/pantry');
    await (await socket).waitForEvent('framereceived');
    await page.getByLabel('What is at home?').fill('half typed');
    await api.post('/pantry-items', { name: '500 g rice' });
    await page.getByText('rice', { exact: true }).waitFor();
    expect(await page.getByLabel('What is at home?').inputValue()).toBe('half typed');
  });

  test('is accessible and fits: the list, an item, the way through the store, the pantry', async () => {
    const { user, page } = await walk.person();
    const api = await walk.product.api(user);
    await openList(page, user, [
      'Milk',
      'A thing with a name that is a good deal longer than the row of a phone is wide',
    ]);
    await row(page, 'Milk').click();
    await tickedAtServer(page, ['Milk']);
    const { items } = await api.get<{ items: { id: string; listId: string }[] }>('/shopping-items');
    await api.post('/pantry-items', { name: '500 g rice', expiresOn: '2020-01-01' });
    const stored = await api.post('/pantry-items', { name: 'Cream', expiresOn: null });
    const paths = [
      LIST,
      `${LIST}/items/${items[0]!.id}`,
      `${LIST}/${items[0]!.listId}/settings`,
      `${LIST}/new`,
      '/meals/pantry',
      `/meals/pantry/${stored.id}`,
      '/meals/pantry/recipes',
    ];
    const faults: string[] = [];
    for (const path of paths) {
      expect((await page.goto(path))?.status()).toBe(200);
      for (const fault of await faultsOf(page)) faults.push(`${path} ${fault}`);
      await page.emulateMedia({ colorScheme: 'dark' });
      for (const fault of await faultsOf(page, ['color-contrast'])) faults.push(`${path} dark ${fault}`);
      await page.emulateMedia({ colorScheme: 'light' });
    }
    expect(faults).toEqual([]);
  });

  /** A list with these things on it, opened and alive. */
  async function openList(page: Page, user: TestUser, texts: string[]): Promise<void> {
    const api = await walk.product.api(user);
    const { id: listId } = await api.post('/shopping-lists', { name: 'Groceries' });
    for (const text of texts) await api.post('/shopping-items', { listId, text });
    const socket = page.waitForEvent('websocket');
    await page.goto(LIST);
    await (await socket).waitForEvent('framereceived');
  }
});

function row(page: Page, name: string): Locator {
  return page.getByRole('checkbox', { name: new RegExp(name) });
}

/** What is still to buy, with its amounts, by name. */
async function shown(page: Page): Promise<string[]> {
  const rows = await page.locator('[data-aisle] [data-item]:not([hidden]) .row-line').all();
  const texts = await Promise.all(rows.map((one) => one.locator('span').allTextContents()));
  return texts.map((words) => words.filter(Boolean).join(' ')).toSorted();
}

async function inBasket(page: Page): Promise<string[]> {
  return page.locator('[data-basket] [data-item]:not([hidden]) [data-text]').allTextContents();
}

async function expectBasket(page: Page, names: string[]): Promise<void> {
  const basket = page.locator('[data-basket]');
  for (const name of names) await basket.getByText(name, { exact: true }).waitFor();
  expect((await inBasket(page)).toSorted()).toEqual(names.toSorted());
}

/** Waits until a page drawn by the server alone shows these as ticked. */
async function tickedAtServer(page: Page, names: string[]): Promise<void> {
  const rows = await page.locator('[data-rows]').getAttribute('data-rows');
  await page.waitForFunction(
    `fetch('${rows}', { headers: { 'HX-Request': 'true' } }).then((answer) => answer.text()).then((html) =>
       ${JSON.stringify(names)}.every((name) => html.slice(html.indexOf('data-basket')).includes(name)))`,
    undefined,
    { polling: 50 },
  );
}

/** Things to tap that are smaller than a thumb. */
function targetsBelow(page: Page, size: number): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('[data-shopping] button, [data-shopping] a[href], .shop-add button, .shop-add textarea')]
    .filter((element) => element.getClientRects().length > 0)
    .filter((element) => Math.min(element.offsetHeight, element.offsetWidth) < ${size})
    .map((element) => element.outerHTML.slice(0, 120))`);
}
