import { readMoment, type Moment } from '../../../../lib/moment.ts';
import { parseIngredientLine, type ParsedLine } from '../../ingredients/parse-line.ts';
import type { MealType } from '../../meal-types.ts';
import type { Nutrient } from '../../food-terms.ts';

/** One thing that was eaten, as it was said. */
export interface SpokenItem {
  /** What it is called. */
  words: string;
  /** "1.5 servings"; null where it was not counted so. */
  servings: number | null;
  quantity: number | null;
  unit: string | null;
  size: string | null;
  /** As a line of ingredients, by which its food is found. */
  parsed: ParsedLine;
}

/** A line about eating, before it is known which foods it means. */
export interface SpokenMeal {
  mealType: MealType | undefined;
  /** Whether the line says that it is about eating: "lunch: …", "ate …". */
  isExplicit: boolean;
  moment: Moment;
  /** Numbers given instead of a food: "450 kcal, 30 g protein". */
  numbers: Partial<Record<Nutrient, number>> | undefined;
  /** The line as one thing; its words may hold "and". */
  whole: SpokenItem;
  /** The line as several things; one where nothing joins them. */
  items: SpokenItem[];
}

const MEAL_WORDS: Record<string, MealType> = {
  breakfast: 'breakfast',
  brunch: 'lunch',
  lunch: 'lunch',
  dinner: 'dinner',
  supper: 'dinner',
  snack: 'snack',
};
const MEAL = Object.keys(MEAL_WORDS).join('|');
const LEADING_MEAL = new RegExp(`^(?:for\\s+|at\\s+|as\\s+)?(?:my\\s+)?(${MEAL})\\b\\s*[:,–-]?\\s*`, 'i');
const TRAILING_MEAL = new RegExp(`[\\s,]+(?:for|at|as)\\s+(?:an?\\s+|my\\s+)?(${MEAL})\\s*$`, 'i');
const EATING = /^(?:i\s+)?(?:just\s+)?(?:ate|had|eaten|eat|drank|drunk)\b\s*:?\s*/i;
const AMOUNT = '(\\d+(?:[.,]\\d+)?|\\d+\\s+\\d\\/\\d|\\d\\/\\d|[½¼¾⅓⅔]|an?|one|two|three|half(?:\\s+an?)?)';
const SERVINGS = new RegExp(
  `(?:^|\\s)${AMOUNT}\\s*(?:x\\s*)?(?:servings?|portions?|helpings?|plates?)\\b(?:\\s+of\\b)?`,
  'i',
);
const NUMBER_WORDS: Record<string, number> = { a: 1, an: 1, one: 1, two: 2, three: 3, half: 0.5 };
const FRACTIONS: Record<string, number> = { '½': 0.5, '¼': 0.25, '¾': 0.75, '⅓': 1 / 3, '⅔': 2 / 3 };
const JOINED = /\s*(?:(?<!\d),|,(?!\d)|[;+&\n]|\s(?:and|with|plus)\s)\s*/i;
const ENERGY = /(\d+(?:[.,]\d+)?)\s*(?:kcals?|cals?|calories)\b/i;
const MACROS: readonly [RegExp, Nutrient][] = [
  [/(\d+(?:[.,]\d+)?)\s*g?\s*(?:of\s+)?protein\b/i, 'proteinG'],
  [/(\d+(?:[.,]\d+)?)\s*g?\s*(?:of\s+)?(?:carbs?|carbohydrates?)\b/i, 'carbG'],
  [/(\d+(?:[.,]\d+)?)\s*g?\s*(?:of\s+)?fat\b/i, 'fatG'],
  [/(\d+(?:[.,]\d+)?)\s*g?\s*(?:of\s+)?fib(?:er|re)\b/i, 'fiberG'],
];
const MAX_ITEMS = 8;

/** Reads "120 g pasta", "2 eggs and toast", "dinner: lentil soup 1.5 servings", "lunch yesterday 450 kcal". */
export function readDiaryLine(text: string, clock: { now: Date; timeZone: string }): SpokenMeal {
  const meal = cutMeal(text.trim());
  const moment = readMoment(meal.rest, clock);
  // "yesterday dinner: soup": the day stood before the meal.
  const later = meal.mealType ? meal : cutMeal(moment.rest);
  const rest = (meal.mealType ? moment.rest : later.rest).replace(/^[\s,:;–-]+|[\s,:;–-]+$/g, '');
  const { numbers, rest: words } = cutNumbers(rest);
  const parts = words.split(JOINED).filter((part) => part.trim() !== '');
  return {
    mealType: later.mealType,
    isExplicit: meal.isExplicit || later.isExplicit,
    moment: { ...moment, rest },
    numbers,
    whole: readItem(words),
    items: parts.slice(0, MAX_ITEMS).map(readItem),
  };
}

function cutMeal(text: string): { mealType: MealType | undefined; isExplicit: boolean; rest: string } {
  const verb = EATING.exec(text);
  const bare = verb ? text.slice(verb[0].length) : text;
  const found = LEADING_MEAL.exec(bare) ?? TRAILING_MEAL.exec(bare);
  const rest = found ? `${bare.slice(0, found.index)}${bare.slice(found.index + found[0].length)}` : bare;
  return {
    mealType: found ? MEAL_WORDS[found[1]!.toLowerCase()] : undefined,
    isExplicit: Boolean(verb ?? found),
    rest: rest.replace(EATING, ''),
  };
}

/** The numbers of a meal that is told by its energy; without an energy "40 g protein" may well be a powder. */
function cutNumbers(text: string): { numbers: SpokenMeal['numbers']; rest: string } {
  const energy = ENERGY.exec(text);
  if (!energy) return { numbers: undefined, rest: text };
  let rest = text.replace(ENERGY, ' ');
  const numbers: Partial<Record<Nutrient, number>> = { kcal: decimal(energy[1]!) };
  for (const [pattern, name] of MACROS) {
    const found = pattern.exec(rest);
    if (!found) continue;
    numbers[name] = decimal(found[1]!);
    rest = rest.replace(pattern, ' ');
  }
  return { numbers, rest: rest.replace(/\s+/g, ' ').replace(/^[\s,:;+–-]+|[\s,:;+–-]+$/g, '') };
}

function readItem(text: string): SpokenItem {
  const servings = SERVINGS.exec(text);
  const rest = servings ? text.replace(SERVINGS, ' ').trim() : text;
  const article = /^(an?|some)\s+(?=\p{L})/iu.exec(rest)?.[1];
  const read = parseIngredientLine(article ? rest.slice(article.length).trim() : rest);
  const parsed = { ...read, quantity: read.quantity ?? (article?.startsWith('a') ? 1 : null) };
  const { quantity, unit, size } = parsed;
  const words = parsed.foodName.replace(/^of\s+/i, '').trim();
  return {
    words,
    servings: servings ? amountOf(servings[1]!) : null,
    ...{ quantity, unit, size },
    parsed: { ...parsed, foodName: words },
  };
}

function amountOf(text: string): number {
  const word = text.toLowerCase().replace(/\s+an?$/, '');
  const mixed = /^(?:(\d+)\s+)?(\d)\/(\d)$/.exec(word);
  if (mixed) return Number(mixed[1] ?? 0) + Number(mixed[2]) / Number(mixed[3]);
  return NUMBER_WORDS[word] ?? FRACTIONS[word] ?? decimal(word);
}

function decimal(text: string): number {
  return Number(text.replace(',', '.'));
}
