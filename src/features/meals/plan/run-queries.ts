import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { newId } from '../../../lib/uuid.ts';
import { STAYS } from './problem-queries.ts';
import type { PlanRun, Proposal, Replaced, RunState } from './run-schema.ts';
import type { Shortfall } from './solver/week-problem.ts';
import type { Wishes } from './wish-schema.ts';

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
const COLUMNS = `id, requested_by as "requestedBy", starts_on as "startsOn", days, seed, wishes, status, progress, proposal,
  shortfalls, explanation, model_note as "modelNote", problem, version,
  to_char(created_at at time zone 'UTC', ${INSTANT}) as "createdAt",
  to_char(finished_at at time zone 'UTC', ${INSTANT}) as "finishedAt"`;

export interface NewRun {
  startsOn: LocalDate;
  days: number;
  seed: number;
  wishes: Wishes;
}

export async function insertRun(db: Db, scope: Scope, run: NewRun, now: Date): Promise<string> {
  const id = newId();
  await execute(
    db,
    `insert into plan_runs (id, household_id, requested_by, starts_on, days, seed, wishes, created_at, updated_at)
     values (:id, :householdId, :userId, :startsOn, :days, :seed, :wishes::jsonb, :now, :now)`,
    { ...scope, ...run, id, wishes: JSON.stringify(run.wishes), now },
  );
  return id;
}

export function findRun(db: Db, scope: Scope, id: string): Promise<PlanRun | undefined> {
  return selectRow<PlanRun & Record<string, unknown>>(
    db,
    `select ${COLUMNS} from plan_runs where id = :id and household_id = :householdId`,
    { id, householdId: scope.householdId },
  );
}

/** The household's runs, latest first. */
export function listRuns(
  db: Db,
  scope: Scope,
  page: { limit: number; before?: { createdAt: string; id: string } | undefined },
): Promise<PlanRun[]> {
  return selectRows<PlanRun & Record<string, unknown>>(
    db,
    `select ${COLUMNS} from plan_runs where household_id = :householdId
        and (:createdAt::timestamptz is null or (created_at, id) < (:createdAt::timestamptz, :beforeId::uuid))
      order by created_at desc, id desc limit :limit`,
    {
      householdId: scope.householdId,
      limit: page.limit,
      createdAt: page.before?.createdAt ?? null,
      beforeId: page.before?.id ?? null,
    },
  );
}

/**
 * A run that still wants something for these days: being worked on, or a proposal that nobody has decided on. One whose
 * days got another plan since, or a later proposal that was laid aside, wants nothing any more.
 */
export function findOpenRun(
  db: Db,
  scope: Scope,
  from: LocalDate,
  to: LocalDate,
): Promise<{ id: string; status: RunState } | undefined> {
  return selectRow(
    db,
    `select r.id, r.status from plan_runs r
      where r.household_id = :householdId and r.status in ('queued', 'solving', 'proposed')
        and r.starts_on <= :to::date and r.starts_on + r.days > :from::date
        and not exists (
          select 1 from plan_runs o
           where o.household_id = r.household_id
             and o.starts_on < r.starts_on + r.days and o.starts_on + o.days > r.starts_on
             and (o.status = 'accepted' and o.updated_at >= r.created_at
               or o.status = 'discarded' and (o.created_at, o.id) > (r.created_at, r.id)))
      order by r.created_at desc, r.id desc limit 1`,
    { householdId: scope.householdId, from, to },
  );
}

/** Recipes of the latest plans for these days that were not taken. */
export async function listPassedRecipes(
  db: Db,
  scope: Scope,
  startsOn: LocalDate,
  since: Date,
): Promise<string[]> {
  const rows = await selectRows<{ id: string }>(
    db,
    `select distinct m->>'recipeId' as id
       from (select proposal from plan_runs where household_id = :householdId and starts_on = :startsOn::date
                and status = 'discarded' and created_at > :since and proposal is not null
              order by created_at desc limit 2) r, jsonb_array_elements(r.proposal->'meals') m
      order by 1`,
    { householdId: scope.householdId, startsOn, since },
  );
  return rows.map(({ id }) => id);
}

/** Moves a run on, if it is in one of the states `from`; false when it is not. */
export async function moveRun(
  db: Db,
  scope: Scope,
  run: { id: string; from: readonly RunState[]; to: RunState; problem?: string; previous?: Replaced },
  now: Date,
): Promise<boolean> {
  const touched = await execute(
    db,
    `update plan_runs set status = :to, problem = :problem, previous = coalesce(:previous::jsonb, previous),
            version = version + 1, updated_at = :now
      where id = :id and household_id = :householdId and status = any (:from::text[])`,
    {
      id: run.id,
      from: run.from,
      to: run.to,
      problem: run.problem ?? null,
      previous: run.previous ? JSON.stringify(run.previous) : null,
      householdId: scope.householdId,
      now,
    },
  );
  return touched > 0;
}

/** How far a run is, in percent; only forwards, and only while it is worked on. */
export async function setRunProgress(db: Db, scope: Scope, id: string, progress: number): Promise<void> {
  await execute(
    db,
    `update plan_runs set progress = :progress
      where id = :id and household_id = :householdId and status = 'solving' and progress < :progress`,
    { id, householdId: scope.householdId, progress },
  );
}

/** Writes down what a run came to; false when it was discarded meanwhile. */
export async function storeProposal(
  db: Db,
  scope: Scope,
  run: { id: string; proposal: Proposal; shortfalls: readonly Shortfall[] },
  now: Date,
): Promise<boolean> {
  const touched = await execute(
    db,
    `update plan_runs set status = 'proposed', progress = 100, proposal = :proposal::jsonb, shortfalls = :shortfalls::jsonb,
            finished_at = :now, updated_at = :now, version = version + 1
      where id = :id and household_id = :householdId and status in ('queued', 'solving')`,
    {
      id: run.id,
      householdId: scope.householdId,
      proposal: JSON.stringify(run.proposal),
      shortfalls: JSON.stringify(run.shortfalls),
      now,
    },
  );
  return touched > 0;
}

/** A run as it is now, locked, and before it the household's plan: who changes one waits for the other. */
export async function lockRun(
  db: Db,
  scope: Scope,
  id: string,
): Promise<(PlanRun & { previous: Replaced | null }) | undefined> {
  await execute(db, `select pg_advisory_xact_lock(hashtextextended('meal-plan:' || :householdId::text, 0))`, {
    householdId: scope.householdId,
  });
  return selectRow<PlanRun & { previous: Replaced | null } & Record<string, unknown>>(
    db,
    `select ${COLUMNS}, previous from plan_runs where id = :id and household_id = :householdId for update`,
    { id, householdId: scope.householdId },
  );
}

/** Puts the meals of these days that a new plan replaces into the bin; answers their ids. */
export async function clearPlannedMeals(
  db: Db,
  scope: Scope,
  days: { from: LocalDate; to: LocalDate },
  now: Date,
): Promise<string[]> {
  const rows = await selectRows<{ id: string }>(
    db,
    `update meal_plan_entries e set deleted_at = :now, updated_at = :now, version = version + 1
      where e.household_id = :householdId and e.deleted_at is null and e.on_date between :from::date and :to::date
        and not ${STAYS} returning e.id`,
    { ...days, householdId: scope.householdId, now },
  );
  return rows.map(({ id }) => id);
}

/** Moves many meals at once into the bin or out of it. */
export async function markEntriesDeleted(
  db: Db,
  scope: Scope,
  change: { ids: readonly string[]; isDeleted: boolean },
  now: Date,
): Promise<void> {
  await execute(
    db,
    `update meal_plan_entries set deleted_at = case when :isDeleted::boolean then :now::timestamptz end,
            updated_at = :now::timestamptz, version = version + 1
      where household_id = :householdId and id = any (:ids::uuid[]) and (deleted_at is null) = :isDeleted::boolean`,
    { ...change, householdId: scope.householdId, now },
  );
}
