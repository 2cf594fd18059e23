import { describe, expect, test } from '@jest/globals';
import { execute, selectRows } from '../../../src/db/index.ts';
import { proposeRecipesTask } from '../../../src/features/meals/wishes/propose-recipes.ts';
import { gapInEnglish, recipeGaps } from '../../../src/features/meals/wishes/recipe-gaps.ts';
import { foodKey } from '../../../src/features/meals/ingredients/food-key.ts';
import { changePreferences } from '../../../src/features/meals/targets/preferences.ts';
import { newId } from '../../../src/lib/uuid.ts';
import { startTestApp } from '../../support/app.ts';
import { finishJobs } from '../../support/jobs.ts';
import { makeUser } from '../../support/users.ts';
import { startWithModels } from '../../support/with-models.ts';

const me = startWithModels();

const recipe = (title: string, lines: string[]) => ({
  ...{ title, description: 'Warm.', servings: 2, cookMinutes: 25.4, mealTypes: ['dinner'] },
  ...{ ingredients: lines, steps: ['Cook <b>it</b>.'], nutrition: { kcal: 99_999 } },
});

/** A food of the household's own, so that the figures are known. */
async function addFood(name: string, kcal: number, allergens: string[] = []): Promise<void> {
  await execute(
    me.app.db,
    `insert into foods (id, household_id, name, aisle, source, kcal, protein_g, carb_g, fat_g, allergens, match_names, created_at, updated_at)
     values (:id, :householdId, :name, 'grains', 'own', :kcal, 10, 20, 1, :allergens, array[:key], now(), now())`,
    { id: newId(), householdId: me.anna.householdId, name, kcal, allergens, key: foodKey(name) },
  );
}

async function askFor(wish: string): Promise<string> {
  const browser = await me.app.as(me.anna);
  await browser.get('/meals/ideas');
  const answer = await browser.post('/meals/ideas', { wish });
  expect(answer.status).toBe(303);
  await finishJobs(me.app, [proposeRecipesTask.job]);
  return answer.headers['location'] as string;
}

const show = async (path: string) => (await (await me.app.as(me.anna)).get(path)).text;

describe('ideas for recipes', () => {
  test('are shown with nutrition from our own table, whatever the model says of it', async () => {
    await addFood('Beluga lentils', 300);
    me.fake.next({
      text: JSON.stringify({ recipes: [recipe('Lentil pan', ['200 g beluga lentils', '3 moonberries'])] }),
    });
    const page = await show(await askFor('something with lentils'));
    expect(page).toContain('Lentil pan');
    expect(page).toContain('A serving has 300 kcal');
    expect(page).not.toContain('99,999');
    expect(page).toContain('1 ingredient is not known');
    expect(page).toContain('Cook &lt;b&gt;it&lt;/b&gt;.');
    const asked = JSON.stringify(me.fake.asked[0]!.body);
    expect(asked).toContain('something with lentils');
    expect(asked).toContain('few recipes for breakfast');
  });

  test('become a recipe when they are taken, and only one however often the button is pressed', async () => {
    me.fake.next({ text: JSON.stringify({ recipes: [recipe('Lentil pan', ['200 g lentils', '1 onion'])] }) });
    const path = await askFor('');
    expect(await selectRows(me.app.db, 'select 1 from recipes')).toEqual([]);
    const browsers = await Promise.all([me.app.as(me.anna), me.app.as(me.anna), me.app.as(me.anna)]);
    for (const browser of browsers) await browser.get(path);
    const answers = await Promise.all(
      browsers.map((browser) => browser.post(`${path}/recipes`, { index: 0 })),
    );
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    const saved = await selectRows<{ id: string }>(
      me.app.db,
      'select id, title, source, cook_min from recipes',
    );
    expect(saved).toMatchObject([{ title: 'Lentil pan', source: 'model', cook_min: 25 }]);
    expect(new Set(answers.map(({ headers }) => headers['location'] as string))).toEqual(
      new Set([`/meals/recipes/${saved[0]!.id}`]),
    );
    expect(await show(path)).toContain('In your recipes');
  });

  test('that somebody must not or would not eat are left out, and that is said', async () => {
    await addFood('Peanut butter', 600, ['peanuts']);
    const preferences = { allergies: ['peanuts'], dislikes: ['mushroom'] };
    await changePreferences(me.app.db, me.anna, preferences, me.app.clock.now());
    const ideas = [
      recipe('Satay', ['100 g peanut butter', '1 onion']),
      recipe('Ragout', ['200 g mushrooms', '1 onion']),
      recipe('Champion stew', ['2 carrots', '1 onion']),
    ];
    me.fake.next({ text: JSON.stringify({ recipes: ideas }) });
    const page = await show(await askFor(''));
    expect(page).toContain('Champion stew');
    expect(page).not.toMatch(/Satay|Ragout/);
    expect(page).toContain('2 ideas were left out');
  });

  test('do not come from a model that answers nonsense: the page says so', async () => {
    me.fake.always({ text: '{"recipes": []}' });
    expect(await show(await askFor(''))).toContain('not in a way that can be used');
  });

  test('of somebody else are not there, and cannot be taken', async () => {
    me.fake.next({ text: JSON.stringify({ recipes: [recipe('Pan', ['2 carrots', '1 onion'])] }) });
    const path = await askFor('');
    const other = await me.app.as(await makeUser(me.app.db));
    expect((await other.get(path)).status).toBe(404);
    await other.get('/meals/ideas');
    expect((await other.post(`${path}/recipes`, { index: 0 })).status).toBe(404);
  });
});

test('without a model the page says that ideas need one', async () => {
  const bare = await startTestApp({}, { beside: me.app });
  try {
    expect((await (await bare.as(me.anna)).get('/meals/ideas')).text).toContain(
      'There is no language model to ask',
    );
  } finally {
    await bare.stop();
  }
});

test('gaps are meals, quick dishes and diets with few recipes', () => {
  const dinner = { meal_types: ['dinner' as const], minutes: 45, diets: ['vegan'] };
  const gaps = recipeGaps(
    Array.from({ length: 5 }, () => dinner),
    ['vegan', 'pescatarian'],
  );
  expect(gaps.map(gapInEnglish)).toEqual([
    'There are few recipes for breakfast.',
    'There are few recipes for lunch.',
    'There are few recipes for snack.',
    'There are few recipes of 30 minutes or less.',
    'There are few pescatarian recipes.',
  ]);
});
