import { parseIngredientLine } from '../ingredients/parse-line.ts';

/** A line as it is typed into a list: "2 kg flour", "milk". */
export interface ReadItem {
  /** What to buy, without the amount. */
  text: string;
  /** The food alone, for finding it in the table. */
  foodName: string;
  quantity: number | null;
  unit: string | null;
}

const BULLET = /^\s*(?:[-*•·–]|\[[ x]?\]|\d{1,2}[.)](?=\s))\s*/i;
const LONGEST = 200;
const MOST_LINES = 200;

/** Reads one line; without an amount its words stay as they are. */
export function readItemLine(line: string): ReadItem {
  const bare = line.replace(BULLET, '').trim().slice(0, LONGEST);
  const read = parseIngredientLine(bare);
  const quantity = plausible(read.quantityMax ?? read.quantity);
  if (quantity === null) return { text: bare, foodName: read.foodName || bare, quantity: null, unit: null };
  const text = [[read.size, read.foodName].filter(Boolean).join(' '), read.note].filter(Boolean).join(', ');
  return { text: text.slice(0, LONGEST) || bare, foodName: read.foodName || bare, quantity, unit: read.unit };
}

/** Each line of a pasted text, without empty ones. */
export function readItemLines(text: string): ReadItem[] {
  return text
    .split(/\r?\n|;/)
    .filter((line) => line.replace(BULLET, '').trim() !== '')
    .slice(0, MOST_LINES)
    .map(readItemLine);
}

function plausible(quantity: number | null): number | null {
  if (quantity === null || !(quantity > 0) || quantity > 1_000_000) return null;
  return Math.max(0.001, Math.round(quantity * 1000) / 1000);
}
