import { addDays, type LocalDate } from '../../../lib/dates.ts';
import type { Wish, Wishes } from '../plan/wish-schema.ts';
import { daysIn, type Days, mealIn, minutesIn, timeIn, withoutMarkers } from './phrases.ts';

/** The days that a plan is about, and the day it is. */
export interface PlannedDays {
  startsOn: LocalDate;
  days: number;
  today: LocalDate;
}

/** What plain words ask of a plan; `rest` are the parts that no rule understood. */
export interface ReadWishes extends Partial<Omit<Wishes, 'wishes'>> {
  wishes: Wish[];
  rest: string[];
}

const NEGATIVE =
  /^(?:(?:please|and|but|we|i|the kids|they)\s+)*(?:no|not|without|avoid|nothing with|no more|don'?t (?:want|like)|do not (?:want|like)|hates?|leave out)\s+(?:any\s+)?/i;
const NO_MEAL =
  /\b(?:no|skip|without)\s+(?:a\s+)?(?:breakfast|lunch|dinner|supper|snacks?)\b|\b(?:eat(?:ing)? out|going out|(?:are|am|is|we'?re|i'?m) (?:out|away|not (?:at )?home)|not at home|invited|at a restaurant|takeaway|take-away)\b/i;
const QUICK = /\b(?:quick|fast|simple|easy|little time|in a hurry|busy)\b/i;
const CHEAP = /\b(?:cheap(?:ly|er)?|budget|inexpensive|save money|not (?:too )?expensive|low[- ]cost)\b/i;
const QUICK_MINUTES = 30;
const MAX_WISHES = 30;
const MAX_CLAUSES = 60;

/**
 * Reads wishes such as "something Thai on Friday, cheap, kids eat at 18:00, no mushrooms" by rules alone. A day that is
 * not among the planned ones, and what no rule knows, is left in `rest`.
 */
export function parseWishes(text: string, planned: PlannedDays): ReadWishes {
  const read: ReadWishes = { wishes: [], rest: [] };
  let isAvoiding = false;
  for (const clause of clausesOf(text)) {
    const isMoreToAvoid = isAvoiding && /\s(?:or|nor)\s/i.test(clause) && !NEGATIVE.test(clause);
    const before = read.wishes.length;
    readClause(isMoreToAvoid ? `no ${clause}` : clause, planned, read);
    isAvoiding = read.wishes.length > before && read.wishes.at(-1)?.kind === 'avoid';
  }
  read.wishes = distinct(read.wishes).slice(0, MAX_WISHES);
  return read;
}

/** Parts between commas; "and" parts only two that each name a day, a meal, a time or a number. */
function clausesOf(text: string): string[] {
  return text
    .replace(/[“”„"]/g, '')
    .replace(/(\d)\.(\d\d)\b/g, '$1:$2')
    .split(/[,;.!\n]+|\s+but\s+|\s+then\s+/i)
    .flatMap((part) => {
      const halves = part.split(/\s+and\s+/i);
      return halves.length > 1 && halves.every(isMarked) ? halves : [part];
    })
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => /\p{L}{2}|\d/u.test(part))
    .slice(0, MAX_CLAUSES);
}

function isMarked(text: string): boolean {
  return (
    /\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:today|tomorrow|tonight|weekend)/i.test(text) ||
    mealIn(text) !== undefined ||
    timeIn(text) !== undefined ||
    minutesIn(text) !== undefined
  );
}

function readClause(clause: string, planned: PlannedDays, read: ReadWishes): void {
  if (readHabits(clause, read)) return;
  const days = daysIn(clause, planned);
  if (days === 'outside') return void read.rest.push(clause);
  const found = wishesIn(clause, days);
  if (found.length === 0) return void read.rest.push(clause);
  const dates: (LocalDate | undefined)[] = days.dates.length > 0 ? days.dates : [undefined];
  for (const date of dates) {
    for (const wish of found) read.wishes.push({ ...wish, ...(date !== undefined && { date }) });
  }
}

/** What is asked of the whole plan: pantry, leftovers, repeats, money. */
function readHabits(clause: string, read: ReadWishes): boolean {
  const isNo = /\b(?:no|without|don'?t|do not|never|avoid)\b/i.test(clause);
  if (/\bleft-?overs?\b/i.test(clause)) read.useLeftovers = !isNo;
  else if (
    /\b(?:pantry|larder|what (?:we|i)(?:'ve| have)(?: got)?|cupboards?|at home already)\b/i.test(clause)
  )
    read.usePantry = !isNo;
  else if (/\b(?:no repeats?|nothing twice|never the same|all different|don'?t repeat)\b/i.test(clause))
    read.maxRepeats = 1;
  else if (/\b(?:same|repeat)/i.test(clause) && /\b(once|twice|\d+ times)\b/i.test(clause))
    read.maxRepeats = timesIn(clause);
  else if (CHEAP.test(clause) && withoutMarkers(clause).split(' ').length <= 3) {
    // Food that is there already costs nothing.
    read.usePantry = true;
    read.useLeftovers = true;
  } else return false;
  return true;
}

function timesIn(clause: string): number {
  if (/\bonce\b/i.test(clause)) return 1;
  if (/\btwice\b/i.test(clause)) return 2;
  return Math.min(14, Math.max(1, Number(/\b(\d+) times/i.exec(clause)?.[1] ?? 2)));
}

function wishesIn(clause: string, days: Days): Wish[] {
  const mealType = mealIn(clause) ?? (days.isEvening ? ('dinner' as const) : undefined);
  const where = mealType === undefined ? {} : { mealType };
  if (NO_MEAL.test(clause)) {
    const skipped = mealType === undefined ? (['lunch', 'dinner'] as const) : [mealType];
    return skipped.map((meal) => ({ kind: 'skip' as const, mealType: meal }));
  }
  const time = timeIn(clause);
  if (time !== undefined) return [{ kind: 'time', time, mealType: mealType ?? mealAt(time) }];
  const minutes = minutesIn(clause);
  if (minutes !== undefined) return [{ kind: 'minutes', minutes, ...where }];
  const negative = NEGATIVE.exec(clause);
  if (negative) return avoidsIn(clause.slice(negative[0].length), where);
  return dishesIn(clause, where);
}

function dishesIn(clause: string, where: Partial<Wish>): Wish[] {
  const isQuick = QUICK.test(clause);
  const words = withoutMarkers(clause.replace(QUICK, ' '));
  const wishes: Wish[] = isQuick ? [{ kind: 'minutes', minutes: QUICK_MINUTES, ...where }] : [];
  return isDish(words) ? [...wishes, { kind: 'want', words, ...where }] : wishes;
}

function avoidsIn(text: string, where: Partial<Wish>): Wish[] {
  return withoutMarkers(text)
    .split(/\s+(?:or|and|nor)\s+/i)
    .filter(isDish)
    .map((words) => ({ kind: 'avoid', words, ...where }));
}

/** A dish, a food or a kitchen is named in a few words; more are a sentence that no rule understood. */
function isDish(words: string): boolean {
  return words.length >= 3 && words.length <= 60 && words.split(' ').length <= 4 && /\p{L}{3}/u.test(words);
}

function mealAt(time: string): 'breakfast' | 'lunch' | 'dinner' {
  const hour = Number(time.slice(0, 2));
  return hour < 11 ? 'breakfast' : hour < 16 ? 'lunch' : 'dinner';
}

/** The same wish said twice is one. */
export function distinct(wishes: readonly Wish[]): Wish[] {
  const keyOf = ({ kind, words, date, mealType, minutes, time }: Wish) =>
    JSON.stringify([kind, words?.toLowerCase(), date, mealType, minutes, time].map((part) => part ?? null));
  return [...new Map(wishes.map((wish) => [keyOf(wish), wish])).values()];
}

/** The planned days, first to last. */
export function datesOf({ startsOn, days }: Pick<PlannedDays, 'startsOn' | 'days'>): LocalDate[] {
  return Array.from({ length: days }, (_, day) => addDays(startsOn, day));
}
