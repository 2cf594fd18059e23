import type { Db, Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../errors.ts';
import { addDays, weekStart } from '../../../lib/dates.ts';
import type { LocalDate, Weekday } from '../../../lib/dates.ts';
import { estimateOneRepMax } from '../one-rep-max.ts';
import * as queries from './goal-queries.ts';
import type { GoalHistoryRow, GoalRow } from './goal-queries.ts';
import type { GoalPatch, NewGoal } from './goal-schema.ts';

export interface GoalStanding {
  goal: GoalRow;
  /** In the unit of the target; null while nothing was logged. */
  current: number | null;
  /** 0–1: how much of the way from the start to the target is done. */
  share: number;
  /** The first day the target was reached. */
  reachedOn: LocalDate | null;
}

export interface Calendar {
  today: LocalDate;
  weekStart: Weekday;
}

/** All goals of a person with where they stand. */
export async function listGoalStandings(db: Db, scope: Scope, calendar: Calendar): Promise<GoalStanding[]> {
  return (await queries.listGoals(db, scope)).map((goal) => standingOf(goal, calendar));
}

export async function findGoalStanding(
  db: Db,
  scope: Scope,
  id: string,
  calendar: Calendar,
): Promise<GoalStanding> {
  const [goal] = await queries.listGoals(db, scope, id);
  if (!goal) throw new NotFoundError('The goal');
  return standingOf(goal, calendar);
}

/** Sets a goal; where the person stands now is its start. */
export async function addGoal(
  db: Db,
  scope: Scope,
  goal: NewGoal,
  calendar: Calendar,
): Promise<GoalStanding> {
  return db.transaction(async (trx) => {
    const id = await queries.insertGoal(trx, scope, goal);
    if (id === undefined) {
      const path = goal.metric === 'measurement' ? 'measurementTypeId' : 'exerciseId';
      throw new ValidationError([{ path, message: 'is not one of yours', text: 'body.goal.notYours' }]);
    }
    const { current } = await findGoalStanding(trx, scope, id, calendar);
    if (current !== null) await queries.setGoalStart(trx, scope, id, current);
    return findGoalStanding(trx, scope, id, calendar);
  });
}

/** Changes a goal; with `version`, a newer one is answered with ConflictError. */
export async function changeGoal(
  db: Db,
  scope: Scope,
  id: string,
  change: { patch: GoalPatch; calendar: Calendar; now: Date },
): Promise<GoalStanding> {
  const isChanged = await queries.updateGoal(db, scope, id, { ...change.patch, now: change.now });
  const standing = await findGoalStanding(db, scope, id, change.calendar);
  if (!isChanged) throw new ConflictError('The goal was changed meanwhile.', standing.goal);
  return standing;
}

const VALUES: Record<GoalRow['metric'], (row: GoalHistoryRow) => number | null> = {
  one_rep_max: (row) => estimateOneRepMax(row.weight_kg, row.reps)?.epleyKg ?? null,
  weight: (row) => (row.reps === 0 ? null : row.weight_kg),
  reps: (row) => row.reps,
  distance: (row) => row.distance_m,
  measurement: (row) => row.value,
  workouts_per_week: () => 1,
};

/** Where a goal stands by its history. */
export function standingOf(goal: GoalRow, calendar: Calendar): GoalStanding {
  if (goal.metric === 'workouts_per_week') return weeklyStanding(goal, calendar);
  const values = goal.history
    .map((row) => ({ date: row.date, value: VALUES[goal.metric](row) }))
    .filter((item): item is { date: LocalDate; value: number } => item.value !== null);
  if (values.length === 0) return { goal, current: null, share: 0, reachedOn: null };
  // A body value is where it was last; a lift is the best it ever was.
  const current =
    goal.metric === 'measurement' ? values.at(-1)!.value : Math.max(...values.map(({ value }) => value));
  // Without a value when it was set, a goal starts with the first one.
  const start = goal.metric === 'measurement' ? (goal.start_value ?? values[0]!.value) : 0;
  const goesDown = goal.metric === 'measurement' && start > goal.target_value;
  const isReached = (value: number) => (goesDown ? value <= goal.target_value : value >= goal.target_value);
  const reachedOn = isReached(current)
    ? values
        .filter(({ value }) => isReached(value))
        .map(({ date }) => date)
        .sort()[0]!
    : null;
  return { goal, current, share: reachedOn ? 1 : shareOf(goal.target_value, start, current), reachedOn };
}

/** A lift counts from zero (its `start`): being at 110 of 120 kg is most of the way wherever it began. */
function shareOf(target: number, start: number, current: number): number {
  if (start === target) return 0;
  return Math.min(1, Math.max(0, (current - start) / (target - start)));
}

/** Starts anew each week; reached when this week has enough. */
function weeklyStanding(goal: GoalRow, { today, weekStart: startsOn }: Calendar): GoalStanding {
  const from = weekStart(today, startsOn);
  const days = goal.history
    .map(({ date }) => date)
    .filter((date) => date >= from && date < addDays(from, 7))
    .sort();
  const reachedOn = days[Math.ceil(goal.target_value) - 1] ?? null;
  return { goal, current: days.length, share: Math.min(1, days.length / goal.target_value), reachedOn };
}
