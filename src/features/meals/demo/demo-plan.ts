import type { Db, Scope } from '../../../db/index.ts';
import { addDays, daysBetween, weekStart, type LocalDate } from '../../../lib/dates.ts';
import { acceptPlan } from '../plan/plan-runs.ts';
import { proposeWeek } from '../plan/plan-work.ts';
import { insertRun } from '../plan/run-queries.ts';

/** Has what is left of this week and all of the next planned out of the demo's recipes, as a person would on Sunday. */
export async function writeDemoPlan(
  db: Db,
  scope: Scope,
  { today, now }: { today: LocalDate; now: Date },
): Promise<void> {
  const nextWeek = addDays(weekStart(today, 1), 7);
  const wishes = { wishes: [], usePantry: true };
  const weeks = [
    { startsOn: today, until: nextWeek },
    { startsOn: nextWeek, until: addDays(nextWeek, 7) },
  ];
  for (const { startsOn, until } of weeks) {
    const days = daysBetween(startsOn, until);
    const runId = await insertRun(db, scope, { startsOn, days, seed: 1, wishes }, now);
    const clock = { now: () => now };
    await proposeWeek({ db, clock, announce: () => undefined }, { runId, ...scope });
    await acceptPlan(db, scope, runId, now);
  }
}
