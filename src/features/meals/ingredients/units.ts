import { UNITS, type UnitFacts, type UnitId, type UnitKind } from './unit-table.ts';

export type { UnitId, UnitKind } from './unit-table.ts';

/** What a food says about its weight: g of one ml, and household measures (`1 cup` = 120 g, `1 large` = 50 g). */
export interface FoodMeasures {
  densityGPerMl: number | null;
  portions: readonly { unit: string; amount: number; grams: number }[];
}

const BY_WORD = new Map(
  (Object.entries(UNITS) as [UnitId, UnitFacts][]).flatMap(([id, { words }]) =>
    [id, ...words.split(' ')].map((word) => [word, id] as const),
  ),
);

function isUnitId(unit: string): unit is UnitId {
  return Object.hasOwn(UNITS, unit);
}

function factsOf(unit: string): UnitFacts | undefined {
  return isUnitId(unit) ? UNITS[unit] : undefined;
}

/** The canonical unit of a word as people write it ("Tbsp.", "EL", "gousses"); undefined for what is no unit. */
export function unitOf(word: string): UnitId | undefined {
  const bare = word.normalize('NFC').replace(/\.$/, '');
  // The one pair that only its letter's size tells apart.
  if (bare === 'T') return 'tbsp';
  if (bare === 't') return 'tsp';
  return BY_WORD.get(bare.toLowerCase());
}

/** Whether it is measured as weight, volume or count, or is a size; undefined for an unknown unit. */
export function kindOfUnit(unit: string): UnitKind | undefined {
  return factsOf(unit)?.kind;
}

/** "2 cups", "1 cup", "3 tbsp": the unit as it is written behind a quantity; an unknown one as it is. */
export function unitText(unit: string, quantity: number | null): string {
  return quantity !== null && quantity > 1 ? (factsOf(unit)?.plural ?? unit) : unit;
}

/**
 * A quantity in another unit of the same kind, or from volume to weight and back by the food's density or its own
 * portions. Null where nothing says how.
 */
export function convert(
  quantity: number,
  from: string,
  to: string,
  food: FoodMeasures | null = null,
): number | null {
  const [source, target] = [factsOf(from), factsOf(to)];
  if (from === to) return quantity;
  const isMeasured = (facts: UnitFacts | undefined) => facts?.kind === 'mass' || facts?.kind === 'volume';
  if (source && target && source.kind === target.kind && isMeasured(source)) {
    return (quantity * source.base!) / target.base!;
  }
  if (!food) return null;
  const grams = gramsOf(quantity, from, food);
  const one = gramsOf(1, to, food);
  return grams === null || one === null || one === 0 ? null : grams / one;
}

/**
 * What so much of a food weighs, in g. `unit` null means pieces, `size` (small, medium, large) tells which. Null where
 * neither the unit nor the food says so.
 */
export function gramsOf(
  quantity: number,
  unit: string | null,
  food: FoodMeasures,
  size: string | null = null,
): number | null {
  const facts = unit === null ? undefined : factsOf(unit);
  if (facts?.kind === 'mass') return quantity * facts.base!;
  const own = gramsOfPortion(unit, size, food);
  if (own !== null) return quantity * own;
  if (facts?.kind === 'volume') {
    const density = food.densityGPerMl ?? densityOfPortions(food);
    return density === null ? null : quantity * facts.base! * density;
  }
  return facts?.base ? quantity * facts.base : null;
}

/** Grams of one `unit` by the food's own measures. */
function gramsOfPortion(unit: string | null, size: string | null, food: FoodMeasures): number | null {
  const wanted =
    unit === null ? [size ?? 'piece', 'piece', 'medium', 'large', 'small'] : [...withSize(unit, size), unit];
  for (const name of wanted) {
    const portion = food.portions.find((one) => one.unit === name);
    if (portion) return portion.grams / portion.amount;
  }
  return null;
}

function withSize(unit: string, size: string | null): string[] {
  return size === null ? [] : [`${size} ${unit}`];
}

/** g per ml by a measure of volume among the food's own portions. */
export function densityOfPortions(food: FoodMeasures): number | null {
  for (const { unit, amount, grams } of food.portions) {
    const facts = factsOf(unit);
    if (facts?.kind === 'volume') return grams / (amount * facts.base!);
  }
  return null;
}
