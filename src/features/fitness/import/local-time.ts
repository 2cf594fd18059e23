import type { DateOrder, ImportedStart } from './imported.ts';

/** Languages whose month names are understood; the earlier wins where two disagree. */
const LANGUAGES = [
  'en',
  'de',
  'fr',
  'es',
  'pt',
  'it',
  'nl',
  'sv',
  'nb',
  'da',
  'fi',
  'pl',
  'cs',
  'tr',
  'ro',
  'hu',
  'ru',
  'uk',
  'el',
  'id',
];

/** The months of the languages above, long and short, without accents or points: "avr" → 4. */
export function monthNames(): ReadonlyMap<string, number> {
  const months = new Map<string, number>();
  for (const language of LANGUAGES) {
    for (let month = 0; month < 12; month++) {
      const day = new Date(Date.UTC(2024, month, 12));
      for (const style of ['long', 'short'] as const) {
        const alone = new Intl.DateTimeFormat(language, { month: style, timeZone: 'UTC' }).format(day);
        const inDate = new Intl.DateTimeFormat(language, { month: style, day: 'numeric', timeZone: 'UTC' })
          .formatToParts(day)
          .find(({ type }) => type === 'month')?.value;
        for (const name of [alone, inDate ?? alone]) {
          const key = monthKey(name);
          if (key !== '' && !months.has(key)) months.set(key, month + 1);
        }
      }
    }
  }
  return months;
}

function monthKey(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}]/gu, '');
}

/** A date or time as written, before it is known which of two numbers is the day. */
interface RawDate {
  year: number;
  /** Both orders are possible where `order` is undefined. */
  first: number;
  second: number;
  order: DateOrder | undefined;
  rest: string;
}

/**
 * Reads the dates of one file. Dates such as 04/05/2024 are ambiguous alone; a file where one has
 * a part above 12 tells, else the person is asked.
 */
export class DateReader {
  private readonly months = monthNames();
  private readonly order: DateOrder;
  /** Whether some date could be read both ways and neither the file nor the person says which. */
  readonly isAmbiguous: boolean;

  constructor(cells: Iterable<string>, answered?: DateOrder) {
    const seen = new Set<DateOrder>();
    let open = false;
    for (const cell of cells) {
      const raw = this.raw(cell);
      if (!raw) continue;
      if (raw.order) continue;
      if (raw.first > 12) seen.add('day-first');
      else if (raw.second > 12) seen.add('month-first');
      else if (raw.first !== raw.second) open = true;
    }
    this.order = (seen.size === 1 ? [...seen][0] : undefined) ?? answered ?? 'day-first';
    this.isAmbiguous = open && seen.size !== 1 && answered === undefined;
  }

  /** The start that a cell states, or undefined when it is no date. */
  read(cell: string): ImportedStart | undefined {
    const instant = isoInstant(cell);
    if (instant !== undefined) return { instant };
    const raw = this.raw(cell);
    if (!raw) return undefined;
    const order = raw.order ?? this.orderOf(raw);
    const day = order === 'day-first' ? raw.first : raw.second;
    const month = order === 'day-first' ? raw.second : raw.first;
    const time = timeOfDay(raw.rest);
    if (!time || !isCalendarDay(raw.year, month, day)) return undefined;
    const local = `${pad(raw.year, 4)}-${pad(month)}-${pad(day)}T${time.clock}`;
    return { local, timeKnown: time.known };
  }

  private orderOf({ first, second }: RawDate): DateOrder {
    if (first > 12) return 'day-first';
    return second > 12 ? 'month-first' : this.order;
  }

  private raw(cell: string): RawDate | undefined {
    const text = cell
      .replace(/[\u00a0\u202f\u2009]/g, ' ')
      .trim()
      .slice(0, 80);
    return yearFirst(text) ?? yearLast(text) ?? this.named(text);
  }

  /** "8 Apr 2026, 16:50", "Apr 8, 2026 4:50 PM", "8 de abr. de 2026, 16:50". */
  private named(text: string): RawDate | undefined {
    const dayFirst =
      /^(?:\p{L}+\.?,? )?(\d{1,2})\.? (?:de )?(\p{L}[\p{L}\p{M}]*\.?),?(?: de)? (\d{4})(?:,? (?:à |at |um |o |kl\.? )?(.*))?$/iu.exec(
        text,
      );
    const monthFirst =
      /^(?:\p{L}+\.?,? )?(\p{L}[\p{L}\p{M}]*\.?) (\d{1,2}),? (\d{4})(?:,? (?:at )?(.*))?$/iu.exec(text);
    const [day, name, year, rest] = dayFirst
      ? [dayFirst[1], dayFirst[2], dayFirst[3], dayFirst[4]]
      : [monthFirst?.[2], monthFirst?.[1], monthFirst?.[3], monthFirst?.[4]];
    const month = name === undefined ? undefined : this.months.get(monthKey(name));
    if (month === undefined) return undefined;
    return { year: Number(year), first: Number(day), second: month, order: 'day-first', rest: rest ?? '' };
  }
}

function yearFirst(text: string): RawDate | undefined {
  const found = /^(\d{4})[-/.年] ?(\d{1,2})[-/.月] ?(\d{1,2})日?\.?(?:[T, ]\s*(.*))?$/.exec(text);
  if (!found) return undefined;
  return {
    year: Number(found[1]),
    first: Number(found[2]),
    second: Number(found[3]),
    order: 'month-first',
    rest: found[4] ?? '',
  };
}

function yearLast(text: string): RawDate | undefined {
  const found = /^(\d{1,2})([-/.]) ?(\d{1,2})[-/.] ?(\d{4}|\d{2})\.?(?:[T, ]\s*(.*))?$/.exec(text);
  if (!found) return undefined;
  const year = Number(found[4]);
  return {
    year: year < 100 ? 2000 + year : year,
    first: Number(found[1]),
    second: Number(found[3]),
    // Points between day and month are written only where the day comes first.
    order: found[2] === '.' ? 'day-first' : undefined,
    rest: found[5] ?? '',
  };
}

/** "16:50", "16:50:12", "5:12:33 PM", "04.50 p. m."; noon, and not known, when there is none. */
function timeOfDay(text: string): { clock: string; known: boolean } | undefined {
  const rest = text.trim();
  if (rest === '') return { clock: '12:00:00', known: false };
  const found = /^(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?(?: ?([ap])\.? ?m\.?)?(?: uhr)?$/i.exec(
    rest,
  );
  if (!found) return undefined;
  const hour = hourOfDay(Number(found[1]), found[4]?.toLowerCase());
  const minute = Number(found[2]);
  const second = Number(found[3] ?? '0');
  if (hour === undefined || minute > 59 || second > 59) return undefined;
  return { clock: `${pad(hour)}:${pad(minute)}:${pad(second)}`, known: true };
}

/** 0 to 23 from an hour and the half of the day ("a" or "p"), where one is written. */
function hourOfDay(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour > 23 ? undefined : hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'p' ? 12 : 0);
}

/** The instant of an ISO 8601 text that states its zone, or undefined. */
export function isoInstant(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^\d{4}-\d\d-\d\dT?\s?\d\d:\d\d(:\d\d(\.\d+)?)?\s?(Z|[+-]\d\d:?\d\d)$/i.test(trimmed))
    return undefined;
  const time = Date.parse(trimmed.replace(/^(\d{4}-\d\d-\d\d)\s/, '$1T').replace(/\s/g, ''));
  return Number.isNaN(time) || !isSensibleYear(new Date(time).getUTCFullYear())
    ? undefined
    : new Date(time).toISOString();
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return isSensibleYear(year) && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isSensibleYear(year: number): boolean {
  return year >= 1900 && year <= 2100;
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}
