import type { Db, Scope } from '../../../db/index.ts';
import type { FoodRow } from '../foods/food-row.ts';
import { searchFoods } from '../foods/foods.ts';
import { foodTokens } from '../ingredients/food-key.ts';
import { kindOfUnit, type FoodMeasures } from '../ingredients/units.ts';
import { listRecipes } from '../recipes/recipe-list.ts';

/** A food that words may mean. */
export interface FoundFood extends FoodMeasures {
  id: string;
  name: string;
  kcal: number | null;
  /** 0–1: how surely the words mean it. */
  score: number;
}

/** A recipe that words may mean. */
export interface FoundRecipe {
  id: string;
  title: string;
  /** 0–1. */
  score: number;
}

const FILLERS = new Set(['and', 'with', 'the', 'for', 'from', 'some']);
const LIMIT = { foods: 8, recipes: 4 };

/** Foods and recipes by words, the best match first. */
export async function searchEdibles(
  db: Db,
  scope: Scope,
  words: string,
): Promise<{ foods: FoundFood[]; recipes: FoundRecipe[] }> {
  const telling = foodTokens(words).filter((word) => !FILLERS.has(word));
  if (telling.length === 0) return { foods: [], recipes: [] };
  const [foods, recipes] = await Promise.all([
    // Words such as "and" are in a third of all names: they would cost most of a second and tell nothing.
    searchFoods(db, scope, telling.join(' '), LIMIT.foods),
    listRecipes(db, scope, { q: words }, { limit: LIMIT.recipes }),
  ]);
  return {
    foods: foods.map((food) => ({
      ...toFound(food),
      score: likenessOf(words, [food.name, ...food.aliases]),
    })),
    recipes: recipes.items.map(({ id, title }) => ({ id, title, score: samenessOf(words, title) })),
  };
}

/** A row of the food table as something that was found. */
export function toFound({
  id,
  name,
  kcal,
  density_g_per_ml: densityGPerMl,
  portions,
}: FoodRow): Omit<FoundFood, 'score'> {
  return { id, name, kcal, densityGPerMl, portions };
}

/** The units an amount of a food can be given in: grams, its household measures, ml where its density is known. */
export function unitsOf({ portions, densityGPerMl }: FoodMeasures): string[] {
  const measures = portions.map(({ unit }) => unit);
  const pieces = measures.some((unit) => kindOfUnit(unit) === 'size') ? [''] : [];
  const volume =
    densityGPerMl !== null || measures.some((unit) => kindOfUnit(unit) === 'volume') ? ['ml'] : [];
  return [...new Set(['g', ...pieces, ...measures, ...volume])].slice(0, 12);
}

/** How many of the words stand in the name that has most of them, 0–1. */
function likenessOf(words: string, names: readonly string[]): number {
  const wanted = foodTokens(words);
  if (wanted.length === 0) return 0;
  return Math.max(
    ...names.map((name) => {
      const there = new Set(foodTokens(name));
      return wanted.filter((word) => there.has(word)).length / wanted.length;
    }),
  );
}

/** How far words and a title are the same, 0–1 (Dice): "eggs and toast" is not all of "scrambled eggs on wholemeal toast". */
function samenessOf(words: string, title: string): number {
  const [wanted, there] = [new Set(foodTokens(words)), new Set(foodTokens(title))];
  const both = [...wanted].filter((word) => there.has(word)).length;
  return both === 0 ? 0 : (2 * both) / (wanted.size + there.size);
}
