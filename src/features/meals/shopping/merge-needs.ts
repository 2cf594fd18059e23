import { convert, gramsOf, kindOfUnit } from '../ingredients/units.ts';
import { nameKey, thingKey, type Need, type NeededLine, type NeedRef } from './need.ts';

/** Comes out of the tap. */
const FREE = new Set([
  'water',
  'tap water',
  'hot water',
  'cold water',
  'warm water',
  'boiling water',
  'ice',
  'ice water',
  'ice cube',
  'lukewarm water',
  'cooking water',
  'pasta water',
]);
/** Poured, so they are bought by volume even where a recipe weighs them. */
const POURED = new Set(['dairy', 'beverages', 'oils']);
/** Bought one by one: what is weighed of them becomes pieces. */
const BY_PIECE = new Set(['produce', 'eggs', 'bakery']);

/**
 * Lines of planned meals as things to buy, one for each food and kind of unit. Weight, volume and pieces of a food
 * become one amount where the food says how they convert; what does not convert stays a thing of its own, so that no
 * line is lost. The order is that of the first line of each thing.
 */
export function mergeNeeds(lines: readonly NeededLine[]): Need[] {
  const wanted = lines.filter(({ name }) => name.trim() !== '' && !FREE.has(nameKey(name)));
  const things = Map.groupBy(withOneFood(wanted), thingKey);
  return [...things].flatMap(([thing, ofThing]) => needsOf(thing, ofThing));
}

/** The same words are the same thing, also where one line was taken for the juice of the fruit. */
function withOneFood(lines: readonly NeededLine[]): NeededLine[] {
  const foods = new Map<string, NeededLine>();
  for (const line of lines) {
    const name = nameKey(line.name);
    const known = foods.get(name);
    const isBetter = known && !BY_PIECE.has(known.aisle) && BY_PIECE.has(line.aisle);
    if (line.foodId !== null && (!known || isBetter)) foods.set(name, line);
  }
  return lines.map((line) => {
    const food = foods.get(nameKey(line.name));
    if (!food || food.foodId === line.foodId) return line;
    return { ...line, foodId: food.foodId, aisle: food.aisle, measures: food.measures };
  });
}

function needsOf(thing: string, lines: readonly NeededLine[]): Need[] {
  const unit = commonUnit(lines);
  const refs = lines.map((line) => refOf(line, unit));
  const units = new Set(refs.filter(({ amount }) => amount !== null).map((ref) => ref.unit));
  // "Some" goes along with whatever else is bought of it.
  if (units.size === 0) return [needOf(thing, lines[0]!, { unit: null, refs })];
  const [first] = units;
  return [...units].map((own) =>
    needOf(thing, lines[0]!, {
      unit: own,
      refs: refs.filter((ref) => (ref.amount === null ? own === first : ref.unit === own)),
    }),
  );
}

function needOf(thing: string, line: NeededLine, { unit, refs }: Pick<Need, 'unit' | 'refs'>): Need {
  const { foodId, name, aisle, measures } = line;
  const counted = refs.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const amount = counted.length === 0 ? null : counted.reduce((sum, one) => sum + one, 0);
  const key = `${thing}|${amount === null ? 'some' : (unit ?? 'piece')}`;
  return { key, foodId, name, aisle, amount, unit, measures, refs: byMeal(refs) };
}

/** A meal that names a thing in three lines wants it once. */
function byMeal(refs: readonly NeedRef[]): NeedRef[] {
  return [...Map.groupBy(refs, ({ entryId }) => entryId).values()].map((ofMeal) => {
    const counted = ofMeal.flatMap(({ amount }) => (amount === null ? [] : [amount]));
    const amount = counted.length === 0 ? null : counted.reduce((sum, one) => sum + one, 0);
    return { ...ofMeal[0]!, amount, unit: ofMeal.find((ref) => ref.amount !== null)?.unit ?? null };
  });
}

/** Packages that a shop sells, before scales and jugs. */
const PACKAGES = ['can', 'jar', 'bunch', 'head'];

/** The unit that most of a thing is bought in; undefined: each line keeps its own. */
function commonUnit(lines: readonly NeededLine[]): string | null | undefined {
  const counted = lines.filter(({ quantity }) => quantity !== null);
  const { aisle, measures } = lines[0]!;
  const isPieces = ({ unit }: NeededLine) => unit === null || kindOfUnit(unit) === 'size' || unit === 'piece';
  const pieceWeighs = measures ? gramsOf(1, null, measures) : null;
  if (counted.every(isPieces)) return null;
  if (counted.some(isPieces) && BY_PIECE.has(aisle) && pieceWeighs !== null) return null;
  const packed = packageOf(counted);
  if (packed) return packed;
  const kinds = new Set(counted.map(({ unit }) => (unit === null ? 'count' : kindOfUnit(unit))));
  if (kinds.has('volume') && (kinds.size === 1 ? !isWeighed(counted) : POURED.has(aisle))) return 'ml';
  return kinds.has('mass') || kinds.has('volume') ? 'g' : undefined;
}

/** The package of a known food that one of its lines counts. */
function packageOf(lines: readonly NeededLine[]): string | undefined {
  if (!lines[0]?.measures) return undefined;
  return PACKAGES.find((unit) => lines.some((line) => soldUnit(line.unit) === unit));
}

function soldUnit(unit: string | null): string | null {
  return unit === 'tin' ? 'can' : unit;
}

/** Dry goods: sold by weight, however a recipe measures them. */
const WEIGHED = new Set(['grains', 'baking', 'produce', 'meat', 'fish', 'snacks', 'bakery', 'frozen']);

/** Flour by the cup is bought by weight; milk by the cup is not. */
function isWeighed(lines: readonly NeededLine[]): boolean {
  const { aisle } = lines[0]!;
  return WEIGHED.has(aisle) && lines.every((line) => gramsIn(line) !== null);
}

function gramsIn({ grams, quantity, unit, measures }: NeededLine): number | null {
  return grams ?? (measures && quantity !== null ? gramsOf(quantity, unit, measures) : null);
}

function refOf(line: NeededLine, unit: string | null | undefined): NeedRef {
  const { quantity, meal } = line;
  if (quantity === null) return { ...meal, amount: null, unit: null };
  const own = ownUnit(line);
  const amount = unit === undefined || unit === own.unit ? own.amount : amountIn(unit, line);
  return amount === null
    ? { ...meal, ...own }
    : { ...meal, amount, unit: unit === undefined ? own.unit : unit };
}

/** A line in the base of its own kind: g, ml, pieces, or its counted unit. */
function ownUnit({ quantity, unit }: NeededLine): { amount: number; unit: string | null } {
  const amount = quantity ?? 0;
  const kind = unit === null ? undefined : kindOfUnit(unit);
  if (unit === 'dozen') return { amount: amount * 12, unit: null };
  if (unit === null || unit === 'piece' || kind === 'size') return { amount, unit: null };
  if (kind === 'mass') return { amount: convert(amount, unit, 'g') ?? amount, unit: 'g' };
  if (kind === 'volume') return { amount: convert(amount, unit, 'ml') ?? amount, unit: 'ml' };
  return { amount, unit: soldUnit(unit) };
}

function amountIn(unit: string | null, line: NeededLine): number | null {
  const grams = gramsIn(line);
  if (grams === null || unit === 'g') return grams;
  const one = line.measures ? gramsOf(1, unit, line.measures) : null;
  return one ? grams / one : null;
}
