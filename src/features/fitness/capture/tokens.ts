/** What a number in a captured line counts. */
export type Measure =
  | 'kg'
  | 'lb'
  | 'km'
  | 'mi'
  | 'm'
  | 's'
  | 'min'
  | 'h'
  | 'bpm'
  | 'kcal'
  | 'sets'
  | 'reps'
  | 'rir'
  | 'rpe'
  | '%'
  | 'cm'
  | 'in';

export type Token =
  | { is: 'number'; value: number; raw: string; measure: Measure | undefined }
  | { is: 'clock'; seconds: number }
  | { is: 'times' }
  | { is: 'at' }
  | { is: 'word'; raw: string }
  | { is: 'comma' };

const MEASURES: readonly [RegExp, Measure][] = [
  [/^(?:kgs?|kilos?|kilograms?)$/, 'kg'],
  [/^(?:lbs?|pounds?|#)$/, 'lb'],
  [/^(?:km|kms|k|kilomet(?:er|re)s?)$/, 'km'],
  [/^(?:mi|miles?)$/, 'mi'],
  [/^(?:m|met(?:er|re)s?)$/, 'm'],
  [/^(?:s|secs?|seconds?|")$/, 's'],
  [/^(?:min|mins|minutes?|')$/, 'min'],
  [/^(?:h|hrs?|hours?)$/, 'h'],
  [/^bpm$/, 'bpm'],
  [/^(?:kcals?|cals?|calories)$/, 'kcal'],
  [/^sets?$/, 'sets'],
  [/^reps?$/, 'reps'],
  [/^rir$/, 'rir'],
  [/^rpe$/, 'rpe'],
  [/^%$/, '%'],
  [/^cm$/, 'cm'],
  [/^(?:in|inch|inches)$/, 'in'],
];

const CLOCK = /(\d{1,3}):(\d{2})(?::(\d{2}))?(?!\d)/y;
const FRACTION = /\d+\/\d+/y;
const NUMBER = /\+?(\d+(?:[.,]\d+)?)/y;
/** A word behind a number, which ends where a multiplication begins: "100kgx8". */
const UNIT = /(\s*)(\p{L}+?(?=[x×]\s*\d|[^\p{L}]|$)|["'#%])/uy;
/** "1h20", "1 h 20 min" and "27m30s" are one time each. */
const HOURS = /(\d{1,2})\s*h\s*(\d{1,2})(?:\s*(?:m|mins?|minutes))?(?![\p{L}\d:.,])/uy;
const MINUTES = /(\d{1,3})\s*m(?:in)?\s*(\d{1,2})\s*s(?:ec)?(?!\p{L})/uy;
const TIMES = /[x×✕*]/iy;
const WORD = /[\p{L}\p{N}\p{M}'’&/().-]+/uy;
const COMMA = /[,;\n]/y;
/** "10,8,7" is a list; "102,5" a decimal comma. */
const LIST = /(?<![\d.,])\d{1,4}(?:,\d{1,4}){2,}(?![\d.,])/g;

/** Splits a captured line into numbers with their units, clocks, multiplication signs, words and commas. */
export function tokenize(line: string): Token[] {
  const text = line.replace(LIST, (list) => list.replaceAll(',', ', '));
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const [token, length] = nextToken(text, at, tokens.at(-1));
    if (token) tokens.push(token);
    at += length;
  }
  return tokens;
}

function nextToken(text: string, at: number, before: Token | undefined): [Token | undefined, number] {
  const read = (pattern: RegExp) => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  for (const [pattern, secondsOf] of CLOCKS) {
    const clock = read(pattern);
    if (clock) return [{ is: 'clock', seconds: secondsOf(clock) }, clock[0].length];
  }
  const fraction = read(FRACTION);
  if (fraction) return [{ is: 'word', raw: fraction[0] }, fraction[0].length];
  const number = read(NUMBER);
  if (number) return numberToken(text, at, number);
  const times = before?.is === 'number' ? read(TIMES) : undefined;
  if (times && /^\s*[\d@]/.test(text.slice(at + 1))) return [{ is: 'times' }, 1];
  if (text[at] === '@') return [{ is: 'at' }, 1];
  if (read(COMMA)) return [{ is: 'comma' }, 1];
  const word = read(WORD);
  if (word) return [{ is: 'word', raw: word[0] }, word[0].length];
  return [undefined, 1];
}

function numberToken(text: string, at: number, number: RegExpExecArray): [Token, number] {
  const end = at + number[0].length;
  UNIT.lastIndex = end;
  const unit = UNIT.exec(text);
  const measure = unit
    ? measureOf(unit[2]!.toLowerCase(), unit[1]!.length > 0, text.slice(UNIT.lastIndex))
    : undefined;
  const value = Number(number[1]!.replace(',', '.'));
  const length = measure === undefined ? number[0].length : number[0].length + unit![0].length;
  return [{ is: 'number', value, raw: number[1]!, measure }, length];
}

function measureOf(word: string, apart: boolean, after: string): Measure | undefined {
  // "5 km 25 min hr 150": hr before a number is a heart rate. "5 k 100" is not kilometres either, but "5k" is.
  if (word === 'hr' && /^\s*\d/.test(after)) return undefined;
  // "5 km in 27:30": in is a unit only right behind its number.
  if (apart && (word === 'in' || word === 'k')) return undefined;
  return MEASURES.find(([pattern]) => pattern.test(word))?.[1];
}

const CLOCKS: readonly [RegExp, (found: RegExpExecArray) => number][] = [
  [CLOCK, clockSeconds],
  [HOURS, ([, hours, minutes]) => Number(hours) * 3600 + Number(minutes) * 60],
  [MINUTES, ([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds)],
];

function clockSeconds([, first, second, third]: RegExpExecArray): number {
  const [a, b] = [Number(first), Number(second)];
  return third === undefined ? a * 60 + b : a * 3600 + b * 60 + Number(third);
}
