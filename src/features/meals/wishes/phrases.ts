import { addDays, type LocalDate, weekdayOf } from '../../../lib/dates.ts';
import type { MealType } from '../meal-types.ts';

/** Days that a phrase names: none means any. */
export interface Days {
  dates: LocalDate[];
  isEvening: boolean;
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const WEEKDAY = /\b(sun|mon|tue|wed|thu|fri|sat)(?:days?|s|r|rs|sdays?|nesdays?|rsdays?|urdays?)?\b/gi;
const EVENING = /\b(?:tonight|evenings?|nights?)\b/i;

const MEALS: readonly [MealType, RegExp][] = [
  ['breakfast', /\b(?:breakfasts?|brunch|in the mornings?)\b/i],
  ['lunch', /\b(?:lunch(?:es)?|midday|at noon)\b/i],
  ['dinner', /\b(?:dinners?|suppers?|evening meals?)\b/i],
  ['snack', /\bsnacks?\b/i],
];

/** Words around what is wished. */
const FILLERS =
  /\b(?:something|anything|some|a dish|dishes|meals?|food|please|maybe|perhaps|i|we|kids|the|us|would|'d|like|love|want|wants|wish|fancy|feel like|have|having|eat|eats|eating|cook|cooking|make|making|let'?s|for|on|at|in|with|a|an|this|next|week|every|each|day|days|once|it|to|be|should|must|is|are|more|lots? of|plenty of|again)\b/gi;

/** The meal that a phrase names. */
export function mealIn(text: string): MealType | undefined {
  return MEALS.find(([, pattern]) => pattern.test(text))?.[0];
}

/** The planned days that a phrase names; `outside` when it names only others. */
export function daysIn(
  text: string,
  { startsOn, days, today }: { startsOn: LocalDate; days: number; today: LocalDate },
): Days | 'outside' {
  const planned = Array.from({ length: days }, (_, day) => addDays(startsOn, day));
  const named: ((date: LocalDate) => boolean)[] = [];
  for (const [, name] of text.matchAll(WEEKDAY)) {
    const weekday = WEEKDAYS.indexOf(name!.toLowerCase() as (typeof WEEKDAYS)[number]);
    named.push((date) => weekdayOf(date) === weekday);
  }
  if (/\b(?:today|tonight)\b/i.test(text)) named.push((date) => date === today);
  if (/\btomorrow\b/i.test(text)) named.push((date) => date === addDays(today, 1));
  if (/\bweekends?\b/i.test(text)) named.push((date) => [0, 6].includes(weekdayOf(date)));
  if (/\b(?:weekdays|working days|work days)\b/i.test(text))
    named.push((date) => ![0, 6].includes(weekdayOf(date)));
  const dates = planned.filter((date) => named.some((fits) => fits(date)));
  if (named.length > 0 && dates.length === 0) return 'outside';
  return { dates, isEvening: EVENING.test(text) };
}

/** A time of the day, `HH:MM`: 18:00, 6pm, 6.30 pm, at 19, half past six is not read. */
export function timeIn(text: string): string | undefined {
  const clock =
    /\b([01]?\d|2[0-3])[:h]([0-5]\d)\s*(am|pm)?\b/i.exec(text) ?? /\b(\d{1,2})()\s*(am|pm)\b/i.exec(text);
  const bare =
    clock ??
    /\b(?:at|by|around|from)\s+([01]?\d|2[0-3])()(?:\s*o'?clock)?\b(?!\s*(?:min|people|%|eur|\$))/i.exec(
      text,
    );
  if (!bare) return undefined;
  const [, hours, minutes, half] = bare;
  let hour = Number(hours);
  if (/pm/i.test(half ?? '') && hour < 12) hour += 12;
  if (/am/i.test(half ?? '') && hour === 12) hour = 0;
  return hour > 23 ? undefined : `${String(hour).padStart(2, '0')}:${minutes || '00'}`;
}

/** Minutes of cooking that a phrase allows: "under 30 minutes", "max 1 hour", "half an hour". */
export function minutesIn(text: string): number | undefined {
  const minutes = /\b(\d{1,3})\s*(?:min(?:ute)?s?|'|′)(?=\W|$)/i.exec(text);
  if (minutes) return inRange(Number(minutes[1]));
  if (/\bhalf an hour\b/i.test(text)) return 30;
  const hours = /\b(\d|an|one|two)\s*(?:h|hours?)\b/i.exec(text);
  if (!hours) return undefined;
  const word = hours[1]!.toLowerCase();
  return inRange(60 * (word === 'two' ? 2 : Number(word) || 1));
}

function inRange(minutes: number): number {
  return Math.min(600, Math.max(5, minutes));
}

/** What is left of a phrase without days, meals, times and the words around a wish. */
export function withoutMarkers(text: string): string {
  const bare = MEALS.reduce((left, [, pattern]) => left.replace(new RegExp(pattern, 'gi'), ' '), text);
  return bare
    .replace(WEEKDAY, ' ')
    .replace(/\b(?:today|tonight|tomorrow|weekends?|weekdays|working days|work days)\b/gi, ' ')
    .replace(new RegExp(EVENING, 'gi'), ' ')
    .replace(/\bmeat-?(?:less|free)\b/gi, 'vegetarian')
    .replace(FILLERS, ' ')
    .replace(/[()?:]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^(?:and|or|of)\s+|\s+(?:and|or|of)$/gi, '')
    .trim();
}
