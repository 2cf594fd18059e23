import { expect } from '@jest/globals';
import type { PlanEntry } from '../../../src/features/meals/plan/entry-schema.ts';
import { listPlanEntries } from '../../../src/features/meals/plan/plan-entries.ts';
import { finishJobs } from '../../support/jobs.ts';
import type { SignedIn } from '../../support/signed-in.ts';

/** The clock of the tests stands on the Tuesday of this week. */
export const MONDAY = '2026-03-02';
export const SUNDAY = '2026-03-08';
/** A day's target that made-up recipes can meet. */
export const target = {
  dayKind: 'every',
  kcal: 2200,
  proteinG: 135,
  carbG: 245,
  fatG: 74,
  fiberG: 33,
} as const;

/** The week of meals as a person plans it on its pages. */
export interface PlannedWeek {
  /** What stands in the week. */
  entries(): Promise<PlanEntry[]>;
  /** Adds a meal, Monday's dinner unless the fields say otherwise; answers its id. */
  addMeal(fields: Record<string, string>): Promise<string>;
  /** Has the week planned; answers the address of the proposal. */
  propose(fields?: Record<string, string>): Promise<string>;
}

export function plannedWeekOf(me: SignedIn): PlannedWeek {
  return {
    entries: () => listPlanEntries(me.app.db, me.user, MONDAY, SUNDAY),
    async addMeal(fields) {
      await me.browser.get('/meals/week/meals/new');
      const meal = { onDate: MONDAY, mealType: 'dinner', ...fields };
      const { status } = await me.browser.post('/meals/week/meals', meal);
      expect(status).toBe(303);
      const all = await listPlanEntries(me.app.db, me.user, '2026-02-01', SUNDAY);
      return all.toSorted((a, b) => (a.id < b.id ? -1 : 1)).at(-1)!.id;
    },
    async propose(fields = {}) {
      await me.browser.get('/meals/week/plan');
      const asked = { startsOn: MONDAY, days: '7', maxRepeats: '2', ...fields };
      const { status, headers } = await me.browser.post('/meals/week/plans', asked);
      expect(status).toBe(303);
      await finishJobs(me.app);
      return headers['location']!;
    },
  };
}
