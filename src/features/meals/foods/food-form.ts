import * as z from 'zod';
import { typedNumber } from '../../../http/typed-fields.ts';
import { parseDecimal } from '../../../lib/decimal-text.ts';
import { lineOfText } from '../../../lib/text.ts';
import { problem } from '../../../lib/wording.ts';
import { unitOf } from '../ingredients/units.ts';
import type { FoodPortion, FoodRow } from './food-row.ts';
import { AISLES, ALLERGENS, DIETS, NUTRIENTS, type Nutrient } from '../food-terms.ts';
import { macroSum, weighTooMuch } from './food-schema.ts';
import { toFood } from './foods.ts';

function ticked<T extends string>(values: readonly [T, ...T[]]) {
  const one = z.enum(values);
  return z
    .union([one, z.array(one)])
    .default([])
    .transform((value) => [value].flat());
}

const grams = typedNumber(z.number().min(0).max(100, 'must be at most 100 g')).optional();

/** A line of the field of measures: "slice = 30", "cup (chopped) = 120 g". */
const MEASURE = /^(?<unit>[^=:()]{1,60}?)\s*(?:\((?<note>[^()]{1,60})\))?\s*[=:]\s*(?<grams>[\d.,]+)\s*g?$/i;

const measures = z
  .string()
  .max(2000)
  .default('')
  .transform((text, context) => {
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    const read = lines.filter(Boolean).map(readMeasure);
    if (read.length <= 30 && read.every((one) => one !== undefined)) return read;
    const { message, params } = problem('foods.form.measureUnclear', 'must be lines such as slice = 30');
    context.addIssue({ code: 'custom', message, params });
    return z.NEVER;
  });

/** The form of a food of the household's own. */
export const foodForm = z
  .strictObject({
    name: lineOfText(160),
    aliases: z.string().max(2500).default(''),
    aisle: z.enum(AISLES),
    kcal: typedNumber(z.number().min(0).max(1000, 'must be at most 1000 kcal')).optional(),
    ...{ proteinG: grams, carbG: grams, sugarG: grams, fatG: grams, saturatedFatG: grams, fiberG: grams },
    sodiumMg: typedNumber(z.number().min(0).max(100_000)).optional(),
    measures,
    allergens: ticked(ALLERGENS),
    diets: ticked(DIETS),
    version: typedNumber(z.int().min(1)).optional(),
    _key: z.string().max(60).optional(),
  })
  .refine((food) => !weighTooMuch(food), { ...macroSum, path: ['carbG'] })
  .transform(
    ({ aliases, version, measures: portions, _key, allergens, diets, name, aisle, ...nutrients }) => ({
      version,
      food: {
        ...{ name, aisle, allergens, diets, portions },
        ...knownOrNull(nutrients),
        aliases: namesIn(aliases),
      },
    }),
  );

/** A nutrient left empty is one that nobody knows. */
function knownOrNull(given: Partial<Record<Nutrient, number | undefined>>): Record<Nutrient, number | null> {
  return Object.fromEntries(NUTRIENTS.map((name) => [name, given[name] ?? null])) as Record<
    Nutrient,
    number | null
  >;
}

function readMeasure(line: string): FoodPortion | undefined {
  const groups = MEASURE.exec(line)?.groups;
  const weight = groups && parseDecimal(groups['grams']!);
  if (!groups || !weight || weight <= 0 || weight > 100_000) return undefined;
  const unit = groups['unit']!.replace(/^1\s+/, '').trim();
  const note = groups['note']?.trim();
  return { unit: unitOf(unit) ?? unit.toLowerCase(), amount: 1, grams: weight, ...(note && { note }) };
}

function namesIn(text: string): string[] {
  const names = text.split(/[,\n]/).map((name) => name.trim().slice(0, 80));
  return [...new Set(names.filter(Boolean))].slice(0, 30);
}

/** What the form of a stored food shows. */
export function foodValues(row: FoodRow): Record<string, unknown> {
  const { aliases, portions, ...food } = toFood(row);
  return {
    ...food,
    aliases: aliases.join(', '),
    measures: portions.map(measureLine).join('\n'),
  };
}

function measureLine({ unit, amount, grams: weight, note }: FoodPortion): string {
  return `${unit}${note ? ` (${note})` : ''} = ${Number((weight / amount).toFixed(3))}`;
}
