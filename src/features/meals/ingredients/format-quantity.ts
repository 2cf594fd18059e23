/** Kitchen fractions that people read at a glance, and how they are printed. */
const FRACTIONS: readonly [number, string][] = [
  [0, ''],
  [1 / 8, '⅛'],
  [1 / 4, '¼'],
  [1 / 3, '⅓'],
  [3 / 8, '⅜'],
  [1 / 2, '½'],
  [5 / 8, '⅝'],
  [2 / 3, '⅔'],
  [3 / 4, '¾'],
  [7 / 8, '⅞'],
  [1, ''],
];

/** Units that are read on scales or jugs, so that tenths say more than fractions. */
const METRIC = new Set(['g', 'kg', 'mg', 'hg', 'ml', 'cl', 'dl', 'l', 'cm']);

/** How far a fraction may be from the number, as a part of it. */
const TOLERANCE = 0.04;

/**
 * A quantity as a cook reads it: 0.5 → "½", 1.333 → "1 ⅓", 1.26 → "1 ¼"; with a metric unit 0.5 → "0.5", 333.3 → "333".
 * Numbers are written in the person's language ("0,5").
 */
export function formatQuantity(quantity: number, unit: string | null = null, language = 'en'): string {
  if (unit !== null && METRIC.has(unit))
    return decimal(quantity, quantity >= 20 ? 0 : digitsOf(quantity), language);
  if (quantity >= 20) return decimal(quantity, 0, language);
  const whole = Math.floor(quantity);
  const rest = quantity - whole;
  const [value, sign] = FRACTIONS.reduce((best, one) =>
    Math.abs(one[0] - rest) < Math.abs(best[0] - rest) ? one : best,
  );
  if (quantity > 0 && Math.abs(value - rest) <= TOLERANCE * Math.max(quantity, 0.25)) {
    const full = whole + (value === 1 ? 1 : 0);
    if (sign === '') return decimal(full, 0, language);
    return full === 0 ? sign : `${decimal(full, 0, language)} ${sign}`;
  }
  return decimal(quantity, digitsOf(quantity), language);
}

/** A range as "1–2", both ends as `formatQuantity` writes them. */
export function formatRange(
  range: { quantity: number; quantityMax: number | null },
  unit: string | null = null,
  language = 'en',
): string {
  const low = formatQuantity(range.quantity, unit, language);
  if (range.quantityMax === null) return low;
  const high = formatQuantity(range.quantityMax, unit, language);
  return high === low ? low : `${low}–${high}`;
}

function digitsOf(quantity: number): number {
  if (quantity >= 10) return 1;
  return quantity >= 0.1 ? 2 : 3;
}

function decimal(value: number, digits: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}
