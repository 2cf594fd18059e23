import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execute, selectRow } from '../../../src/db/index.ts';
import {
  checksumOfFoods,
  deriveFoods,
  type SeedFood,
} from '../../../src/features/meals/foods/seed/derive-foods.ts';
import { searchable } from '../../../src/features/meals/foods/food-names.ts';
import { FOOD_TABLE_CHECKSUM } from '../../../src/features/meals/foods/seed/edition.ts';
import { seedFoods } from '../../../src/features/meals/foods/seed/food-seed.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';

let app: TestApp;
let foods: SeedFood[];
beforeAll(async () => {
  [app, foods] = await Promise.all([startTestApp(), deriveFoods()]);
});
afterAll(() => app.stop());

const named = (name: string) => foods.find((food) => food.name === name)!;

describe('the shipped food table', () => {
  test('its edition is the one that starts look for: write the new value into edition.ts when this fails', () => {
    expect(FOOD_TABLE_CHECKSUM).toBe(checksumOfFoods(foods));
  });

  test('every installation has it, under the same ids', async () => {
    const row = await selectRow<{ count: number }>(
      app.db,
      'select count(*)::int as count from foods where household_id is null',
    );
    expect(row!.count).toBe(foods.length);
    expect(foods.length).toBeGreaterThan(6042);
    expect(new Set(foods.map(({ id }) => id)).size).toBe(foods.length);
    expect(named('egg').id).toBe('49ddd099-57e2-8842-9e36-328e05563d87');
  });

  test('a start with the same edition writes nothing, one with another brings changes in and keeps the ids', async () => {
    const { id } = named('honey');
    const stamp = () =>
      selectRow<{ kcal: number; xmin: string }>(app.db, 'select kcal, xmin::text from foods where id = :id', {
        id,
      });
    const before = await stamp();
    await seedFoods(app.db);
    expect(await stamp()).toEqual(before);
    await execute(app.db, 'update foods set kcal = 1 where id = :id', { id });
    await execute(app.db, `update seeded_tables set checksum = 'older'`);
    await seedFoods(app.db);
    expect((await stamp())!.kcal).toBe(304);
  });

  test('everyday names, measures, aisles and allergens are right for foods that everybody knows', () => {
    expect(named('onion')).toMatchObject({ plural: 'onions', aisle: 'produce', allergens: [] });
    expect(named('milk')).toMatchObject({ aisle: 'dairy', allergens: ['milk'] });
    expect(named('peanut butter').allergens).toEqual(['peanuts']);
    expect(named('coconut milk')).toMatchObject({ allergens: [] });
    expect(named('soy sauce').allergens).toEqual(['gluten', 'soy']);
    const lupins = foods.filter(({ description }) => description.startsWith('Lupins'));
    expect(lupins.map(({ allergens }) => allergens)).toEqual(lupins.map(() => ['lupin']));
    expect(lupins.length).toBeGreaterThan(0);
    expect(named('tofu').diets).toContain('vegan');
    expect(named('chicken breast').diets).toEqual([]);
    expect(named('honey').diets).toEqual(['pescatarian', 'vegetarian']);
    expect(named('paneer')).toMatchObject({ confidence: 'estimated', aisle: 'dairy' });
  });

  test('no everyday name stands for two foods', () => {
    const names = foods
      .filter(({ commonness }) => commonness > 0)
      .flatMap(({ name, aliases }) => [...new Set([name, ...aliases].map(searchable))]);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});
