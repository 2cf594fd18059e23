import {
  IS_PREPARATION,
  LEADING_PREPARATION,
  REMARK,
  TRAILING_PREPARATION,
  UNIT_BEHIND,
} from './preparation-words.ts';
import type { ReadAmount } from './read-amount.ts';
import { kindOfUnit, unitOf, type UnitId } from './units.ts';

/** What a line is about, without its amount. */
export interface FoodWords {
  food: string;
  note: string;
  size: string | null;
  unit: UnitId | null;
}

/** Only adjectives: the food itself stands behind the comma ("large, ripe avocados", "boneless, skinless thighs"). */
const ONLY_ADJECTIVES =
  /^(?:(?:small|medium|large|big|ripe|fresh|firm|boneless|skinless|bone-in|skin-on|lean|raw|cold|hot|warm|long|thick|thin|young|tender|dry|canned|tinned|dried|smoked|salted|roasted|good-quality|good quality|free-range|organic|low-sodium|low-fat|reduced-sodium|unsalted|extra-large|whole|plain|frozen|heirloom|mixed|peeled|cooked|very|finely|thinly|chopped|sliced|grated|diced|minced|unsweetened|all-purpose|each)(?:\s|$))+$/i;

/** Takes a line behind its amount apart into the food's name and what is remarked on it. */
export function readFoodWords(text: string, amount: Pick<ReadAmount, 'quantity' | 'unit'>): FoodWords {
  const notes: string[] = [];
  const { name, behind } = splitName(text);
  let food = cutRemark(name, notes);
  let size: string | null = null;
  [food, size] = stripFront(food, notes);
  food = cutBehind(food, notes);
  let unit = amount.unit;
  const unitBehind = unit === null && amount.quantity !== null ? UNIT_BEHIND.exec(food) : null;
  if (unitBehind) {
    unit = unitOf(unitBehind.groups!.unit!) ?? null;
    food = unitBehind.groups!.food!;
  }
  food = withoutInner(food, notes);
  return { food: tidy(food), note: [...notes, ...behind].map(tidy).filter(Boolean).join(', '), size, unit };
}

/** The part that names the food, and the parts behind it. A dash or semicolon ends the name for good. */
function splitName(text: string): { name: string; behind: string[] } {
  const [head = '', ...remarks] = splitTop(text, 'break');
  const parts = splitTop(head, 'comma');
  let name = parts.shift() ?? '';
  while (parts.length > 0 && ONLY_ADJECTIVES.test(name)) name = `${name} ${parts.shift()!}`;
  const list = listEnd(parts);
  if (list > 0 && !IS_PREPARATION.test(parts[0]!)) name = [name, ...parts.splice(0, list)].join(' ');
  return { name: name.replace(/^each\s+(?=\S)/i, ''), behind: [...parts, ...remarks] };
}

/** How many parts belong to a list such as "dill, parsley, or tarragon". */
function listEnd(parts: readonly string[]): number {
  for (const [index, part] of parts.slice(0, 4).entries()) {
    if (IS_PREPARATION.test(part) || /\d/.test(part) || part.split(' ').length > 7) return 0;
    if (/^(?:and\/or|or|and|oder|ou|und|et)\s/i.test(part)) return index + 1;
    if (part.split(' ').length > 4) return 0;
  }
  return 0;
}

/** At marks that stand in no parentheses. */
function splitTop(text: string, mark: 'comma' | 'break'): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]!;
    if (letter === '(' || letter === '[') depth += 1;
    if (letter === ')' || letter === ']') depth = Math.max(0, depth - 1);
    if (depth > 0 || !isMark(text, at, mark)) continue;
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return [...parts, text.slice(start)].map((one) => one.trim()).filter(Boolean);
}

function isMark(text: string, at: number, mark: 'comma' | 'break'): boolean {
  if (mark === 'comma') return text[at] === ',';
  if (text[at] === ';') return true;
  return /[-–—]/.test(text[at]!) && text[at - 1] === ' ' && text[at + 1] === ' ';
}

/** A parenthesis in the middle of a name stays as words of it, one at its end is a remark. */
function withoutInner(food: string, notes: string[]): string {
  let rest = food;
  for (let round = 0; round < 3 && /[([]/.test(rest); round += 1) {
    rest = rest.replaceAll(/\s*[([]([^()[\]]*)[)\]]?\s*/g, (all, inner: string, at: number) => {
      const isInside = at + all.length < rest.length && at > 0;
      const isName =
        isInside && !/\d/.test(inner) && inner.split(' ').length <= 3 && !IS_PREPARATION.test(inner);
      if (isName) return ` ${inner} `;
      notes.push(inner);
      return ' ';
    });
  }
  return rest.replaceAll(/[)\]*†]+/g, ' ');
}

function cutRemark(name: string, notes: string[]): string {
  const open = name.indexOf('(');
  const remark = REMARK.exec(name);
  if (!remark || remark.index === 0) return name;
  if (open >= 0 && open < remark.index && !name.slice(open, remark.index).includes(')')) return name;
  notes.push(name.slice(remark.index));
  return name.slice(0, remark.index);
}

/** Sizes and what was done to it, in front of the food. */
function stripFront(name: string, notes: string[]): [string, string | null] {
  let rest = name.trim();
  let size: string | null = null;
  for (let round = 0; round < 8; round += 1) {
    const done = LEADING_PREPARATION.exec(rest);
    if (done && rest.length > done[0].length) {
      notes.push(done[0]);
      rest = rest.slice(done[0].length);
      continue;
    }
    const word = /^([\p{L}-]+)[\s,]+(?=\S)/u.exec(rest);
    const unit = word && unitOf(word[1]!);
    if (!word || !unit || kindOfUnit(unit) !== 'size') break;
    size = unit;
    rest = rest.slice(word[0].length);
  }
  return [rest.replace(/(?<=\sand\s)(?:finely|coarsely|freshly) (?:ground|chopped|grated) /i, ''), size];
}

function cutBehind(name: string, notes: string[]): string {
  const match = TRAILING_PREPARATION.exec(name);
  if (!match || match.index === 0 || name.slice(0, match.index).includes('(')) return name;
  // "chopped tomatoes and sliced onions": what stands behind is more food.
  const before = name.slice(0, match.index);
  if (/\s(?:and|or|in|with)$/i.test(before) || ONLY_ADJECTIVES.test(before)) return name;
  notes.push(match[0]);
  return before;
}

function tidy(text: string): string {
  const bare = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\(\s*\)/g, '')
    .trim()
    .replace(/^[\s,;:–—-]+|[\s,;:]+$/g, '');
  return bare.startsWith('(') && bare.endsWith(')') ? bare.slice(1, -1).trim() : bare;
}
