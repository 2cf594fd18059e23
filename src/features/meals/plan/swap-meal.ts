import type { Db, Scope } from '../../../db/index.ts';
import { NotFoundError } from '../../../errors.ts';
import { addDays } from '../../../lib/dates.ts';
import { findMealSettings } from '../targets/preferences.ts';
import { setPortions } from './entry-queries.ts';
import type { PlanEntry } from './entry-schema.ts';
import { loadProblem } from './load-problem.ts';
import { changePlanEntry, findPlanEntry, listPlanEntries } from './plan-entries.ts';
import { swapOptions, type SwapOption } from './solver/swap-options.ts';
import type { WeekProblem } from './solver/week-problem.ts';

const OFFERED = 8;
/** Dishes of the days around count as eaten lately. */
const NEAR_DAYS = 3;

/** A dish to take instead, as the person who asks sees it. */
export interface Alternative {
  recipeId: string;
  title: string;
  minutes: number | null;
  /** For everybody together, and this person's part. */
  servings: number;
  myServings: number;
  /** How far this person's day is off its target then, 0.05 for 5 %; null without a target. */
  worst: number | null;
}

/** What could be eaten instead of a planned meal when the rest of its day stays, the best fits first. */
export async function listAlternatives(
  db: Db,
  scope: Scope,
  id: string,
): Promise<{ entry: PlanEntry; alternatives: Alternative[] }> {
  const { entry, problem, guests } = await loadSwap(db, scope, id);
  const me = problem.eaters.findIndex((eater) => eater.id === scope.userId);
  const hasTarget = problem.days[0]?.targets[me] != null;
  const options = swapOptions(problem, entry.mealType, OFFERED + 1);
  return {
    entry,
    alternatives: options
      .filter(({ recipe }) => recipe.id !== entry.recipeId)
      .slice(0, OFFERED)
      .map((option) => ({
        recipeId: option.recipe.id,
        title: option.recipe.title,
        minutes: option.recipe.minutes,
        servings: together(option, guests),
        myServings: option.portions[me] ?? 1,
        worst: hasTarget ? (option.worst[me] ?? null) : null,
      })),
  };
}

/** Puts another dish in a meal's place, its portions fitted to what is left of everybody's day. */
export async function swapMeal(
  db: Db,
  scope: Scope,
  swap: { id: string; recipeId: string; expectedVersion?: number | undefined },
  now: Date,
): Promise<PlanEntry> {
  const { id, recipeId, expectedVersion } = swap;
  const { entry, problem, guests } = await loadSwap(db, scope, id);
  const only = { ...problem, recipes: problem.recipes.filter((recipe) => recipe.id === recipeId) };
  const [fitted] = swapOptions(only, entry.mealType, 1);
  return db.transaction(async (trx) => {
    await changePlanEntry(trx, scope, { id, patch: { recipeId }, expectedVersion }, now);
    // What the planner would not offer (no figures, another kind of meal) keeps the usual portions.
    if (fitted) {
      const of = problem.eaters.map((eater, at) => ({ userId: eater.id, servings: fitted.portions[at]! }));
      await setPortions(trx, scope, id, { of, servings: together(fitted, guests) });
    }
    return (await findPlanEntry(trx, scope, id))!;
  });
}

function together({ portions }: SwapOption, guests: number): number {
  return Number((portions.reduce((sum, each) => sum + each, 0) + guests).toFixed(2));
}

async function loadSwap(
  db: Db,
  scope: Scope,
  id: string,
): Promise<{ entry: PlanEntry; problem: WeekProblem; guests: number }> {
  const entry = await findPlanEntry(db, scope, id);
  if (!entry) throw new NotFoundError('The meal');
  const { onDate } = entry;
  const near = await listPlanEntries(db, scope, addDays(onDate, -NEAR_DAYS), addDays(onDate, NEAR_DAYS));
  const { guests } = await findMealSettings(db, scope);
  const problem = await loadProblem(db, scope, {
    startsOn: onDate,
    days: 1,
    today: onDate,
    wishes: { wishes: [], usePantry: true },
    seed: 1,
    passed: near.flatMap((each) => (each.id === id ? [] : (each.recipeId ?? []))),
    allBut: id,
  });
  return { entry, problem, guests };
}
