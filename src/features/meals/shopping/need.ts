import { foodTokens } from '../ingredients/food-key.ts';
import type { FoodMeasures } from '../ingredients/units.ts';
import type { Aisle } from '../food-terms.ts';

/** The planned meal that wants something. */
export interface MealRef {
  entryId: string;
  title: string;
  /** `YYYY-MM-DD` */
  onDate: string;
}

/** One ingredient line of a planned meal, scaled to what is eaten then. */
export interface NeededLine {
  foodId: string | null;
  /** The food's name, or the words of the line where no food is known. */
  name: string;
  aisle: Aisle;
  /** Null: "to taste", "for serving". */
  quantity: number | null;
  /** Canonical unit (meals/ingredients/units.ts); null counts pieces. */
  unit: string | null;
  /** What it weighs, where that is known. */
  grams: number | null;
  /** How the food is weighed and measured; null for unknown foods. */
  measures: FoodMeasures | null;
  meal: MealRef;
}

/** A meal's share in something that is bought: `amount` in `unit`; null: some. */
export interface NeedRef extends MealRef {
  amount: number | null;
  unit: string | null;
}

/** All that the planned meals want of one thing, in one unit: `g`, `ml`, a counted unit, or null for pieces. */
export interface Need {
  /** Food (or words) and unit: lines with the same key are one. */
  key: string;
  foodId: string | null;
  name: string;
  aisle: Aisle;
  /** Null: some of it. */
  amount: number | null;
  unit: string | null;
  measures: FoodMeasures | null;
  refs: NeedRef[];
}

/** What something is called when it is compared: small letters, singular, without accents and articles. */
export function nameKey(name: string): string {
  return foodTokens(name).join(' ') || name.trim().toLowerCase();
}

/** Food or, where none is known, words: things with the same one are the same thing. */
export function thingKey({ foodId, name }: { foodId: string | null; name: string }): string {
  return foodId ?? `"${nameKey(name)}"`.slice(0, 200);
}
