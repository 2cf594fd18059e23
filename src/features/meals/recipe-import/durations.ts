const ISO =
  /^[+-]?P(?:([\d.,]+)Y)?(?:([\d.,]+)M)?(?:([\d.,]+)W)?(?:([\d.,]+)D)?(?:T(?:([\d.,]+)H)?(?:([\d.,]+)M)?(?:([\d.,]+)S)?)?$/i;
const MINUTES = [525_600, 43_200, 10_080, 1440, 60, 1, 1 / 60];
/** A fortnight: what is longer was not meant. */
const MAX_MINUTES = 20_160;

/** Words for hours and minutes, by their beginnings, in the languages of recipes. */
const WORDS: readonly [RegExp, number][] = [
  [/^(d|days?|tage?n?|jours?|dias?|días?|giorn[oi]|dage?n?|dygn|dagar|dn[iíů]|nap)$/iu, 1440],
  [
    /^(h|hr|hrs|hours?|std|stunden?|stdn?|heures?|horas?|or[ae]|u|uur|uren|timer?|tim|timmar|godz\w*|hod\w*|óra|час\w*|t|時間)$/iu,
    60,
  ],
  [/^(m|min|mins|minutes?|minuten?|minutos?|minut[io]|minuter|minutter?|minut\w*|perc|мин\w*|分)$/iu, 1],
];

/** ISO 8601 (`PT1H30M`) or words (`1 hr 30 min`, `45 Minuten`) in whole minutes; undefined for anything else. */
export function minutesOf(text: string): number | undefined {
  const iso = ISO.exec(text.trim());
  const minutes = iso ? isoMinutes(iso.slice(1)) : wordedMinutes(text);
  if (minutes === undefined || !(minutes > 0) || minutes > MAX_MINUTES) return undefined;
  return Math.max(1, Math.round(minutes));
}

function isoMinutes(parts: (string | undefined)[]): number {
  return parts.reduce((sum, part, index) => sum + numberOf(part ?? '0') * MINUTES[index]!, 0);
}

function wordedMinutes(text: string): number | undefined {
  const clock = /^\s*(\d{1,2}):(\d{2})(?::\d{2})?\s*$/.exec(text);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  let sum: number | undefined;
  // Of a range (`30-40 min`) the longer time: the meal must be ready.
  for (const [, amount = '', word = ''] of text.matchAll(/(\d+(?:[.,]\d+)?)\s*([\p{L}]+)/gu)) {
    const unit = WORDS.find(([words]) => words.test(word))?.[1];
    if (unit !== undefined) sum = (sum ?? 0) + numberOf(amount) * unit;
  }
  return sum;
}

function numberOf(text: string): number {
  return Number(text.replace(',', '.'));
}
