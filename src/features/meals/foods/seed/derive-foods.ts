import { createHash } from 'node:crypto';
import { densityOfPortions } from '../../ingredients/units.ts';
import { foundBy, type FoundBy } from '../food-names.ts';
import { aisleOf, allergensOf, dietsOf } from '../food-labels.ts';
import type { FoodPortion, FoodRow } from '../food-row.ts';
import { derivePortions } from './derive-portions.ts';
import { readCommonFoods, readUsdaFoods, type CommonFood, type UsdaFood } from './usda-table.ts';

/** A row of the product's food table, under the names of its columns. */
export interface SeedFood extends Omit<FoodRow, 'source' | 'is_own' | 'version'>, FoundBy {
  source_id: string;
}

/** All foods that the product ships: the USDA's, under everyday names where they have some. */
export async function deriveFoods(): Promise<SeedFood[]> {
  const [usda, common] = await Promise.all([readUsdaFoods(), readCommonFoods()]);
  const byNumber = new Map(usda.map((food) => [food.ndb, food]));
  const named = Map.groupBy(
    common.filter(({ isEstimate }) => !isEstimate),
    ({ ndb }) => ndb,
  );
  return [
    ...usda.map((food) => seedFoodOf(food, named.get(food.ndb)?.[0])),
    ...common.filter(({ isEstimate }) => isEstimate).map((one) => seedFoodOf(byNumber.get(one.ndb)!, one)),
  ];
}

/** What a food is called, by the hand-made list or by the USDA. */
function namedBy(food: UsdaFood, common: CommonFood | undefined): Omit<CommonFood, 'ndb'> {
  if (common) return common;
  const name = readableName(food.description).slice(0, 160);
  return { name, plural: null, aliases: [], isEstimate: false, commonness: 0, measures: [], aisle: null };
}

function seedFoodOf(food: UsdaFood, common: CommonFood | undefined): SeedFood {
  const { name, plural, aliases, isEstimate, commonness, measures, aisle } = namedBy(food, common);
  const sourceId = isEstimate ? `${food.ndb}~${name}` : food.ndb;
  const isNotMeasured = ({ unit }: FoodPortion) => measures.every((one) => one.unit !== unit);
  const portions = [...measures, ...derivePortions(food.portions).filter(isNotMeasured)];
  const said = isEstimate ? name : `${food.description} ${name}`;
  return {
    id: seedFoodId(sourceId),
    ...{ name, plural, aliases, commonness, portions },
    description: isEstimate ? `as: ${food.description}` : food.description,
    aisle: aisle ?? aisleOf(food),
    source_id: sourceId,
    density_g_per_ml: rounded(densityOfPortions({ densityGPerMl: null, portions: notInSpoons(portions) })),
    ...nutrientsOf(food),
    confidence: isEstimate ? 'estimated' : 'measured',
    allergens: allergensOf(said),
    diets: dietsOf(food.group, said),
    ...searchedBy(name, food.description, common),
  };
}

function nutrientsOf(food: UsdaFood) {
  return {
    kcal: food.kcal,
    protein_g: food.proteinG,
    carb_g: food.carbG,
    sugar_g: food.sugarG,
    fat_g: food.fatG,
    saturated_fat_g: food.saturatedFatG,
    fiber_g: food.fiberG,
    sodium_mg: food.sodiumMg,
  };
}

function searchedBy(name: string, description: string, common: CommonFood | undefined) {
  if (!common) return foundBy([name, description]);
  const names = [name, common.plural ?? '', ...common.aliases].filter(Boolean);
  return foundBy(names, common.isEstimate ? [] : [description]);
}

/** "Cheese, cheddar" → "Cheddar cheese"; longer ones stay in the USDA's order, which reads like a table. */
function readableName(description: string): string {
  const parts = description.split(', ');
  const isState = /^(?:raw|cooked|dry|dried|canned|frozen|uncooked|prepared|ready|fresh|boiled)/i;
  if (
    parts.length === 2 &&
    !isState.test(parts[1]!) &&
    parts[1]!.split(' ').length <= 3 &&
    !/[(]/.test(description)
  ) {
    const words = `${parts[1]!} ${parts[0]!.toLowerCase()}`;
    return words.charAt(0).toUpperCase() + words.slice(1);
  }
  if (parts.length === 2 && parts[1] === 'raw') return parts[0]!;
  return description;
}

/** Spoons are heaped and cups of chopped things full of air: a plain cup tells the density best. */
function notInSpoons(portions: readonly FoodPortion[]): FoodPortion[] {
  const volumes = portions.filter(({ unit }) =>
    ['cup', 'fl oz', 'pint', 'quart', 'tbsp', 'tsp'].includes(unit),
  );
  return volumes.sort((a, b) => rank(a) - rank(b));
}

function rank({ unit, note }: FoodPortion): number {
  return ['cup', 'fl oz', 'quart', 'pint', 'tbsp', 'tsp'].indexOf(unit) + (note ? 1.5 : 0);
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 10_000) / 10_000;
}

/** The id of a shipped food: a UUID version 8 (RFC 9562) from its number, the same in every installation. */
function seedFoodId(sourceId: string): string {
  const hash = createHash('sha256').update(`food:usda:${sourceId}`).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** What tells one edition of the table from another. */
export function checksumOfFoods(foods: readonly SeedFood[]): string {
  return createHash('sha256').update(JSON.stringify(foods)).digest('hex');
}
