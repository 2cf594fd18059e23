import { addDays, instantOf, isLocalDate, localDate, localTime, weekdayOf } from './dates.ts';
import type { LocalDate } from './dates.ts';

/** When something happened, and the text without the words that said so. */
export interface Moment {
  rest: string;
  at: Date;
  /** Whether the text named a day or time at all; otherwise `at` is now. */
  said: boolean;
}

interface Clock {
  now: Date;
  timeZone: string;
}

/** A day named without a time is kept at noon: any zone of the user's later travels leaves it on that day. */
const NOON = '12:00';
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const WEEKDAY =
  '(sun(?:day)?|mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?)';
const TIME = '(?:\\s*,?\\s*(?:at\\s+)?(?:(\\d{1,2}):(\\d{2})\\s*([ap]m)?|(\\d{1,2})\\s*([ap]m)))?';

/** Words for a day, most specific first; each gives the day, or undefined when it is none. */
const DAYS: readonly [pattern: string, day: (found: string[], today: LocalDate) => LocalDate | undefined][] =
  [
    ['(\\d{4}-\\d{2}-\\d{2})', ([date]) => (isLocalDate(date!) ? date : undefined)],
    [
      `(\\d{1,2})(?:st|nd|rd|th)?\\s+${MONTH}(?:\\s+(\\d{4}))?`,
      ([day, month, year], today) => calendarDay(day!, monthNumber(month!), year, today),
    ],
    [
      `${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?(?!\\s*[x×*\\d.,:]|\\s*(?:kg|lb|km|mi|min|s)\\b)(?:,?\\s+(\\d{4}))?`,
      ([month, day, year], today) => calendarDay(day!, monthNumber(month!), year, today),
    ],
    [
      '(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})?',
      ([day, month, year], today) => calendarDay(day!, Number(month), year, today),
    ],
    ['(\\d{1,3})\\s+days?\\s+ago', ([days], today) => addDays(today, -Number(days))],
    ['(?:today|this\\s+(?:morning|afternoon|evening))', (_, today) => today],
    ['(?:yesterday|last\\s+night)', (_, today) => addDays(today, -1)],
    [`(?:on\\s+|last\\s+)?${WEEKDAY}`, ([name], today) => lastWeekday(name!, today)],
  ];

const AGO = /(?:^|\s)(\d{1,3})\s*(min|minutes?|mins|h|hours?|hrs?)\s+ago(?=$|[\s,])/i;
const CLOCK =
  /(?:^|[\s,])(?:at\s+(\d{1,2}):(\d{2})(?!:|\s*\/)\s*([ap]m)?|(?:at\s+)?(\d{1,2})\s*([ap]m))(?=$|[\s,])/i;

/**
 * Finds "yesterday 18:00", "tue", "3 mar", "2026-03-03", "2 hours ago" or "at 7pm" in a line about the past, and
 * returns the instant in the user's zone. A day without a year is the latest one that is not in the future.
 */
export function readMoment(text: string, clock: Clock): Moment {
  const ago = AGO.exec(text);
  if (ago) {
    const minutes = Number(ago[1]) * (ago[2]!.startsWith('m') ? 1 : 60);
    return { rest: cut(text, ago), at: new Date(clock.now.getTime() - minutes * 60_000), said: true };
  }
  const today = localDate(clock.now, clock.timeZone);
  for (const [pattern, dayOf] of DAYS) {
    const found = new RegExp(`(?:^|[\\s,])${pattern}${TIME}(?=$|[\\s,;])`, 'i').exec(text);
    if (!found) continue;
    const words = found.slice(1);
    const date = dayOf(words.slice(0, -5), today);
    if (date === undefined) continue;
    const time = timeOf(words.slice(-5)) ?? (date === today ? undefined : NOON);
    const rest = cut(text, found);
    return date === today && time === undefined
      ? withClock(rest, clock, true)
      : { rest, at: instantOf(date, time!, clock.timeZone), said: true };
  }
  return withClock(text, clock, false);
}

/** A time of day without a day: the last time it was that late. */
function withClock(text: string, clock: Clock, said: boolean): Moment {
  const found = CLOCK.exec(text);
  const time = found ? timeOf(found.slice(1)) : undefined;
  if (!found || time === undefined) return { rest: text, at: clock.now, said };
  const today = localDate(clock.now, clock.timeZone);
  const date = time > localTime(clock.now, clock.timeZone) ? addDays(today, -1) : today;
  return { rest: cut(text, found), at: instantOf(date, time, clock.timeZone), said: true };
}

/** `HH:MM` from hour, minute, am/pm, or hour, am/pm; undefined when there is none such. */
function timeOf([hour24, minute = '00', half, hour12, half12]: (string | undefined)[]): string | undefined {
  const suffix = (half ?? half12)?.toLowerCase();
  const given = Number(hour24 ?? hour12 ?? NaN);
  const isTime = given <= (suffix ? 12 : 23) && Number(minute) <= 59;
  if (!isTime) return undefined;
  const hour = suffix ? (given % 12) + (suffix === 'pm' ? 12 : 0) : given;
  return `${String(hour).padStart(2, '0')}:${minute}`;
}

function calendarDay(
  day: string,
  month: number,
  year: string | undefined,
  today: LocalDate,
): LocalDate | undefined {
  const monthDay = `-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (year !== undefined) return isLocalDate(year + monthDay) ? year + monthDay : undefined;
  // A leap day may be up to eight years back.
  for (let past = Number(today.slice(0, 4)); past > Number(today.slice(0, 4)) - 9; past--) {
    if (isLocalDate(past + monthDay) && past + monthDay <= today) return past + monthDay;
  }
  return undefined;
}

function monthNumber(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function lastWeekday(name: string, today: LocalDate): LocalDate {
  const wanted = WEEKDAYS.indexOf(name.slice(0, 3).toLowerCase());
  return addDays(today, -((weekdayOf(today) - wanted + 7) % 7));
}

function cut(text: string, found: RegExpExecArray): string {
  return `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.trim();
}
