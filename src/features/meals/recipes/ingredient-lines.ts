import type { Db, Scope } from '../../../db/index.ts';
import { newId } from '../../../lib/uuid.ts';
import { matchFoods, type FoodMatch } from '../foods/match-food.ts';
import { labelsOf } from '../foods/recipe-labels.ts';
import { nutritionOf } from '../foods/recipe-nutrition.ts';
import { parseIngredientLine, type ParsedLine } from '../ingredients/parse-line.ts';
import { replaceIngredients, updateComputed, type IngredientRow } from './recipe-queries.ts';
import type { Recipe } from './recipe-schema.ts';

/** A line as it was written, under the heading it stood below. */
interface WrittenLine {
  text: string;
  section?: string | null | undefined;
}

/** The lines of one recipe as they shall be; `stored` is the recipe as it is, whose lines keep their ids. */
interface IngredientLines {
  id: string;
  lines: readonly WrittenLine[];
  servings: number;
  stored?: Recipe;
}

/**
 * Reads the lines, finds their foods (what the household corrected first), and writes them with what follows from them:
 * nutrition of a serving, allergens, diets.
 */
export async function writeIngredients(
  trx: Db,
  scope: Scope,
  { id, lines, servings, stored }: IngredientLines,
): Promise<void> {
  const parsed = lines.map(({ text }) => parseIngredientLine(text));
  const matches = await matchFoods(trx, scope, parsed);
  const ids = new Map(stored?.ingredients.map((line) => [line.text, line.id]));
  const rows = lines.map(({ text, section = null }, position) => {
    const known = ids.get(text);
    ids.delete(text);
    const place = { id: known ?? newId(), position, section, original_text: text };
    return { ...place, ...columnsOf(parsed[position]!, matches[position]!) };
  });
  await replaceIngredients(trx, scope, id, rows);
  await updateComputed(trx, scope, id, { nutrition: nutritionOf(matches, servings), ...labelsOf(matches) });
}

function columnsOf(
  line: ParsedLine,
  match: FoodMatch,
): Omit<IngredientRow, 'id' | 'position' | 'section' | 'original_text'> {
  return {
    quantity: line.quantity,
    quantity_max: line.quantityMax,
    unit: line.unit,
    food_name: line.foodName,
    note: line.note === '' ? null : line.note.slice(0, 500),
    is_optional: line.isOptional,
    is_negligible: match.isNegligible,
    food_id: match.foodId,
    grams: match.grams,
  };
}

const BELOW_ZERO = /^\s*[-−–]\d/;
const BEYOND_SENSE = /^\s*(?:\d{7,}|\d+(?:\.\d+)?e[+]?\d+)/i;

/** What is wrong with the quantity of a line that somebody writes; undefined for nothing. */
export function quantityProblem(text: string): 'below' | 'beyond' | undefined {
  if (BELOW_ZERO.test(text)) return 'below';
  return BEYOND_SENSE.test(text) ? 'beyond' : undefined;
}
