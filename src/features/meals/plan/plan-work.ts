import { localDate } from '../../../lib/dates.ts';
import { selectRow, type Db } from '../../../db/index.ts';
import type { JobDeps } from '../../../jobs/job.ts';
import { startExplanation } from '../wishes/explain-plan.ts';
import { findMealSettings } from '../targets/preferences.ts';
import { loadProblem } from './load-problem.ts';
import { announcePlan, type PlanJobData } from './plan-jobs.ts';
import * as queries from './run-queries.ts';
import type { Proposal } from './run-schema.ts';
import { solveWeek } from './solve-week.ts';
import type { WeekPlan, WeekProblem } from './solver/week-problem.ts';
import type { Wish } from './wish-schema.ts';

/** Plans that were not liked count for so long. */
const PASSED_DAYS = 3;

/** Works out a proposal and, where there is a model, has it explained. */
export async function proposeAndExplain(deps: JobDeps, data: PlanJobData): Promise<void> {
  const { runId, ...scope } = data;
  await proposeWeek(deps, data, (trx) => startExplanation({ ...deps, db: trx }, scope, runId));
}

/**
 * Works out the proposal of a run that waits for one; false, and nothing done, for any other. `afterwards` happens in
 * the transaction that stores it.
 */
export async function proposeWeek(
  deps: Pick<JobDeps, 'db' | 'clock' | 'announce'>,
  data: PlanJobData,
  afterwards: (trx: Db) => Promise<void> = () => Promise.resolve(),
): Promise<boolean> {
  const { db, clock } = deps;
  const { runId, ...scope } = data;
  const start = { id: runId, from: ['queued', 'solving'], to: 'solving' } as const;
  if (!(await queries.moveRun(db, scope, start, clock.now()))) return false;
  const run = (await queries.findRun(db, scope, runId))!;
  const since = new Date(clock.now().getTime() - PASSED_DAYS * 86_400_000);
  const problem = await loadProblem(db, scope, {
    startsOn: run.startsOn,
    days: run.days,
    today: localDate(clock.now(), await timeZoneOf(db, scope.userId)),
    wishes: run.wishes,
    seed: run.seed,
    passed: await queries.listPassedRecipes(db, scope, run.startsOn, since),
  });
  const steps: Promise<void>[] = [];
  const plan = await solveWeek(problem, (share) => {
    const progress = Math.min(99, Math.round(share * 100));
    steps.push(queries.setRunProgress(db, scope, runId, progress));
    announcePlan(deps, data, progress);
  });
  await Promise.all(steps);
  const { guests } = await findMealSettings(db, scope);
  const proposal = proposalOf(problem, plan, { guests, wishes: run.wishes.wishes });
  const found = { id: runId, proposal, shortfalls: plan.shortfalls };
  // In one: pages that hear of the proposal see that its explanation is on the way.
  const isStored = await db.transaction(async (trx) => {
    const isOpen = await queries.storeProposal(trx, scope, found, clock.now());
    if (isOpen) await afterwards(trx);
    return isOpen;
  });
  announcePlan(deps, data, 100);
  return isStored;
}

async function timeZoneOf(db: Db, userId: string): Promise<string> {
  const row = await selectRow<{ time_zone: string }>(db, 'select time_zone from users where id = :userId', {
    userId,
  });
  return row?.time_zone ?? 'UTC';
}

/** A plan as it is kept: with names, times and everybody's portions. */
function proposalOf(
  { recipes, eaters }: WeekProblem,
  { meals, days }: WeekPlan,
  { guests, wishes }: { guests: number; wishes: readonly Wish[] },
): Proposal {
  const titles = new Map(recipes.map(({ id, title }) => [id, title]));
  return {
    meals: meals.map(({ date, mealType, recipeId, portions, isLeftover }) => ({
      date,
      mealType,
      atTime: timeOf(wishes, date, mealType),
      recipeId,
      title: titles.get(recipeId) ?? '',
      servings: Number((portions.reduce((sum, each) => sum + each, 0) + guests).toFixed(2)),
      portions: Object.fromEntries(eaters.map(({ id }, at) => [id, portions[at]!])),
      isLeftover,
    })),
    days: days.map(({ date, macros, aims, worst }) => ({
      date,
      people: Object.fromEntries(
        eaters.map(({ id }, at) => [
          id,
          {
            macros: macros[at]!.map((value) => Number(value.toFixed(1))),
            aim: aims[at]?.map((value) => value && Number(value.toFixed(1))) ?? null,
            worst: Number(worst[at]!.toFixed(4)),
          },
        ]),
      ),
    })),
  };
}

function timeOf(wishes: readonly Wish[], date: string, mealType: string): string | null {
  const fitting = wishes.filter(
    (wish) => wish.kind === 'time' && wish.mealType === mealType && (!wish.date || wish.date === date),
  );
  return (fitting.find((wish) => wish.date === date) ?? fitting[0])?.time ?? null;
}
