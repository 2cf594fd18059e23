/** A time to wait that a step's text names: its place in the text, and its length. */
export interface StepTimer {
  from: number;
  to: number;
  seconds: number;
}

const FRACTIONS: Record<string, number> = { '½': 0.5, '¼': 0.25, '¾': 0.75, '⅓': 1 / 3, '⅔': 2 / 3 };
const AMOUNT = String.raw`(?:\d{1,4}(?:[.,]\d{1,2})?(?:\s*[½¼¾⅓⅔]|\s+\d\/\d)?|\d\/\d|[½¼¾⅓⅔]|half an|an?|one|two|three)`;
// English first; the words that recipes of neighbouring languages use cost nothing.
const HOURS = String.raw`(?:hours?|hrs?|h|stunden?|std|heures?|horas?|ore|ora|uur)`;
const MINUTES = String.raw`(?:minutes?|mins?|min|minuten|minuti|minutos?|minuut)`;
const SECONDS = String.raw`(?:seconds?|secs?|sekunden?|secondes?|segundos?|secondi)`;
const DURATION = new RegExp(
  String.raw`(?<![\w.,/])(${AMOUNT})(?:\s*(?:-|–|—|to|or|bis|à|a)\s*(${AMOUNT}))?[\s-]*(${HOURS}|${MINUTES}|${SECONDS})(?![\w])` +
    String.raw`(?:\s*(?:and|und|et|y|e|,)?\s*(\d{1,2})\s*(${MINUTES})(?![\w]))?`,
  'giu',
);
const IS_HOURS = new RegExp(`^${HOURS}$`, 'i');
const IS_MINUTES = new RegExp(`^${MINUTES}$`, 'i');
const LONGEST_S = 604_800;

/** The times in a step's text, in order; of "20 to 25 minutes" the shorter one, when it is time to look. */
export function timersIn(text: string): StepTimer[] {
  return [...text.matchAll(DURATION)].flatMap((match) => {
    const seconds = Math.round(
      amountOf(match[1]!) * secondsOf(match[3]!) + (match[4] ? Number(match[4]) * 60 : 0),
    );
    if (!(seconds >= 1 && seconds <= LONGEST_S)) return [];
    return [{ from: match.index, to: match.index + match[0].length, seconds }];
  });
}

const WORDS: Record<string, number> = { a: 1, an: 1, one: 1, two: 2, three: 3, 'half an': 0.5 };

function amountOf(text: string): number {
  const word = WORDS[text.toLowerCase()];
  if (word !== undefined) return word;
  const match = /^(\d+(?:[.,]\d+)?)?\s*(?:(\d)\/(\d)|([½¼¾⅓⅔]))?$/.exec(text.trim());
  // "1/2" alone: the pattern above takes its 1 for the whole part only when a space follows.
  if (!match) return fractionOf(text);
  const whole = match[1] === undefined ? 0 : Number(match[1].replace(',', '.'));
  const part = match[4] ? FRACTIONS[match[4]]! : match[2] ? Number(match[2]) / Number(match[3]) : 0;
  return whole + part;
}

function fractionOf(text: string): number {
  const [above, below] = text.split('/').map(Number);
  return above! / below!;
}

function secondsOf(unit: string): number {
  return IS_HOURS.test(unit) ? 3600 : IS_MINUTES.test(unit) ? 60 : 1;
}

const AHEAD =
  /\b(soak|marinat|thaw|defrost|brine|overnight|proof|prove|rise|chill|refrigerat|freeze|infuse|rest the dough)/i;
const OVERNIGHT = /\b(overnight|the night before|über nacht|toute la nuit)\b/i;
const OVERNIGHT_MIN = 600;
const SHORTEST_MIN = 30;

/**
 * How long before the rest a step must start, in minutes: soaking, thawing, marinating of half an hour or more. Null for
 * a step that is done in its turn.
 */
export function leadMinutesIn(text: string): number | null {
  if (!AHEAD.test(text)) return null;
  const longest = Math.max(0, ...timersIn(text).map(({ seconds }) => seconds / 60));
  const minutes = OVERNIGHT.test(text) ? Math.max(longest, OVERNIGHT_MIN) : longest;
  return minutes >= SHORTEST_MIN ? Math.round(minutes) : null;
}
