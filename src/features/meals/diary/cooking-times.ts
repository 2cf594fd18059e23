import { instantOf } from '../../../lib/dates.ts';
import type { AheadStep, PlannedMeal } from './planned-meals.ts';

const MINUTE_MS = 60_000;

/** When a meal is on the table, when cooking it begins, and when each step ahead is due. */
export interface CookingTimes {
  at: Date;
  /** Null where nothing is cooked. */
  start: Date | null;
  ahead: { step: AheadStep; due: Date }[];
}

/** The instants of a planned meal, its wall clock read in the zone of who looks. */
export function cookingTimes(
  meal: Pick<PlannedMeal, 'onDate' | 'atTime' | 'cookMin' | 'ahead'>,
  timeZone: string,
): CookingTimes {
  const at = instantOf(meal.onDate, meal.atTime, timeZone);
  const before = (minutes: number) => new Date(at.getTime() - minutes * MINUTE_MS);
  return {
    at,
    start: meal.cookMin === null || meal.cookMin === 0 ? null : before(meal.cookMin),
    ahead: meal.ahead.map((step) => ({ step, due: before(step.leadMin) })),
  };
}
