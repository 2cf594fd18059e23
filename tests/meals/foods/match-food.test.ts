import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execute, type Scope } from '../../../src/db/index.ts';
import { createFood, deleteFood, weighPortion } from '../../../src/features/meals/foods/foods.ts';
import { rememberFood } from '../../../src/features/meals/foods/food-memory.ts';
import { newFoodSchema } from '../../../src/features/meals/foods/food-schema.ts';
import { matchFoods } from '../../../src/features/meals/foods/match-food.ts';
import { labelsOf } from '../../../src/features/meals/foods/recipe-labels.ts';
import { nutritionOf } from '../../../src/features/meals/foods/recipe-nutrition.ts';
import { parseIngredientLine } from '../../../src/features/meals/ingredients/parse-line.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { makeUser } from '../../support/users.ts';

let app: TestApp;
let anna: Scope;
beforeAll(async () => {
  app = await startTestApp();
  anna = await makeScope();
});
afterAll(() => app.stop());

async function makeScope(): Promise<Scope> {
  const { userId, householdId } = await makeUser(app.db);
  return { userId, householdId };
}

const match = (lines: string[], who = anna) => matchFoods(app.db, who, lines.map(parseIngredientLine));
const one = async (line: string, who = anna) => (await match([line], who))[0]!;

describe('the food of a line', () => {
  test.each([
    ['200 g plain flour', 'flour', 200],
    ['2 tbsp extra-virgin olive oil', 'olive oil', 27],
    ['1 large onion, diced', 'onion', 150],
    ['2 cloves garlic', 'garlic', 8],
    ['3 eggs', 'egg', 150],
    ['1 cup heavy cream', 'heavy cream', 238],
    ['2 boneless, skinless chicken breasts', 'chicken breast', 400],
    ['½ cup chopped fresh basil', 'basil', 12],
    ['1 cup chicken or vegetable stock', 'chicken broth', 249],
    ['1 (400 g) can chickpeas, drained', 'chickpea', 240],
    ['2 salmon fillets (150 g each)', 'salmon', 300],
    ['2 EL Olivenöl', 'olive oil', 27],
    ['500 g Kartoffeln', 'potato', 500],
    ['juice of 1 lemon', 'lemon juice', 47],
    ['1 cup cooked rice', 'cooked rice', 158],
    ['100 g zuchini', 'zucchini', 100],
    ['250 g paneer', 'paneer', 250],
    ['100 g limburger cheese', 'Limburger cheese', 100],
    ['100 g milk chocolate', 'milk chocolate', 100],
    ['1 cup chocolate milk', 'chocolate milk', 250],
  ])('“%s” is %s, %d g', async (line, name, grams) => {
    const found = await one(line);
    expect(found.food?.name).toBe(name);
    expect(Math.abs(found.grams! - grams)).toBeLessThanOrEqual(grams * 0.05);
  });

  test('deep-frying oil counts by what stays in the food', async () => {
    expect((await one('4 cups sunflower oil for deep frying')).grams).toBeLessThan(200);
  });

  test('what no table knows is found missing, salt to taste is not', async () => {
    const [unknown, salt] = await match(['2 cups frobnicated quuxberries', 'salt to taste']);
    expect([unknown!.foodId, unknown!.isNegligible]).toEqual([null, false]);
    expect([salt!.food?.name, salt!.isNegligible]).toEqual(['salt', true]);
  });

  test('the household’s correction comes first, for every later line that says the same', async () => {
    const before = await one('300 g secret sauce mix');
    const yogurt = (await one('1 cup yogurt')).foodId!;
    expect(before.foodId).not.toBe(yogurt);
    await rememberFood(app.db, anna, { foodName: 'Secret Sauce Mix', foodId: yogurt }, app.clock.now());
    expect(await one('300 g secret sauce mix')).toMatchObject({
      foodId: yogurt,
      confidence: 'remembered',
      grams: 300,
    });
    expect((await one('300 g secret sauce mix', await makeScope())).confidence).not.toBe('remembered');
  });

  test('a food of one’s own is found by its name, weighed by its own measures, and gone with it', async () => {
    const input = newFoodSchema.parse({
      ...{ name: 'Tante Erna muesli', kcal: 380, portions: [{ unit: 'scoop', grams: 40 }] },
    });
    const { id } = await createFood(app.db, anna, input);
    expect(await one('2 scoops tante erna muesli')).toMatchObject({ foodId: id, grams: 80 });
    await deleteFood(app.db, anna, id, app.clock.now());
    expect((await one('2 scoops tante erna muesli')).foodId).not.toBe(id);
  });

  test('what a slice weighs at home comes before what the table says, in this household only', async () => {
    const bread = (await one('1 slice white bread')).foodId!;
    await weighPortion(app.db, anna, { foodId: bread, unit: 'slice', grams: 50 }, app.clock.now());
    expect((await one('2 slices white bread')).grams).toBe(100);
    expect((await one('2 slices white bread', await makeScope())).grams).toBe(58);
  });

  test('a food and weight chosen by hand stay', async () => {
    const honey = (await one('1 tbsp honey')).foodId!;
    const line = { ...parseIngredientLine('1 cup sugar'), foodId: honey, grams: 99 };
    expect((await matchFoods(app.db, anna, [line]))[0]).toMatchObject({
      foodId: honey,
      grams: 99,
      confidence: 'chosen',
    });
  });

  test('another household’s food cannot be had by its id', async () => {
    const stranger = await makeScope();
    const { id } = await createFood(app.db, stranger, newFoodSchema.parse({ name: 'Their jam', kcal: 250 }));
    const line = { ...parseIngredientLine('1 tbsp jam'), foodId: id };
    expect((await matchFoods(app.db, anna, [line]))[0]!.foodId).not.toBe(id);
    expect(await rememberFood(app.db, anna, { foodName: 'jam', foodId: id }, app.clock.now())).toBe(false);
  });
});

describe('the nutrition of a recipe', () => {
  test('is the sum of its lines per serving, and says what it leaves out', async () => {
    const lines = await match([
      '100 g butter',
      '200 g sugar',
      '300 g flour',
      'salt',
      '1 cup unobtainium flakes',
    ]);
    const whole = nutritionOf(lines.slice(0, 4), 4)!;
    expect(whole.kcal).toBeCloseTo((717 + 2 * 387 + 3 * 364) / 4, 0);
    expect([whole.complete, whole.missing]).toEqual([true, 0]);
    expect(nutritionOf(lines.slice(0, 4), 2)!.kcal).toBeCloseTo(2 * whole.kcal, 1);
    expect(nutritionOf(lines, 4)).toMatchObject({ complete: false, missing: 1, kcal: whole.kcal });
  });

  test('is none where nothing was found, or for no servings', async () => {
    expect(nutritionOf(await match(['unobtainium']), 4)).toBeNull();
    expect(nutritionOf(await match(['100 g butter']), 0)).toBeNull();
    expect(nutritionOf([], 2)).toBeNull();
  });

  test('allergens come from foods and from the words of the lines, diets only from foods that are known', async () => {
    expect(labelsOf(await match(['200 g spaghetti', '100 g almonds', 'a pinch of salt']))).toEqual({
      allergens: ['gluten', 'nuts'],
      diets: ['pescatarian', 'vegan', 'vegetarian'],
    });
    expect(labelsOf(await match(['2 cups rice', '1 tbsp fish sauce', '2 eggs']))).toEqual({
      allergens: ['eggs', 'fish'],
      diets: ['pescatarian'],
    });
    expect(labelsOf(await match(['1 cup rice', '1 frobnicator'])).diets).toEqual([]);
    expect(labelsOf(await match(['200 g gluten-free flour'])).allergens).toEqual([]);
  });
});

test('the table of foods of a deleted household is forgotten with it', async () => {
  const person = await makeScope();
  const { householdId } = person;
  await createFood(app.db, person, newFoodSchema.parse({ name: 'Gone', kcal: 1 }));
  await execute(app.db, 'delete from users where household_id = :householdId', { householdId });
  expect(await execute(app.db, 'delete from households where id = :householdId', { householdId })).toBe(1);
});
