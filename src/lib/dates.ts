/** A calendar day as text, `YYYY-MM-DD`. Sorts and compares as text. */
export type LocalDate = string;
/** Sunday 0 … Saturday 6. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

const DAY_MS = 86_400_000;

// Intl formatters cost some 50 µs each to make; zones and locales in use are few.
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    clocks.set(zone, clock);
  }
  return clock;
}

const QUARTER_MS = 900_000;
/** Since then clocks of all zones change at quarters of an hour only. */
const TIDY_SINCE = Date.UTC(1973, 0, 1);
/** Of each zone the quarter of an hour last asked for, with its offset: mostly the same is asked for again. */
const offsets = new Map<string, { quarter: number; offset: number }>();

/** The wall clock of a zone read as if it were UTC, in ms: the difference to the instant is the offset. */
function wallClockMs(instant: number, zone: string): number {
  if (instant < TIDY_SINCE) return readClock(instant, zone);
  const quarter = Math.floor(instant / QUARTER_MS);
  let known = offsets.get(zone);
  if (known?.quarter !== quarter) {
    const start = quarter * QUARTER_MS;
    known = { quarter, offset: readClock(start, zone) - start };
    offsets.set(zone, known);
  }
  // To the second, as the clock itself shows it.
  return Math.floor(instant / 1000) * 1000 + known.offset;
}

function readClock(instant: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of clockOf(zone).formatToParts(instant)) part[type] = Number(value);
  return Date.UTC(part.year!, part.month! - 1, part.day, part.hour, part.minute, part.second);
}

/** The day an instant falls on in an IANA zone. */
export function localDate(instant: string | Date, zone: string): LocalDate {
  return new Date(wallClockMs(new Date(instant).getTime(), zone)).toISOString().slice(0, 10);
}

/** The wall clock of an instant in an IANA zone, `HH:MM`. */
export function localTime(instant: string | Date, zone: string): string {
  return new Date(wallClockMs(new Date(instant).getTime(), zone)).toISOString().slice(11, 16);
}

/**
 * The instant of a wall clock (`HH:MM`) on a day in an IANA zone. A time that happens twice is its first
 * pass; a time that a clock change skips moves forward by the gap.
 */
export function instantOf(date: LocalDate, time: string, zone: string): Date {
  const wanted = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`);
  const offsetAt = (instant: number) => wallClockMs(instant, zone) - instant;
  // The offsets a day before and after cover every clock change around the wanted time.
  const offsets = [offsetAt(wanted - DAY_MS), offsetAt(wanted + DAY_MS)];
  const matching = offsets
    .map((offset) => wanted - offset)
    .filter((instant) => wallClockMs(instant, zone) === wanted);
  return new Date(matching.length > 0 ? Math.min(...matching) : wanted - offsets[0]!);
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

export function weekdayOf(date: LocalDate): Weekday {
  return new Date(`${date}T00:00:00Z`).getUTCDay() as Weekday;
}

/** First day of the week that `date` lies in, for weeks that begin on `startsOn`. */
export function weekStart(date: LocalDate, startsOn: Weekday): LocalDate {
  return addDays(date, -((weekdayOf(date) - startsOn + 7) % 7));
}

/** `weekStart` for many days, each worked out once. */
export function weekStarts(startsOn: Weekday): (date: LocalDate) => LocalDate {
  const known = new Map<LocalDate, LocalDate>();
  return (date) => {
    let week = known.get(date);
    if (week === undefined) known.set(date, (week = weekStart(date, startsOn)));
    return week;
  };
}

export function monthStart(date: LocalDate): LocalDate {
  return `${date.slice(0, 7)}-01`;
}

/** The same day `months` later; 31 January + 1 month is the last day of February. */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastDay))).toISOString().slice(0, 10);
}

/** Whether a text is a day that exists in the calendar. */
export function isLocalDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
