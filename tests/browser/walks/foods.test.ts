import { expect, test } from '@jest/globals';
import { describeInChromium, faultsOf, SIZES } from '../../support/chromium.ts';
import { startWalk } from './walk.ts';

const FOODS = '/meals/foods';
const BREAD = {
  name: 'Grandmother’s very long rye bread with sunflower seeds and a name to match',
  ...{ aisle: 'bakery', kcal: 240, carbG: 48, allergens: ['gluten'], diets: ['vegan'] },
  portions: [{ unit: 'slice', grams: 45 }],
};

describeInChromium('foods', () => {
  const walk = startWalk();

  test('are found while one types, and one of them is opened', async () => {
    const { page } = await walk.person();
    await page.goto(FOODS);
    await page.getByLabel('Search foods').pressSequentially('chickn brest');
    await page
      .getByRole('link', { name: /^chicken breast/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: 'chicken breast' }).waitFor();
    expect(await page.getByRole('row', { name: /Protein/ }).textContent()).toMatch('22.5');
  });

  test('are weighed at home', async () => {
    const { page } = await walk.person();
    await page.goto(`${FOODS}?q=white+bread`);
    await page
      .getByRole('link', { name: /^white bread/ })
      .first()
      .click();
    await page.getByText('Weigh one at home').click();
    await page.getByLabel('Measure', { exact: true }).fill('slice');
    await page.getByLabel('Weighs', { exact: true }).fill('52');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: /1 slice.*Yours/ }).waitFor();
  });

  test('are accessible and fit, on phone and desk, light and dark', async () => {
    const { user, page } = await walk.person();
    const api = await walk.product.api(user);
    const { id } = await api.post('/foods', BREAD);
    const { items } = await api.get<{ items: { id: string }[] }>('/foods?q=butter&limit=1');
    const faults: string[] = [];
    for (const path of ['', '?q=chickn', '?q=zzqx', '/new', `/${id}`, `/${id}/edit`, `/${items[0]!.id}`]) {
      expect((await page.goto(FOODS + path))?.status()).toBe(200);
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          const rules = colorScheme === 'dark' ? ['color-contrast'] : [];
          for (const fault of await faultsOf(page, rules))
            faults.push(`${path} ${size} ${colorScheme}: ${fault}`);
        }
      }
    }
    expect(faults).toEqual([]);
  });
});
