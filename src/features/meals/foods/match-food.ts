import type { Db, Scope } from '../../../db/index.ts';
import { foodKey } from '../ingredients/food-key.ts';
import { gramsOfLine } from '../ingredients/line-grams.ts';
import type { ParsedLine } from '../ingredients/parse-line.ts';
import { chooseByName, chooseByWords, type Choice } from './choose-food.ts';
import { allergensOf } from './food-labels.ts';
import type { FoodRow } from './food-row.ts';
import { keysOf, readingsOf, type Reading } from './line-words.ts';
import { listByWords, listCandidates, type ByWords, type Candidate } from './match-queries.ts';

/** A parsed line; `foodId` and `grams` are what somebody chose for it by hand, which stays. */
export type LineToMatch = ParsedLine & { foodId?: string | null; grams?: number | null };

/** What was found for a line. */
export interface FoodMatch {
  foodId: string | null;
  food: FoodRow | null;
  /** Null where the line names no amount, or nothing tells what it weighs. */
  grams: number | null;
  /** chosen and remembered by people; exact and likely by its name; guess by single words; null: no food found. */
  confidence: 'chosen' | 'remembered' | 'exact' | 'likely' | 'guess' | null;
  /** Of the food and of the line's own words: "chicken sausage", "milk chocolate". */
  allergens: string[];
  diets: string[];
  /** Without an amount and without weight in a sum: salt to taste, herbs to garnish, water. */
  isNegligible: boolean;
}

/** So much of the words must a name explain to be no guess. */
const LIKELY = 0.6;
const LEAST = 0.45;
const NO_WEIGHT =
  /\b(?:salt|pepper|water|ice|cooking spray|to taste|to garnish|for garnish|to serve|for serving|optional|to decorate|for greasing|for dusting|for brushing|for the pan|for frying|for deep|spray|to finish|as needed|seasoning|sprinkl|nach belieben|pour servir|al gusto|q\.?b\.?)\b/i;
const LIGHT_AISLES = new Set(['spices']);

/**
 * Finds the foods of a recipe's lines and what they weigh, in the order of the lines: what the household corrected
 * first, then names, then single words. One or two statements for all lines.
 */
export async function matchFoods(db: Db, scope: Scope, lines: readonly LineToMatch[]): Promise<FoodMatch[]> {
  const read = lines.map((line) => ({ line, readings: readingsOf(line), term: foodKey(line.foodName) }));
  const candidates = await listCandidates(db, scope, {
    keys: [...new Set(read.flatMap(({ readings }) => readings.flatMap(keysOf)))],
    terms: read.map(({ term }) => term).filter(Boolean),
    ids: lines.map(({ foodId }) => foodId).filter((id) => typeof id === 'string'),
  });
  const found = read.map((one) => findFirst(one, candidates));
  const open = read
    .map(({ readings }, line) => ({
      line,
      words: [...(readings[0] ?? [])],
      text: lines[line]!.foodName.toLowerCase(),
    }))
    .filter(({ line, words }) => words.length > 0 && !isSettled(found[line]));
  const byWords = open.length === 0 ? [] : await listByWords(db, scope, open);
  return lines.map((line, index) => {
    const others = byWords.filter((one) => one.line === index);
    return toMatch(line, betterOf(found[index], read[index]!.readings, others));
  });
}

interface Found {
  food: Candidate;
  confidence: NonNullable<FoodMatch['confidence']>;
  hasHead: boolean;
}

function findFirst(
  { line, readings, term }: { line: LineToMatch; readings: Reading[]; term: string },
  candidates: readonly Candidate[],
): Found | undefined {
  const chosen = line.foodId ? candidates.find(({ id }) => id === line.foodId) : undefined;
  if (chosen) return { food: chosen, confidence: 'chosen', hasHead: true };
  const remembered = candidates.find((one) => one.remembered.includes(term));
  if (remembered) return { food: remembered, confidence: 'remembered', hasHead: true };
  const best = bestByName(readings, candidates);
  // Half of the words and not the one that says what it is: that is another food.
  if (!best || (!best.hasHead && best.coverage < LEAST)) return undefined;
  return { food: best.food, hasHead: best.hasHead, confidence: confidenceOf(best) };
}

/** A later reading wins only where the earlier ones left out what it says. */
function bestByName(readings: readonly Reading[], candidates: readonly Candidate[]): Choice | undefined {
  let best: Choice | undefined;
  for (const reading of readings) {
    const choice = chooseByName(reading, candidates);
    if (choice && (!best || (choice.coverage > best.coverage + 0.2 && !best.hasHead))) best = choice;
    if (best?.hasHead && best.coverage > LIKELY) break;
  }
  return best;
}

function confidenceOf({ coverage, hasHead }: Choice): 'exact' | 'likely' | 'guess' {
  if (coverage > 0.95) return 'exact';
  return hasHead && coverage >= LIKELY ? 'likely' : 'guess';
}

function isSettled(found: Found | undefined): boolean {
  return found !== undefined && found.hasHead;
}

function betterOf(
  found: Found | undefined,
  readings: readonly Reading[],
  others: readonly ByWords[],
): Found | undefined {
  if (isSettled(found) || others.length === 0 || readings.length === 0) return found;
  const byWords = others.filter((one) => !one.is_by_spelling);
  const choice = chooseByWords(readings[0]!, byWords);
  if (choice) return { food: choice.food, confidence: 'guess', hasHead: true };
  const bySpelling = others.find((one) => one.is_by_spelling);
  return found ?? (bySpelling && { food: bySpelling, confidence: 'guess', hasHead: true });
}

function toMatch(line: LineToMatch, found: Found | undefined): FoodMatch {
  const said = allergensOf(line.originalText);
  if (!found) {
    const none = { foodId: null, food: null, grams: line.grams ?? null, confidence: null };
    return { ...none, allergens: said, diets: [], isNegligible: NO_WEIGHT.test(line.foodName) };
  }
  const { match_names: _names, remembered: _terms, household_portions: own, ...food } = found.food;
  const portions = [...own, ...food.portions];
  const grams =
    line.grams ?? gramsOfLine(line, { densityGPerMl: food.density_g_per_ml, portions, aisle: food.aisle });
  return {
    foodId: food.id,
    food,
    grams,
    confidence: found.confidence,
    allergens: [...new Set([...food.allergens, ...said])].sort(),
    diets: food.diets,
    isNegligible: grams === null && isLight(line, food),
  };
}

function isLight(line: LineToMatch, food: FoodRow): boolean {
  if (LIGHT_AISLES.has(food.aisle) || (food.kcal ?? 0) < 45) return true;
  return line.isOptional || NO_WEIGHT.test(`${line.foodName} ${line.note}`);
}
