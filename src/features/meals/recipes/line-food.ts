import type { Db, Scope } from '../../../db/index.ts';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import { rememberFood, rememberPortion } from '../foods/food-memory.ts';
import { matchFoods } from '../foods/match-food.ts';
import { parseIngredientLine } from '../ingredients/parse-line.ts';
import { writeIngredients } from './ingredient-lines.ts';
import { findRecipe } from './recipe-queries.ts';
import type { Recipe, RecipeIngredient } from './recipe-schema.ts';

/** What somebody says about a line: which food it means, and what all of it weighs, in g, where nothing else tells. */
export interface LineChoice {
  recipeId: string;
  lineId: string;
  foodId: string;
  grams?: number | null | undefined;
}

/**
 * Says which food a line means. The household's later lines with these words get the same food, and its later amounts in
 * this unit the same weight; the recipe's nutrition is computed anew. Throws NotFoundError for a recipe, line or food
 * that is not there.
 */
export async function chooseLineFood(db: Db, scope: Scope, choice: LineChoice, now: Date): Promise<Recipe> {
  return db.transaction(async (trx) => {
    const { recipe, line } = await findLine(trx, scope, choice);
    const { foodId } = choice;
    if (!/\p{L}/u.test(line.foodName))
      throw new ValidationError([
        { path: 'foodId', message: 'needs a line that names a food: write its name into it' },
      ]);
    if (!(await rememberFood(trx, scope, { foodName: line.foodName, foodId }, now)))
      throw new NotFoundError('The food');
    const one = gramsOfOne(line, choice.grams);
    if (one !== null)
      await rememberPortion(trx, scope, { foodId, unit: line.unit ?? 'piece', grams: one }, now);
    const lines = recipe.ingredients;
    await writeIngredients(trx, scope, {
      id: recipe.id,
      lines,
      servings: recipe.yieldsServings,
      stored: recipe,
    });
    return (await findRecipe(trx, scope, recipe.id))!;
  });
}

/** The line with its recipe. Throws NotFoundError. */
export async function findLine(
  db: Db,
  scope: Scope,
  { recipeId, lineId }: Pick<LineChoice, 'recipeId' | 'lineId'>,
): Promise<{ recipe: Recipe; line: RecipeIngredient }> {
  const recipe = await findRecipe(db, scope, recipeId);
  const line = recipe?.ingredients.find(({ id }) => id === lineId);
  if (!recipe || !line) throw new NotFoundError('The ingredient');
  return { recipe, line };
}

/** The food that a text names best; undefined for none. */
export async function foodNamed(db: Db, scope: Scope, text: string): Promise<string | undefined> {
  const [match] = await matchFoods(db, scope, [parseIngredientLine(text)]);
  return match?.foodId ?? undefined;
}

function gramsOfOne(
  { quantity, quantityMax }: RecipeIngredient,
  grams: number | null | undefined,
): number | null {
  if (grams === null || grams === undefined) return null;
  const amount = quantity === null ? 1 : quantityMax === null ? quantity : (quantity + quantityMax) / 2;
  return amount > 0 ? grams / amount : null;
}
