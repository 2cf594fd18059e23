import { readFoodWords } from './food-words.ts';
import { IS_OPTIONAL } from './preparation-words.ts';
import { readAmount, readRemarkedAmount, readTrailingAmount, type ReadAmount } from './read-amount.ts';
import type { UnitId } from './units.ts';

/** What a line of a recipe says. */
export interface ParsedLine {
  /** Null where the line names no amount, or an impossible one. */
  quantity: number | null;
  /** The high end of a range ("2–3"). */
  quantityMax: number | null;
  /** Canonical (see unit-table.ts); null for pieces. */
  unit: UnitId | null;
  /** small, medium, large, extra large. */
  size: string | null;
  /** What is bought: "red onion". The whole line where nothing could be told apart. */
  foodName: string;
  /** What is done to it and what else the line remarks: "finely chopped, to serve". */
  note: string;
  isOptional: boolean;
  /** The amount said once more in another unit; `perUnit`: what each of them holds ("2 cans (400 g)"). */
  other: { quantity: number; unit: UnitId; perUnit: boolean } | null;
  originalText: string;
}

/** Longer lines are no ingredients; what is behind stays in `originalText`. */
const LONGEST = 500;
const BULLET = /^(?:[•·*▢☐□◦‣●○▪➤►✓–—-]\s+|[•·*▢☐□◦‣●○▪➤►✓]\s*)+/u;
const OF_A_FRUIT =
  /^(?<part>(?:(?:finely|freshly) )?(?:grated |pared |squeezed )?(?:zest|juice|rind|peel)(?:,? (?:and|&|\+) (?:finely |freshly )?(?:grated )?(?:zest|juice|rind))?) (?:of|from) (?=(?:about )?[\d½¼¾⅓]|an? |one |half |two )/i;

/** Reads one line of a recipe. Never throws: a line that says nothing comes back as its own food name. */
export function parseIngredientLine(line: string): ParsedLine {
  const text = cleaned(line);
  const part = OF_A_FRUIT.exec(text);
  const amount = amountOf(part ? text.slice(part[0].length) : text);
  const words = readFoodWords(amount.rest, amount);
  return {
    quantity: amount.quantity,
    quantityMax: amount.quantityMax,
    unit: words.unit,
    size: words.size,
    foodName: words.food || amount.rest.trim() || text,
    note: [part?.groups!.part, words.note].filter(Boolean).join(', '),
    isOptional: IS_OPTIONAL.test(text),
    other: amount.other ?? readRemarkedAmount(words.note, { ...amount, unit: words.unit }),
    originalText: line,
  };
}

function amountOf(text: string): ReadAmount {
  const amount = readAmount(text);
  if (amount.quantity !== null || amount.unit !== null || amount.rest !== text) return amount;
  return readTrailingAmount(text) ?? amount;
}

function cleaned(line: string): string {
  return line
    .normalize('NFC')
    .slice(0, LONGEST)
    .replaceAll(/[\s\u00a0\u2000-\u200b\u202f]+/g, ' ')
    .replaceAll('\u2019', "'")
    .trim()
    .replace(BULLET, '')
    .replace(/[.;,]+$/, '');
}
