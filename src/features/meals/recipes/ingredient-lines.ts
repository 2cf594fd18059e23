import { parseIngredientLine } from '../ingredients/parse-line.ts';
import { newId } from '../../../lib/uuid.ts';
import type { IngredientRow } from './recipe-queries.ts';
import type { RecipeIngredient } from './recipe-schema.ts';

/** A line as it was written, under the heading it stood below. */
export interface WrittenLine {
  text: string;
  section?: string | null | undefined;
}

/**
 * Lines as rows, in their order. A line that is `stored` already keeps its id and what was understood (or corrected) of
 * it.
 */
export function ingredientRows(
  lines: readonly WrittenLine[],
  stored: readonly RecipeIngredient[] = [],
): IngredientRow[] {
  const known = new Map(stored.map((line) => [line.text, line]));
  return lines.map(({ text, section = null }, position) => {
    const before = known.get(text);
    known.delete(text);
    const place = { id: before?.id ?? newId(), position, section, original_text: text };
    return before ? { ...place, ...understood(before) } : { ...place, ...read(text) };
  });
}

function understood(line: RecipeIngredient) {
  return {
    quantity: line.quantity,
    quantity_max: line.quantityMax,
    unit: line.unit,
    food_name: line.foodName,
    note: line.note,
    is_optional: line.isOptional,
    food_id: line.foodId,
    grams: line.grams,
  };
}

function read(text: string) {
  const line = parseIngredientLine(text);
  return {
    quantity: line.quantity,
    quantity_max: line.quantityMax,
    unit: line.unit,
    food_name: line.foodName,
    note: line.note || null,
    is_optional: line.isOptional,
    food_id: null,
    grams: null,
  };
}

const BELOW_ZERO = /^\s*[-−–]\d/;
const BEYOND_SENSE = /^\s*(?:\d{7,}|\d+(?:\.\d+)?e[+]?\d+)/i;

/** What is wrong with the quantity of a line that somebody writes; undefined for nothing. */
export function quantityProblem(text: string): 'below' | 'beyond' | undefined {
  if (BELOW_ZERO.test(text)) return 'below';
  return BEYOND_SENSE.test(text) ? 'beyond' : undefined;
}
