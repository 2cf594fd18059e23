import { addDays, daysBetween, type LocalDate } from '../../../lib/dates.ts';
import type { MealSettings } from '../targets/preference-schema.ts';
import type { PlanRun } from './run-schema.ts';
import { MOST_WISHES } from './wish-schema.ts';

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

/** Rows for wishes: those that are filled and one to fill; one more than were there when the form asks for it. */
export function wishRows(values: Record<string, unknown>): number[] {
  const rows = (isRow: (field: string, value: unknown) => boolean) =>
    Object.entries(values).flatMap(([name, value]) => {
      const [, at, field = ''] = /^wishes\.(\d{1,2})\.(\w+)$/.exec(name) ?? [];
      return at !== undefined && isRow(field, value) ? [Number(at) + 1] : [];
    });
  const filled = Math.max(0, ...rows((field, value) => field !== 'kind' && value !== ''));
  const there = 'addWish' in values ? Math.max(0, ...rows(() => true)) : filled;
  return Array.from({ length: Math.min(MOST_WISHES, there + 1) }, (_, at) => at);
}
