import type { Db, Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../errors.ts';
import type { Queue } from '../../../jobs/queue.ts';
import { addDays, type LocalDate } from '../../../lib/dates.ts';
import { newId } from '../../../lib/uuid.ts';
import { countRecipes } from '../recipes/recipe-queries.ts';
import { insertEntry, listPlanEntries, setPortions } from './entry-queries.ts';
import { planWeekJob } from './plan-jobs.ts';
import * as queries from './run-queries.ts';
import type { PlanRun, ProposedMeal, Replaced } from './run-schema.ts';
import type { Wishes } from './wish-schema.ts';

const WHAT = 'The plan';
const MOST_SEEDS = 1_000_000;

/**
 * Has a week planned off the request: the run is there at once, its proposal within seconds. Throws ValidationError when
 * there is nothing to plan with.
 */
export async function planWeek(
  { db, queue }: { db: Db; queue: Queue },
  scope: Scope,
  asked: { startsOn: LocalDate; days: number; seed?: number | undefined; wishes: Wishes },
  now: Date,
): Promise<PlanRun> {
  if ((await countRecipes(db, scope)) === 0)
    throw new ValidationError([
      {
        path: '',
        message: 'there are no recipes yet: add or import some first',
        text: 'plan.problem.noRecipes',
      },
    ]);
  return db.transaction(async (trx) => {
    const id = await queries.insertRun(trx, scope, { ...asked, seed: asked.seed ?? 1 }, now);
    await queue.add(trx, planWeekJob, { runId: id, userId: scope.userId, householdId: scope.householdId });
    return (await queries.findRun(trx, scope, id))!;
  });
}

/** Plans the same days with the same wishes once more, to something else; the former proposal counts as not taken. */
export async function planAnother(
  deps: { db: Db; queue: Queue },
  scope: Scope,
  id: string,
  now: Date,
): Promise<PlanRun> {
  const run = await findPlanRun(deps.db, scope, id);
  await queries.moveRun(
    deps.db,
    scope,
    { id, from: ['queued', 'solving', 'proposed', 'failed'], to: 'discarded' },
    now,
  );
  const { startsOn, days, wishes, seed } = run;
  return planWeek(deps, scope, { startsOn, days, wishes, seed: (seed % MOST_SEEDS) + 1 }, now);
}

export async function findPlanRun(db: Db, scope: Scope, id: string): Promise<PlanRun> {
  const run = await queries.findRun(db, scope, id);
  if (!run) throw new NotFoundError(WHAT);
  return run;
}

/**
 * Makes a proposal the plan. What was planned there before and is neither locked nor added by hand nor eaten goes to the
 * bin; a place that somebody filled meanwhile stays as it is. Accepting twice is a double click.
 */
export async function acceptPlan(db: Db, scope: Scope, id: string, now: Date): Promise<PlanRun> {
  return db.transaction(async (trx) => {
    const run = await queries.lockRun(trx, scope, id);
    if (!run) throw new NotFoundError(WHAT);
    if (run.status === 'accepted') return run;
    if (run.status !== 'proposed' || !run.proposal)
      throw new ConflictError('This plan cannot be accepted any more.', undefined, 'plan.problem.notOpen');
    const to = addDays(run.startsOn, run.days - 1);
    // Days that are over keep what was planned for them.
    const from = run.proposal.meals.map(({ date }) => date).sort()[0] ?? run.startsOn;
    const removed = await queries.clearPlannedMeals(trx, scope, { from, to }, now);
    const taken = new Set(
      (await listPlanEntries(trx, scope, from, to)).map(({ onDate, mealType }) => `${onDate} ${mealType}`),
    );
    const added = await addMeals(
      trx,
      scope,
      { runId: id, meals: run.proposal.meals.filter((meal) => !taken.has(`${meal.date} ${meal.mealType}`)) },
      now,
    );
    await queries.moveRun(
      trx,
      scope,
      { id, from: ['proposed'], to: 'accepted', previous: { added, removed } },
      now,
    );
    return (await queries.findRun(trx, scope, id))!;
  });
}

async function addMeals(
  trx: Db,
  scope: Scope,
  { runId, meals }: { runId: string; meals: readonly ProposedMeal[] },
  now: Date,
): Promise<string[]> {
  const cooked = new Map<string, string>();
  const added: string[] = [];
  const inOrder = meals.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  for (const meal of inOrder) {
    const entry = {
      id: newId(),
      onDate: meal.date,
      mealType: meal.mealType,
      atTime: meal.atTime,
      recipeId: meal.recipeId,
      foodId: null,
      note: '',
      servings: meal.servings,
      grams: null,
      leftoverOf: meal.isLeftover ? (cooked.get(meal.recipeId) ?? null) : null,
      isLocked: false,
      origin: 'solver' as const,
      planRunId: runId,
    };
    // A recipe that was deleted meanwhile is left out.
    if (!(await insertEntry(trx, scope, entry, now))) continue;
    const of = Object.entries(meal.portions).map(([userId, servings]) => ({ userId, servings }));
    await setPortions(trx, scope, entry.id, { of, servings: meal.servings });
    if (!meal.isLeftover) cooked.set(meal.recipeId, entry.id);
    added.push(entry.id);
  }
  return added;
}

/** Takes an accepted plan back: what it replaced is there again. Undoing twice is a double click. */
export async function undoPlan(db: Db, scope: Scope, id: string, now: Date): Promise<PlanRun> {
  return db.transaction(async (trx) => {
    const run = await queries.lockRun(trx, scope, id);
    if (!run) throw new NotFoundError(WHAT);
    if (run.status === 'undone') return run;
    if (run.status !== 'accepted')
      throw new ConflictError('This plan was not accepted.', undefined, 'plan.problem.notAccepted');
    const { added, removed }: Replaced = run.previous ?? { added: [], removed: [] };
    await queries.markEntriesDeleted(trx, scope, { ids: added, isDeleted: true }, now);
    await queries.markEntriesDeleted(trx, scope, { ids: removed, isDeleted: false }, now);
    await queries.moveRun(trx, scope, { id, from: ['accepted'], to: 'undone' }, now);
    return (await queries.findRun(trx, scope, id))!;
  });
}

/** Lays a proposal aside, or stops the work on it. */
export async function discardPlan(db: Db, scope: Scope, id: string, now: Date): Promise<PlanRun> {
  const run = await findPlanRun(db, scope, id);
  if (run.status === 'discarded') return run;
  const isMoved = await queries.moveRun(
    db,
    scope,
    { id, from: ['queued', 'solving', 'proposed', 'failed'], to: 'discarded' },
    now,
  );
  if (!isMoved)
    throw new ConflictError('This plan cannot be discarded any more.', undefined, 'plan.problem.notOpen');
  return findPlanRun(db, scope, id);
}
