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
    return before ? { ...place, ...understood(before) } : { ...place, ...unread(text) };
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

function unread(text: string) {
  return {
    quantity: null,
    quantity_max: null,
    unit: null,
    food_name: text,
    note: null,
    is_optional: false,
    food_id: null,
    grams: null,
  };
}
