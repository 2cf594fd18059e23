import { addDays, daysBetween, type LocalDate } from '../../../lib/dates.ts';
import type { MealSettings } from '../targets/preference-schema.ts';
import type { PlanRun } from './run-schema.ts';

type PlanValues = Record<string, string>;

/** What the form of a new plan starts with: what is left of the week, as the household usually eats. */
export function newPlanForm(startsOn: LocalDate, week: LocalDate, settings: MealSettings): PlanValues {
  return {
    startsOn,
    days: String(daysBetween(startsOn, addDays(week, 7))),
    usePantry: 'on',
    useLeftovers: settings.useLeftovers ? 'on' : '',
    maxRepeats: String(settings.maxRepeats),
  };
}

/** The form as a run was asked for, to change a wish and plan again. */
export function formOfRun({ startsOn, days, wishes }: PlanRun): PlanValues {
  const rows = wishes.wishes.flatMap((wish, at) =>
    Object.entries(wish).map(([name, value]) => [`wishes.${at}.${name}`, value == null ? '' : String(value)]),
  );
  return {
    startsOn,
    days: String(days),
    usePantry: wishes.usePantry ? 'on' : '',
    useLeftovers: wishes.useLeftovers === false ? '' : 'on',
    maxRepeats: wishes.maxRepeats === undefined ? '' : String(wishes.maxRepeats),
    ...(Object.fromEntries(rows) as PlanValues),
  };
}

/** Rows for wishes: as many as are filled, and some to fill. */
export function wishRows(values: Record<string, unknown>): number[] {
  const filled = Object.keys(values).flatMap((name) => /^wishes\.(\d{1,2})\./.exec(name)?.[1] ?? []);
  return Array.from(
    { length: Math.min(30, Math.max(6, ...filled.map((at) => Number(at) + 2))) },
    (_, at) => at,
  );
}
