/** An amount at the start of a text: 2, 1½, 1–2, "half a dozen". */
export interface ReadQuantity {
  /** Null when what stands there is no amount of food (1e9, −3, 0). */
  quantity: number | null;
  /** The high end of a range. */
  quantityMax: number | null;
  /** What follows. */
  rest: string;
}

/** No kitchen weighs more than this in any unit (100 kg in g). */
const LARGEST = 100_000;

const VULGAR: Record<string, number> = {
  '½': 1 / 2, '⅓': 1 / 3, '⅔': 2 / 3, '¼': 1 / 4, '¾': 3 / 4, '⅕': 1 / 5, '⅖': 2 / 5, '⅗': 3 / 5, '⅘': 4 / 5,
  '⅙': 1 / 6, '⅚': 5 / 6, '⅐': 1 / 7, '⅛': 1 / 8, '⅜': 3 / 8, '⅝': 5 / 8, '⅞': 7 / 8, '⅑': 1 / 9, '⅒': 1 / 10,
}; // prettier-ignore

const VULGAR_SIGNS = Object.keys(VULGAR).join('');
/** 1/2, 1⁄2, 1 ∕ 2. */
const FRACTION = String.raw`\d{1,3}\s?[/⁄∕]\s?\d{1,3}`;
/** 1,000 and 1.000,5 and 1.5 and 1,5; also what is far too large, to be refused as one piece. */
const DECIMAL = String.raw`\d+(?:[.,]\d+)*(?:e[+-]?\d+)?|[.,]\d+`;
const NUMBER = new RegExp(
  String.raw`^(?:(\d+)(?:\s|-|\s?and\s|\s?&\s|\s?et\s|\s?und\s)\s?(?=${FRACTION}|[${VULGAR_SIGNS}]))?(?:(${FRACTION})|(${DECIMAL})?\s?([${VULGAR_SIGNS}])|(${DECIMAL}))`,
  'i',
);

/** Number words of a line's start, in the languages of the unit table. */
const WORDS: Record<string, number> = {
  a: 1, an: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11,
  twelve: 12, fifteen: 15, twenty: 20, half: 0.5, quarter: 0.25, dozen: 12,
  ein: 1, eine: 1, einen: 1, einer: 1, zwei: 2, drei: 3, vier: 4, fünf: 5, sechs: 6, acht: 8, halbe: 0.5, halber: 0.5, halbes: 0.5,
  un: 1, une: 1, deux: 2, trois: 3, quatre: 4, cinq: 5, huit: 8, demi: 0.5, 'demi-': 0.5,
  una: 1, uno: 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, ocho: 8, medio: 0.5, media: 0.5,
  due: 2, tre: 3, quattro: 4, cinque: 5, sei: 6, otto: 8, mezzo: 0.5, mezza: 0.5,
  en: 1, ett: 1, två: 2, fyra: 4, fem: 5, sex: 6, halv: 0.5, een: 1, twee: 2, drie: 3, vijf: 5, zes: 6,
}; // prettier-ignore
const WORD_PHRASES: readonly [RegExp, number][] = [
  [/^(?:a )?half (?:a )?dozen\b/i, 6],
  [/^(?:a|one) dozen\b/i, 12],
  [/^(?:a )?couple(?: of)?\b/i, 2],
  [/^(?:one|a) and a half\b/i, 1.5],
  [/^(?:one|a) half\b/i, 0.5],
  [/^half (?:a|an)\b/i, 0.5],
  [/^(?:a|one)[ -]quarter(?: of an?)?\b/i, 0.25],
  [/^three[ -]quarters(?: of an?)?\b/i, 0.75],
];
/** "2–3", "2 to 3", "2 or 3", "entre 2 et 3". */
const BETWEEN = /^\s*(?:-|–|—|to\b|or\b|bis\b|à\b|a\b|till\b|tot\b|until\b)\s*/i;

/** The amount at the start of `text`, or undefined where no amount stands there. */
export function readQuantity(text: string): ReadQuantity | undefined {
  const minus = /^[-−–](?=\d|[.,]\d)/.exec(text);
  const first = readOne(text.slice(minus ? 1 : 0));
  if (!first) return undefined;
  const second = readUpper(first);
  const end = second ?? first;
  const isSane = !minus && isAmount(first.value) && (!second || isAmount(second.value));
  return {
    quantity: isSane ? first.value : null,
    quantityMax: isSane && second ? second.value : null,
    rest: end.rest,
  };
}

interface OneNumber {
  value: number;
  rest: string;
}

function readUpper(first: OneNumber): OneNumber | undefined {
  const between = BETWEEN.exec(first.rest);
  if (!between) return undefined;
  const upper = readDigits(first.rest.slice(between[0].length));
  // "1-14 ounce can" is one can of 14 ounces, "2 - 1 lb packages" two of them: a range goes up, and not far.
  if (!upper || upper.value <= first.value || upper.value > first.value * 6) return undefined;
  return upper;
}

function readOne(text: string): OneNumber | undefined {
  return readDigits(text) ?? readWords(text);
}

function readDigits(text: string): OneNumber | undefined {
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const [all, whole, fraction, before, sign, plain] = match;
  const rest = text.slice(all.length);
  const start = whole === undefined ? 0 : Number(whole);
  if (fraction !== undefined) return { value: start + fractionOf(fraction), rest };
  if (sign !== undefined) return { value: start + (before ? decimalOf(before) : 0) + VULGAR[sign]!, rest };
  return { value: decimalOf(plain!), rest };
}

function readWords(text: string): OneNumber | undefined {
  for (const [phrase, value] of WORD_PHRASES) {
    const match = phrase.exec(text);
    if (match) return { value, rest: text.slice(match[0].length) };
  }
  if (/^an? (?:few|little|bit)\b/i.test(text)) return undefined;
  const word = /^[\p{L}]+(?=\s+\S)/u.exec(text)?.[0];
  if (word === undefined) return undefined;
  const value = Object.hasOwn(WORDS, word.toLowerCase()) ? WORDS[word.toLowerCase()] : undefined;
  return value === undefined ? undefined : { value, rest: text.slice(word.length) };
}

function fractionOf(text: string): number {
  const [above, below] = text.split(/[/⁄∕]/).map(Number);
  return below === 0 ? Number.NaN : above! / below!;
}

/** 1,250 and 1.500; but 1.333 is what software makes of one and a third. */
const THOUSANDS = /^[1-9]\d{0,2}(?:(?:,\d{3})+|(?:\.\d00)+)$/;

/** 1,5 and 1.5 are one and a half; 1,000 and 1.000 a thousand, 0,125 an eighth. */
function decimalOf(text: string): number {
  const marks = text.match(/[.,]/g) ?? [];
  if (marks.length === 0) return Number(text);
  if (THOUSANDS.test(text)) return Number(text.replaceAll(/[.,]/g, ''));
  const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
  return Number(`${text.slice(0, last).replaceAll(/[.,]/g, '')}.${text.slice(last + 1)}`);
}

function isAmount(value: number): boolean {
  return Number.isFinite(value) && value > 0 && value <= LARGEST;
}
