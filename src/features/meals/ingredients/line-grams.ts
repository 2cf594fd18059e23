import type { ParsedLine } from './parse-line.ts';
import { gramsOf, kindOfUnit, type FoodMeasures } from './units.ts';

/** What is needed to weigh a line's food. */
export interface WeighedFood {
  densityGPerMl: number | null;
  /** `note` says in which state a measure is meant ("chopped"). */
  portions: readonly { unit: string; amount: number; grams: number; note?: string | undefined }[];
  aisle: string;
}

/** A line's amount and what it says about the food's state. */
export type WeighedLine = Pick<
  ParsedLine,
  'quantity' | 'quantityMax' | 'unit' | 'size' | 'note' | 'other' | 'foodName'
>;

/** g per ml of a shop's aisle, for foods of which nothing else is known. */
const DENSITY: Record<string, number> = {
  oils: 0.92, beverages: 1, condiments: 1.05, dairy: 0.9, spices: 0.5, grains: 0.75, baking: 0.6, produce: 0.55, meat: 0.95,
  fish: 0.95, canned: 0.95, snacks: 0.5, sweets: 0.7, bakery: 0.4, eggs: 1, frozen: 0.6,
}; // prettier-ignore
/** g of one piece of it, where nothing else is known. */
const PIECE: Record<string, number> = { produce: 100, meat: 150, fish: 150, bakery: 60, spices: 1 };
/** Part of a frying bath that stays in the food (deep frying takes up 8–25 % of the food's weight; of the bath less). */
const KEPT_OF_FRYING_OIL = 0.15;
const BATH_G = 150;

/**
 * How many grams of its food a line asks for. Null where it names no amount or nothing tells the weight of the unit.
 * A range counts as its middle.
 */
export function gramsOfLine(line: WeighedLine, food: WeighedFood): number | null {
  const quantity = quantityOf(line);
  if (quantity === null) return null;
  const measures = measuresFor(line, food);
  const grams =
    gramsOfOther(line, quantity, measures) ?? weigh(line, quantity, { ...measures, aisle: food.aisle });
  if (grams === null) return null;
  const share = drainedShare(line, food);
  const isBath =
    food.aisle === 'oils' &&
    grams >= BATH_G &&
    /\bfry|frying|frittieren|friture/i.test(`${line.foodName} ${line.note}`);
  return (isBath ? grams * KEPT_OF_FRYING_OIL : grams) * share;
}

function quantityOf({ quantity, quantityMax, unit }: WeighedLine): number | null {
  if (quantity === null) return unit === null ? null : 1;
  return quantityMax === null ? quantity : (quantity + quantityMax) / 2;
}

/** The food's own measures, those in the line's state ("chopped") first. */
function measuresFor(line: WeighedLine, food: WeighedFood): FoodMeasures {
  const said = `${line.foodName} ${line.note}`.toLowerCase();
  const fits = (note: string | undefined) => {
    if (!note) return 1;
    const words = note.split(/[^a-z]+/).filter((word) => word.length > 3);
    return words.some((word) => said.includes(word.replace(/(?:ed|es|s)$/, ''))) ? 2 : 0;
  };
  const portions = [...food.portions].sort((a, b) => fits(b.note) - fits(a.note));
  const isVolume = line.unit !== null && kindOfUnit(line.unit) === 'volume';
  const isExact = isVolume && portions.some(({ unit, note }) => unit === 'cup' && note && fits(note) === 2);
  return { densityGPerMl: isExact ? null : food.densityGPerMl, portions };
}

/** By the amount that the line says once more: "½ cup (120 g)", "2 cans (400 g)". */
function gramsOfOther({ other, unit }: WeighedLine, quantity: number, food: FoodMeasures): number | null {
  if (!other || (unit !== null && kindOfUnit(unit) === 'mass')) return null;
  if (!other.perUnit && kindOfUnit(other.unit) !== 'mass' && unit !== null) return null;
  const grams = gramsOf(other.quantity, other.unit, food);
  if (grams === null) return null;
  return other.perUnit ? quantity * grams : grams;
}

/** Part of a tin's weight that is food where its liquid is poured away. */
function drainedShare({ unit, other, foodName, note }: WeighedLine, food: WeighedFood): number {
  const drained = food.portions.find((one) => one.unit === 'drained')?.grams ?? 1;
  const isTin = unit === 'can' || unit === 'tin' || unit === 'jar';
  if (isTin) return other ? drained : 1;
  const isTinned = /\b(?:canned|tinned|cans?|tins?)\b|\bdrained\b/i.test(`${foodName} ${note}`);
  return isTinned && unit !== null && kindOfUnit(unit) === 'mass' ? drained : 1;
}

function weigh(line: WeighedLine, quantity: number, food: FoodMeasures & { aisle: string }): number | null {
  const grams = gramsOf(quantity, line.unit, food, line.size);
  if (grams !== null) return grams;
  if (line.unit === null) {
    const piece = PIECE[food.aisle];
    return piece === undefined ? null : quantity * piece;
  }
  const density = DENSITY[food.aisle];
  const isVolume = kindOfUnit(line.unit) === 'volume';
  if (isVolume && density !== undefined)
    return gramsOf(quantity, line.unit, { ...food, densityGPerMl: density });
  return kindOfUnit(line.unit) === 'count' ? gramsOf(quantity, null, food, line.size) : null;
}
