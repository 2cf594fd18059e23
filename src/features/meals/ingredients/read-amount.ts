import { readQuantity } from './read-quantity.ts';
import { kindOfUnit, unitOf, type UnitId } from './units.ts';

/** A quantity with its unit, as one way to say how much. */
export interface Amount {
  quantity: number;
  unit: UnitId;
}

/** How much a line says, and the text behind it. */
export interface ReadAmount {
  quantity: number | null;
  quantityMax: number | null;
  unit: UnitId | null;
  /** The same amount in another unit ("1 cup (120 g)"), or what one container holds ("2 cans (400 g)"). */
  other: (Amount & { perUnit: boolean }) | null;
  rest: string;
}

const FILLERS =
  /^(?:heap(?:ed|ing)|level|generous|good|rounded|scant|slightly|packed|firmly|lightly|loosely|full|standard|gestrichene[rn]?|gehäufte[rn]?)\b\s*/i;
const OF =
  /^(?:each\s+(?:of\s+)?)?(?:(?:of|de|del|di|du|des|von|vom|av|van)\s+(?:the\s+)?|d['’]\s?|an?\s+(?=\p{L}))|^each\s+(?=\p{L})/iu;
/** Behind a length: "5 cm piece of ginger". */
const LENGTH_OF = /^-?\s?(?:piece|knob|chunk|length|thumb)s?\s+(?:of\s+)?(?=\p{L})/iu;
/** "1 x 5cm/2in piece". */
const TIMES_LENGTH =
  /^(?:x|×)\s?[\d.½¼¾]+\s?-?(?:cm|inch(?:es)?|in)\b(?:\/[\d.½¼¾]+\s?-?(?:cm|inch(?:es)?|in)\b)?\s*/i;
/** What is left of "3lb 5oz" behind its first half. */
const OUNCES_MORE = /^[\d½¼¾⅓⅔]+\s?(?:oz|fl\.? oz)\b\.?\s*/i;
const ABOUT =
  /^(?:about|approximately|approx\.?|around|circa|ca\.?|env\.?|environ|etwa|cirka|ongeveer|roughly|at least|up to|just under|just over|nearly|almost|another|each|from|scant)\s+/i;
const FRENCH_SPOON =
  /^c(?:uill[eè]res?|uil\.?|\.)?\s?(?:à|a)\s?(s(?:oupe)?\b\.?|c(?:af[eé])?(?![\p{L}])\.?|thé\b)/iu;
const SPOON_OF_SOUP = /^cucharadas? soperas?\b/i;
const FLUID_OUNCE = /^(?:fl\.?|fluid)\s?-?(?:oz\b\.?|ounces?\b)/i;
const UNIT_WORD = /^[\p{L}]+(?:-(?:sized?|ounces?|large))?\.?/u;
const UNITS_WITHOUT_NUMBER =
  /^(?:a |an |one )?(?:(?:good|generous|big|small|large|heaped|tiny|healthy) )?(pinch|dash|handful|knob|drizzle|splash|dollop|bunch|sprig|sprigs|handfuls|pinches|prise|pincée|poignée|pizca|pizzico|nypa|snufje|schuss|poignée|puñado|manciata)(?: of| de| di| d['’])?\s+(?=\p{L})/iu;
const OF_BEHIND = /^\s+of\s+/i;
const PACKED = new Set<UnitId>([
  'can', 'tin', 'jar', 'bottle', 'package', 'pack', 'packet', 'box', 'bag', 'carton', 'container', 'tub', 'tube', 'block',
]); // prettier-ignore
const CONTAINERS = new Set<UnitId>([
  'can', 'tin', 'jar', 'bottle', 'package', 'pack', 'packet', 'sachet', 'envelope', 'box', 'bag', 'carton', 'container', 'tub',
  'tube', 'punnet', 'block', 'bar', 'ball', 'loaf', 'piece', 'fillet', 'slice', 'stick', 'sheet', 'head', 'bunch',
]); // prettier-ignore

/** Reads how much stands at the start of a line; null quantity and the whole text where nothing does. */
export function readAmount(text: string): ReadAmount {
  const start = text.replace(ABOUT, '').replace(ABOUT, '');
  const read = readQuantity(start);
  if (!read) return withoutNumber(start, text);
  const { quantity, quantityMax } = read;
  const amount: ReadAmount = { quantity, quantityMax, unit: null, other: null, rest: read.rest.trimStart() };
  amount.rest = amount.rest.replace(TIMES_LENGTH, '');
  readContainerSize(amount);
  readUnit(amount);
  readUpperWithUnit(amount);
  readFurther(amount);
  skipContainer(amount);
  if (amount.quantity === null) amount.unit = null;
  return amount;
}

function withoutNumber(start: string, text: string): ReadAmount {
  const none = { quantity: null, quantityMax: null, other: null };
  const match = UNITS_WITHOUT_NUMBER.exec(start);
  if (match) return { ...none, unit: unitOf(match[1]!) ?? null, rest: start.slice(match[0].length) };
  return { ...none, unit: null, rest: text };
}

/** "2 x 400g", "1 (14-ounce)", "2 14-oz": what each of them holds. */
function readContainerSize(amount: ReadAmount): void {
  const opening = /^(?:(?:x|×)\s?(?=[\d½¼¾⅓⅔(])|\(\s?(?=[\d½¼¾]|about)|(?=\d))/i.exec(amount.rest);
  if (!opening || amount.quantity === null) return;
  const isParenthesis = opening[0].startsWith('(');
  const inside = readMeasured(amount.rest.slice(opening[0].length));
  if (!inside) return;
  const rest = isParenthesis ? /^[^)]*\)\s*/.exec(inside.rest) : /^/.exec(inside.rest);
  if (!rest) return;
  amount.other = { ...inside.amount, perUnit: true };
  amount.rest = skipOtherAmounts(inside.rest.slice(rest[0].length));
}

/** A number with a unit of mass or volume. */
function readMeasured(text: string): { amount: Amount; rest: string } | undefined {
  const read = readQuantity(text.replace(ABOUT, ''));
  if (!read || read.quantity === null) return undefined;
  const { unit, rest } = takeUnit(read.rest.replace(/^[\s-]+/, ''));
  const kind = unit && kindOfUnit(unit);
  return kind === 'mass' || kind === 'volume'
    ? { amount: { quantity: read.quantity, unit: unit! }, rest: rest.trimStart() }
    : undefined;
}

function readUnit(amount: ReadAmount): void {
  const text = skipFillers(amount.rest.replace(/^-\s?(?=\p{L})/u, ''));
  const { unit, rest } = takeUnit(text);
  if (!unit || kindOfUnit(unit) === 'size') return;
  const behind = rest.trimStart();
  // "2 cloves" alone are the spice, "1 head" alone is a thing of its own.
  if (kindOfUnit(unit) === 'count' && !/^[\p{L}(\d/]/u.test(behind)) return;
  if (
    unit === 'inch' &&
    !/^(?:piece|knob|thumb|chunk|length|fresh|ginger|of|cinnamon|stick|root|galangal|turmeric|\(|\/)/i.test(
      behind,
    )
  )
    return;
  amount.unit = unit;
  amount.rest = behind;
  if (unit === 'dozen' && amount.quantity !== null) {
    amount.quantity *= 12;
    if (amount.quantityMax !== null) amount.quantityMax *= 12;
    amount.unit = null;
  }
}

function skipFillers(text: string): string {
  const without = text.replace(FILLERS, '').replace(FILLERS, '');
  return without !== text && takeUnit(without).unit ? without : text;
}

/** The unit that a text starts with. */
function takeUnit(text: string): { unit: UnitId | undefined; rest: string } {
  const fluid = FLUID_OUNCE.exec(text);
  if (fluid) return { unit: 'fl oz', rest: text.slice(fluid[0].length) };
  const french = FRENCH_SPOON.exec(text);
  if (french) return { unit: /^s/i.test(french[1]!) ? 'tbsp' : 'tsp', rest: text.slice(french[0].length) };
  const spanish = SPOON_OF_SOUP.exec(text);
  if (spanish) return { unit: 'tbsp', rest: text.slice(spanish[0].length) };
  const word = UNIT_WORD.exec(text)?.[0];
  const unit = word === undefined ? undefined : unitOf(word);
  return unit ? { unit, rest: text.slice(word!.length) } : { unit: undefined, rest: text };
}

/** "100 g to 150 g", "½ c to 1 cup". */
function readUpperWithUnit(amount: ReadAmount): void {
  if (amount.unit === null || amount.quantity === null || amount.quantityMax !== null) return;
  const between = /^(?:-|–|to|bis|or|à)\s*(?=[\d½¼¾⅓⅔⅛])/i.exec(amount.rest);
  if (!between) return;
  const upper = readQuantity(amount.rest.slice(between[0].length));
  if (!upper || upper.quantity === null) return;
  const { unit, rest } = takeUnit(upper.rest.trimStart());
  if (unit !== amount.unit || upper.quantity <= amount.quantity) return;
  amount.quantityMax = upper.quantity;
  amount.rest = rest.trimStart();
}

/** What stands between the unit and the food: the same in other units, "plus 2 tablespoons", "of". */
function readFurther(amount: ReadAmount): void {
  const other = /^(?:\/|\(\s?|or |- ?|= ?)\s*/.exec(amount.rest);
  const inside = other && readMeasured(amount.rest.slice(other[0].length));
  // "2 cans (400 g)" nearly always means that each one holds so much.
  if (inside && amount.quantity !== null)
    amount.other ??= { ...inside.amount, perUnit: isContainer(amount.unit) };
  amount.rest = skipOtherAmounts(amount.rest);
  if (amount.unit === null && amount.other?.perUnit) readUnit(amount);
  amount.rest = skipOtherAmounts(amount.rest).replace(OF, '').trim();
  if (amount.unit === 'cm' || amount.unit === 'inch') amount.rest = amount.rest.replace(LENGTH_OF, '');
}

/** "14 oz can tomatoes" are 14 oz of canned tomatoes, "14 oz package noodles" of noodles. */
function skipContainer(amount: ReadAmount): void {
  const kind = amount.unit && kindOfUnit(amount.unit);
  if (kind !== 'mass' && kind !== 'volume') return;
  const { unit, rest } = takeUnit(amount.rest);
  if (!unit || !PACKED.has(unit) || !/^\s+\p{L}/u.test(rest)) return;
  const food = rest.replace(OF_BEHIND, '').trim();
  amount.rest = unit === 'can' || unit === 'tin' ? `canned ${food}` : food;
}

function isContainer(unit: UnitId | null): boolean {
  return unit !== null && CONTAINERS.has(unit);
}

/** Goes past "/11½oz", "(225 g)", "plus 1 tablespoon", "+ 2 tsp" in front of the food. */
function skipOtherAmounts(text: string): string {
  let rest = text.trimStart();
  for (let round = 0; round < 3; round += 1) {
    const next = skipOne(rest);
    if (next === rest) break;
    rest = next;
  }
  return rest;
}

function skipOne(text: string): string {
  const parenthesis = /^\([^()]*\d[^()]*\)\s*/.exec(text);
  if (parenthesis) return text.slice(parenthesis[0].length);
  const joint = /^(?:\/|\+\s?|,?\s?plus\s|and\s(?=\d|[½¼¾⅓⅔⅛]|a\s)|&\s|or\s(?=\d)|-\s)\s*/i.exec(text);
  if (!joint) return text;
  const read = readQuantity(text.slice(joint[0].length).replace(ABOUT, ''));
  if (!read) return text;
  const { unit, rest } = takeUnit(read.rest.trimStart());
  return unit && kindOfUnit(unit) !== 'size' ? rest.trimStart().replace(OUNCES_MORE, '') : text;
}

const TRAILING =
  /^(?<food>.*?[\p{L})])\s*(?:[,:–—]|\s-\s|\s-(?=\d)|-\s|\s)\s*(?<amount>(?:about|approx\.?|approximately|circa|ca\.?|~)?\s*[\d½¼¾⅓⅔⅛][^,()]*)$/iu;

/** An amount at the end of a line ("Flour: 200 g", "Oil for frying, about 2 cups"); needs a unit or stands behind a mark. */
export function readTrailingAmount(text: string): ReadAmount | undefined {
  const match = TRAILING.exec(text);
  if (!match) return undefined;
  const { food, amount: tail } = match.groups as { food: string; amount: string };
  const amount = readAmount(`${tail.replace('~', '')} x`);
  if (amount.quantity === null || amount.rest !== 'x') return undefined;
  const isMarked = /[,:–—-]\s*$/.test(text.slice(0, text.length - tail.length));
  return amount.unit || isMarked ? { ...amount, rest: food } : undefined;
}

const MEASURE = /(?<![\p{L}\d/.,-])(?:about |approx\.? |approximately |around |~ ?)?[\d½¼¾⅓⅔⅛]/giu;
const NOT_OF_IT = /^[\s-]*(?:of )?(?:water|juice|zest|oil|liquid)\b|^[\s-]*(?:thick|long|dice|cube|pieces?)/i;

/** What a remark says of the weight: "4 steaks (about 3 pounds)", "1 can (14 oz) …", "2 fillets (6 oz each)". */
export function readRemarkedAmount(
  note: string,
  amount: Pick<ReadAmount, 'quantity' | 'unit'>,
): ReadAmount['other'] {
  const kind = amount.unit && kindOfUnit(amount.unit);
  if (amount.quantity === null || kind === 'mass') return null;
  for (const { index } of note.matchAll(MEASURE)) {
    const read = readMeasured(note.slice(index).replace('~', ''));
    if (!read || NOT_OF_IT.test(read.rest)) continue;
    if (kind === 'volume' && kindOfUnit(read.amount.unit) !== 'mass') continue;
    const isEach =
      /^\W*(?:each|per|a piece|apiece|pro)\b/i.test(read.rest) ||
      /\beach\b[^,]*$/i.test(note.slice(0, index));
    return { ...read.amount, perUnit: isEach || isContainer(amount.unit) };
  }
  return null;
}
