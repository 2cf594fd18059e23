import type { FoodPortion } from '../food-row.ts';
import { kindOfUnit, unitOf } from '../../ingredients/units.ts';

/** Words of the USDA for one of the thing itself. */
const PIECES =
  /^(?:each|item|whole|fruit|egg|pepper|root|half|spear|pod|beans?|nuts?|kernel|berry|berries|cracker|crackers|cookie|cookies|tortilla|roll|bagel|muffin|bun|biscuit|patty|link|frankfurter|sausage|chop|steak|breast|thigh|drumstick|wing|leg|tuber|potato|onion|mushroom|olive|shrimp|medallion|cake|bar|doughnut|croissant|waffle|pancake|date|fig|plum|prune|grape|cherry|melon|ear|carrot|radish|shell|sheet|wonton|pita|pie|anchovy|sardine|scallop|oyster|clam|mussel)\b/;
const SKIP = /serving|yield|cubic inch|prepared|recipe|refuse|unit\b|nlea/;
const LONGEST_NOTE = 40;

/** The household measures of a food from the USDA's own words ("cup, chopped", "large (3\" dia)"). */
export function derivePortions(rows: readonly [number, string, number][]): FoodPortion[] {
  const portions: FoodPortion[] = [];
  for (const [amount, text, grams] of rows) {
    const measure = readMeasure(text.toLowerCase());
    if (!measure || !(amount > 0) || !(grams > 0)) continue;
    const isKnown = portions.some(({ unit, note }) => unit === measure.unit && note === measure.note);
    if (!isKnown)
      portions.push({ unit: measure.unit, amount, grams, ...(measure.note && { note: measure.note }) });
  }
  return portions;
}

function readMeasure(text: string): { unit: string; note?: string } | undefined {
  if (SKIP.test(text)) return undefined;
  const bare = text
    .replaceAll(/\([^)]*\)/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const [first = '', ...rest] = bare.split(/[\s,]+/);
  const note = rest.join(' ').slice(0, LONGEST_NOTE);
  if (/^fl\.? oz/.test(bare)) return { unit: 'fl oz' };
  const size = [first, ...rest.slice(0, 2)]
    .map((word) => unitOf(word))
    .find((unit) => unit && kindOfUnit(unit) === 'size');
  const unit = unitOf(first);
  if (unit && kindOfUnit(unit) === 'mass') return undefined;
  if (unit && kindOfUnit(unit) !== 'size') return { unit, ...(note && { note }) };
  if (size) return { unit: size };
  return PIECES.test(first) ? { unit: 'piece' } : undefined;
}
