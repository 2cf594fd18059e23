import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { matchFoods } from '../../../src/features/meals/foods/match-food.ts';
import { nutritionOf } from '../../../src/features/meals/foods/recipe-nutrition.ts';
import { parseIngredientLine } from '../../../src/features/meals/ingredients/parse-line.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { makeUser, type TestUser } from '../../support/users.ts';

/** Lines and recipes that real people wrote: the folder given by REAL_DATA, which is no part of the product. */
const folder = process.env['REAL_DATA'] ?? '';
const real = folder !== '' && existsSync(join(folder, 'nutrition-check/dev.jsonl')) ? test : test.skip;

function casesOf<T>(file: string): T[] {
  const text = readFileSync(join(folder, file), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

let app: TestApp;
let anna: TestUser;
beforeAll(async () => {
  app = await startTestApp();
  anna = await makeUser(app.db);
});
afterAll(() => app.stop());

interface Labelled {
  input: string;
  quantity: number | null;
  quantity_max: number | null;
  unit: string | null;
}

const UNITS: Record<string, string> = {
  tablespoon: 'tbsp',
  teaspoon: 'tsp',
  gram: 'g',
  ounce: 'oz',
  pound: 'lb',
  c: 'cup',
};
const plainUnit = (unit: string | null) => {
  const word = unit?.toLowerCase().replace(/s$/, '') ?? '';
  return UNITS[word] ?? word;
};
const isNear = (a: number | null, b: number | null) =>
  a === null || b === null ? a === b : Math.abs(a - b) <= 0.01;

real('lines of real recipes are understood as people labelled them', () => {
  const lines = casesOf<Labelled>('ingredients/dev.jsonl');
  const right = lines.map((line) => ({ line, read: parseIngredientLine(line.input) }));
  const quantities = right.filter(({ line, read }) => isNear(line.quantity, read.quantity));
  const units = right.filter(({ line, read }) => plainUnit(line.unit) === plainUnit(read.unit));
  expect(quantities.length / lines.length).toBeGreaterThanOrEqual(0.99);
  expect(units.length / lines.length).toBeGreaterThanOrEqual(0.93);
});

real('the energy of real recipes is near to what their pages say', async () => {
  const recipes = casesOf<{ servings: number; ingredients: string[]; per_serving: { kcal: number } }>(
    'nutrition-check/dev.jsonl',
  );
  const errors: number[] = [];
  for (const { ingredients, servings, per_serving: said } of recipes) {
    const lines = await matchFoods(app.db, anna, ingredients.map(parseIngredientLine));
    const kcal = nutritionOf(lines, servings)?.kcal;
    errors.push(kcal === undefined ? 1 : Math.abs(kcal - said.kcal) / said.kcal);
  }
  errors.sort((a, b) => a - b);
  expect(errors[Math.floor(errors.length / 2)]).toBeLessThanOrEqual(0.22);
  expect(errors.filter((error) => error <= 0.25).length / errors.length).toBeGreaterThanOrEqual(0.55);
});
