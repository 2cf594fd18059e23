import { foodTokens, keyOf, weightOf } from '../ingredients/food-key.ts';
import type { ParsedLine } from '../ingredients/parse-line.ts';

/** One way to read which food a line names: its words in their order. */
export type Reading = readonly string[];

const MOST_WORDS = 8;
const FRUITS = /\b(?:lemon|lime|orange|grapefruit|clementine|tangerine)s?\b/i;

/** The ways to read a line's food, best first: "butter or oil" is butter, "chicken or beef broth" is chicken broth. */
export function readingsOf(line: Pick<ParsedLine, 'foodName' | 'note' | 'unit'>): Reading[] {
  const name = line.foodName.replaceAll(/[*†]+/g, ' ');
  const [first, ...others] = name.split(/\s+(?:or|and\/or|oder|ou|o|eller|of)\s+|\s*\/\s*(?=\p{L}{3})/iu);
  const readings: Reading[] = [];
  const tail = foodTokens(others[0] ?? '').at(-1);
  if (tail !== undefined) readings.push([...foodTokens(first!), tail]);
  if (others.length > 0) readings.push(foodTokens(first!));
  readings.push(...(others.length === 0 ? [foodTokens(name)] : others.map(foodTokens)));
  const added = wordsOfNote(line);
  return readings
    .map((words) => unique([...words, ...added]).slice(-MOST_WORDS))
    .filter(({ length }) => length > 0);
}

/** What the note changes about the food: cooked, from a can, only the juice. */
function wordsOfNote({ foodName, note, unit }: Pick<ParsedLine, 'foodName' | 'note' | 'unit'>): string[] {
  const words: string[] = [];
  if (/(?<!un)\bcooked\b/i.test(note) && !/cooked (?:according|per|and|until|to)/i.test(note))
    words.push('cooked');
  if (unit === 'can' || unit === 'tin') words.push('canned');
  if (FRUITS.test(foodName)) {
    if (/\bzest|\brind|\bpeel\b/i.test(note) && !/juice/i.test(note)) words.push('zest');
    else if (/\bjuice(?:d|s)?\b/i.test(note) && !/zest/i.test(note)) words.push('juice');
  }
  return words;
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}

/** The keys of all parts of a reading: a food is found by any of its names that the line contains. */
export function keysOf(reading: Reading): string[] {
  const longest = reading.length <= 6 ? reading.length : 4;
  const keys: string[] = [keyOf(reading)];
  const grow = (from: number, chosen: string[]) => {
    if (chosen.length > 0) keys.push(keyOf(chosen));
    if (chosen.length === longest) return;
    for (let at = from; at < reading.length; at += 1) grow(at + 1, [...chosen, reading[at]!]);
  };
  grow(0, []);
  return unique(keys);
}

/** The word that says what it is: the last one that tells something. */
export function headOf(reading: Reading): string {
  return reading.findLast((word) => weightOf(word) === 1) ?? reading.at(-1)!;
}
