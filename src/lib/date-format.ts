import { localDate, localTime, type LocalDate } from './dates.ts';

const dayFormatters = new Map<string, Intl.DateTimeFormat>();
// A page writes the same days in a chart, its table and its lists; writing one takes some 10 µs.
const written = new Map<string, string>();
const MOST_WRITTEN = 5000;

function partsOf(date: LocalDate, locale: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale}/${Object.keys(options).join()}`;
  const known = written.get(key + date);
  if (known !== undefined) return known;
  let formatter = dayFormatters.get(key);
  if (!formatter) {
    // Plain "en" would be American order; the product writes "3 Mar".
    formatter = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { ...options, timeZone: 'UTC' });
    dayFormatters.set(key, formatter);
  }
  const text = formatter
    .formatToParts(new Date(`${date}T00:00:00Z`))
    .map(({ type, value }) => (type === 'literal' ? value.replace(',', '') : value.replace('Sept', 'Sep')))
    .join('');
  if (written.size >= MOST_WRITTEN) written.clear();
  written.set(key + date, text);
  return text;
}

/** "Tue 3 Mar", with the year when it is not that of `today`. */
export function formatDay(date: LocalDate, locale: string, today: LocalDate): string {
  const year = date.slice(0, 4) === today.slice(0, 4) ? {} : ({ year: 'numeric' } as const);
  return partsOf(date, locale, { weekday: 'short', day: 'numeric', month: 'short', ...year });
}

/** "3 Mar", for axes and tables where the weekday says nothing. */
export function formatShortDay(date: LocalDate, locale: string): string {
  return partsOf(date, locale, { day: 'numeric', month: 'short' });
}

/** "Mar", and the year alone where one begins: an axis has no room for both. */
export function formatMonth(date: LocalDate, locale: string): string {
  return partsOf(date, locale, date.slice(5, 7) === '01' ? { year: 'numeric' } : { month: 'short' });
}

/** "Mon", "Tue" … of a day. */
export function formatWeekday(date: LocalDate, locale: string): string {
  return partsOf(date, locale, { weekday: 'short' });
}

/** "Tue 3 Mar, 14:05" of an instant in an IANA zone; with the year when it is not that of `now`. */
export function formatInstant(instant: string | Date, zone: string, locale: string, now: Date): string {
  const day = formatDay(localDate(instant, zone), locale, localDate(now, zone));
  return `${day}, ${localTime(instant, zone)}`;
}
