import type { Db, Scope } from '../../../../db/index.ts';
import { instantOf, localDate, localTime, type LocalDate } from '../../../../lib/dates.ts';
import { gramsOf } from '../../ingredients/units.ts';
import type { MealType } from '../../meal-types.ts';
import { mealTypeAt, usualTime } from '../diary.ts';
import type { FoundFood, FoundRecipe } from '../edible-search.ts';
import type { Nutrient } from '../../food-terms.ts';
import { findSpoken, type Found } from './find-spoken.ts';
import { readDiaryLine, type SpokenItem, type SpokenMeal } from './read-line.ts';

/** A thing that was eaten, with the foods it may be, the likeliest first. */
export interface CapturedFood {
  foods: FoundFood[];
  quantity: number;
  unit: string;
  grams: number | null;
}

/** Servings of a recipe, with the recipes that may be meant, the likeliest first. */
export interface CapturedServings {
  recipes: FoundRecipe[];
  servings: number;
}

/** One reading of a line about eating. */
export type CapturedMeal = { mealType: MealType; at: Date; confidence: number } & (
  | { kind: 'foods'; items: (CapturedFood | CapturedServings)[] }
  | { kind: 'recipe'; recipes: FoundRecipe[]; servings: number }
  | { kind: 'own'; title: string; numbers: Partial<Record<Nutrient, number>> }
);

/** What a line means; `unknown` names what of it could not be found. */
export interface DiaryUnderstanding {
  readings: CapturedMeal[];
  unknown?: string;
  isExplicit: boolean;
}

/** Day and meal that a line stands under, where it is typed on the page of one. */
export interface Preset {
  date?: string | undefined;
  mealType?: MealType | undefined;
}

interface Eating {
  db: Db;
  scope: Scope;
  now: Date;
  timeZone: string;
  preset?: Preset;
}

const SURE = 0.7;
/** How much less a reading counts whose words fit nothing well. */
const UNSURE = 0.3;
/** How much less the second of two like readings counts. */
const ALSO = 0.02;
const CONFIDENCE = { explicit: 0.95, foods: 0.9, numbers: 0.85, measured: 0.8, counted: 0.6, guess: 0.3 };

/** Reads a line and finds the foods and recipes that its words mean. */
export async function understandDiary(text: string, eating: Eating): Promise<DiaryUnderstanding> {
  const spoken = readDiaryLine(text, eating);
  const isExplicit = spoken.isExplicit || eating.preset !== undefined;
  const when = whenOf(spoken, eating);
  if (spoken.numbers) {
    const title = spoken.whole.words;
    const reading: CapturedMeal = {
      kind: 'own',
      ...when,
      title,
      numbers: spoken.numbers,
      confidence: CONFIDENCE.numbers,
    };
    return { readings: [reading], isExplicit };
  }
  if (spoken.items.length === 0) return { readings: [], isExplicit };
  const found = await findAll(spoken, eating);
  const readings = [
    ...recipeReadings(spoken, found, when, isExplicit),
    ...foodReadings(spoken, found, when, isExplicit),
  ].sort((a, b) => b.confidence - a.confidence);
  const unknown = found.items.findIndex(({ foods, recipes }) => foods.length === 0 && !isSure(recipes));
  if (readings.length === 0 && isExplicit && spoken.whole.words !== '') {
    const title = spoken.items.map(({ words }) => words).join(', ');
    readings.push({ kind: 'own', ...when, title, numbers: {}, confidence: CONFIDENCE.guess });
  }
  return { readings, isExplicit, ...(unknown >= 0 && { unknown: spoken.items[unknown]!.words }) };
}

/** Of butter, oil and nuts nobody eats 100 g unless they say so. */
const RICH_KCAL = 500;
const SPOON_G = 20;

/** Who says "pasta" did not eat one of them. */
const LEAST_PIECE_G = 25;

/** What the line and each of its parts may mean. */
async function findAll(
  { whole, items }: SpokenMeal,
  { db, scope }: Eating,
): Promise<{ whole: Found; items: Found[] }> {
  const asked = items.length > 1 ? [whole, ...items] : [whole];
  const [first, ...others] = await findSpoken(db, scope, asked);
  return { whole: first!, items: items.length > 1 ? others : [first!] };
}

type When = { mealType: MealType; at: Date };

function recipeReadings(
  { whole: said }: SpokenMeal,
  { whole }: { whole: Found },
  when: When,
  isExplicit: boolean,
): CapturedMeal[] {
  const { recipes } = whole;
  const isCounted = said.servings !== null || isExplicit;
  if (recipes.length === 0 || (!isSure(recipes) && !isCounted)) return [];
  // "120 g pasta" is the food, also where a recipe is called so.
  const isWeighed = said.unit !== null && said.servings === null;
  if (isWeighed) return [{ kind: 'recipe', ...when, recipes, servings: 1, confidence: CONFIDENCE.guess }];
  const servings = said.servings ?? said.quantity ?? 1;
  const base = isCounted ? CONFIDENCE.explicit : CONFIDENCE.counted;
  return [{ kind: 'recipe', ...when, recipes, servings, confidence: base - (isSure(recipes) ? 0 : UNSURE) }];
}

function isSure([best]: readonly { score: number }[]): boolean {
  return best !== undefined && best.score >= SURE;
}

/** The line as several foods, and as foods and dishes together: "lentil soup and 2 slices of bread". */
function foodReadings(
  spoken: SpokenMeal,
  found: { whole: Found; items: Found[] },
  when: When,
  isExplicit: boolean,
): CapturedMeal[] {
  // "mac and cheese" may be one thing.
  const isOne = spoken.items.length > 1 && isSure(found.whole.foods);
  const items = isOne ? [spoken.whole] : spoken.items;
  const parts = items.map((item, index) => {
    const matched = isOne ? found.whole : found.items[index]!;
    return {
      food: captureFood(item, matched),
      isSureFood: isSure(matched.foods),
      dish: items.length > 1 ? captureServings(item, matched) : undefined,
    };
  });
  const base = isExplicit ? CONFIDENCE.foods : saidConfidence(items);
  const ways = parts.some(({ dish }) => dish)
    ? [parts, parts.map((part) => ({ ...part, dish: undefined }))]
    : [parts];
  return ways.flatMap((way, index) => {
    const captured = way.flatMap(({ dish, food }) => dish ?? food ?? []);
    const areSure = way.every(({ dish, isSureFood }) => dish !== undefined || isSureFood);
    if (captured.length < way.length || (!isExplicit && !areSure)) return [];
    const confidence = base - (areSure ? 0 : UNSURE) - index * ALSO;
    return confidence > 0 ? [{ kind: 'foods' as const, ...when, items: captured, confidence }] : [];
  });
}

/** How surely foods are meant where nothing says that the line is about eating: not at all without an amount. */
function saidConfidence(items: readonly SpokenItem[]): number {
  const counted = items.filter(({ quantity, servings }) => quantity !== null || servings !== null);
  if (counted.length === 0) return 0;
  return counted.some(({ unit }) => unit !== null) ? CONFIDENCE.measured : CONFIDENCE.counted;
}

/** A part of a line as servings of a dish: one that is surely meant, and no less surely than a food. */
function captureServings(item: SpokenItem, { recipes, foods }: Found): CapturedServings | undefined {
  if (!isSure(recipes) || (item.unit !== null && item.servings === null)) return undefined;
  if (item.servings === null && (foods[0]?.score ?? 0) > recipes[0]!.score) return undefined;
  return { recipes, servings: item.servings ?? item.quantity ?? 1 };
}

/** How much of the likeliest food was meant; undefined where none was found. */
function captureFood(item: SpokenItem, { foods, grams: weighed }: Found): CapturedFood | undefined {
  const [food] = foods;
  if (!food) return undefined;
  const piece = gramsOf(1, item.unit, food, item.size);
  const said = item.quantity ?? item.servings;
  if (said === null && item.unit === null) return { foods, ...unsaidAmount(food, piece) };
  const quantity = said ?? 1;
  const byPiece = piece === null ? null : piece * quantity;
  const grams = item.quantity === null ? byPiece : (weighed ?? byPiece);
  return { foods, quantity, unit: item.unit ?? '', grams: grams && Math.round(grams * 10) / 10 };
}

/** Without a number: one piece, or 100 g of what has no pieces, a spoon of what is rich. */
function unsaidAmount(food: FoundFood, piece: number | null): Omit<CapturedFood, 'foods'> {
  if (piece !== null && piece >= LEAST_PIECE_G) return { quantity: 1, unit: '', grams: piece };
  const grams = (food.kcal ?? 0) >= RICH_KCAL ? SPOON_G : 100;
  return { quantity: grams, unit: 'g', grams };
}

/** The instant and the meal: what was said first, then the page it was typed on, then the clock. */
function whenOf({ moment, mealType }: SpokenMeal, { now, timeZone, preset }: Eating): When {
  const named = mealType ?? preset?.mealType;
  const today = localDate(now, timeZone);
  const time = localTime(moment.at, timeZone);
  const day = moment.said ? localDate(moment.at, timeZone) : (preset?.date ?? today);
  // A day without a time is noon to who reads moments, but dinner is in the evening.
  if (moment.said && (time !== '12:00' || day === today))
    return { at: moment.at, mealType: named ?? mealTypeAt(time) };
  return day === today
    ? earlierToday(named, { now, timeZone, today })
    : onDay(day, named ?? 'lunch', timeZone);
}

function onDay(day: LocalDate, mealType: MealType, timeZone: string): When {
  return { at: instantOf(day, usualTime(mealType), timeZone), mealType };
}

/** A meal that was named is at its usual time, unless that is still to come. */
function earlierToday(
  named: MealType | undefined,
  { now, timeZone, today }: { now: Date; timeZone: string; today: LocalDate },
): When {
  if (named === undefined) return { at: now, mealType: mealTypeAt(localTime(now, timeZone)) };
  const usual = onDay(today, named, timeZone);
  return usual.at > now ? { ...usual, at: now } : usual;
}
