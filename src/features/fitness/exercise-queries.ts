import { execute, keyedRow, keyedRows, selectRow, selectRows, type Db, type Scope } from '../../db/index.ts';
import type { MatchableExercise } from './exercise-matcher.ts';
import type { ExerciseKind } from './exercise-schema.ts';
import { markDeletedIn } from '../../db/mark-deleted.ts';

/** An exercise of the library (`is_own` false) or of this person. */
export interface ExerciseRow {
  id: string;
  name: string;
  kind: ExerciseKind;
  category: string;
  equipment: string | null;
  force: string | null;
  mechanic: string | null;
  level: string | null;
  primary_muscles: string[];
  secondary_muscles: string[];
  aliases: string[];
  is_bodyweight: boolean;
  is_own: boolean;
  rest_s: number | null;
  notes: string | null;
  version: number;
}

const COLUMNS = `e.id, e.name, e.kind, e.category, e.equipment, e.force, e.mechanic, e.level, e.primary_muscles,
  e.secondary_muscles, e.aliases, e.is_bodyweight, e.user_id is not null as is_own, e.rest_s, e.notes, e.version`;
const VISIBLE = '(e.user_id is null or e.user_id = :userId) and e.deleted_at is null';

export interface ExerciseFilter {
  muscle?: string | undefined;
  equipment?: string | undefined;
  category?: string | undefined;
  own?: boolean | undefined;
}

function conditionsOf(filter: ExerciseFilter): string {
  return [
    filter.muscle && 'and :muscle = any (e.primary_muscles || e.secondary_muscles)',
    filter.equipment && 'and e.equipment = :equipment',
    filter.category && 'and e.category = :category',
    filter.own !== undefined && 'and (e.user_id is not null) = :own',
  ]
    .filter(Boolean)
    .join(' ');
}

function paramsOf(filter: ExerciseFilter) {
  const { muscle = null, equipment = null, category = null, own = null } = filter;
  return { muscle, equipment, category, own };
}

/** Exercises by name, from `offset` on. */
export function listExercises(
  db: Db,
  scope: Scope,
  filter: ExerciseFilter,
  page: { limit: number; offset: number },
): Promise<ExerciseRow[]> {
  return selectRows<ExerciseRow>(
    db,
    `select ${COLUMNS} from exercises e where ${VISIBLE} ${conditionsOf(filter)}
      order by lower(e.name), e.id limit :limit offset :offset`,
    { userId: scope.userId, ...paramsOf(filter), ...page },
  );
}

/** Of the exercises found by name, best first, those that fit; one that the person has done counts more. */
export function listFoundExercises(
  db: Db,
  scope: Scope,
  filter: ExerciseFilter,
  found: { ids: string[]; scores: number[]; limit: number; offset: number },
): Promise<ExerciseRow[]> {
  return selectRows<ExerciseRow>(
    db,
    `select ${COLUMNS} from unnest(:ids::uuid[], :scores::float8[]) with ordinality as f (id, score, place)
       join exercises e on e.id = f.id
      where ${VISIBLE} ${conditionsOf(filter)}
      order by f.score + case when exists (select from workout_sets s
                where s.user_id = :userId and s.exercise_id = e.id) then 0.15 else 0 end desc, f.place
      limit :limit offset :offset`,
    { userId: scope.userId, ...paramsOf(filter), ...found },
  );
}

/** The exercises this person did last, latest first. */
export function listRecentExercises(db: Db, scope: Scope, limit: number): Promise<ExerciseRow[]> {
  return selectRows<ExerciseRow>(
    db,
    `with recent as (
       select s.exercise_id, max(s.completed_at) as at
         from (select exercise_id, completed_at from workout_sets where user_id = :userId
                order by completed_at desc nulls last limit 400) s
        group by s.exercise_id)
     select ${COLUMNS} from recent r join exercises e on e.id = r.exercise_id
      where ${VISIBLE} order by r.at desc limit :limit`,
    { userId: scope.userId, limit },
  );
}

/** These exercises, in this order. */
export function listExercisesByIds(db: Db, scope: Scope, ids: readonly string[]): Promise<ExerciseRow[]> {
  return selectRows<ExerciseRow>(
    db,
    `select ${COLUMNS} from unnest(:ids::uuid[]) with ordinality as f (id, place)
       join exercises e on e.id = f.id where ${VISIBLE} order by f.place`,
    { userId: scope.userId, ids },
  );
}

/** The exercises of this person's last 400 sets: those of the most workouts first, then the latest. */
export function listUsualExercises(db: Db, scope: Scope, limit: number): Promise<ExerciseRow[]> {
  return selectRows<ExerciseRow>(
    db,
    `with usual as (
       select s.exercise_id, count(distinct s.workout_id) as times, max(s.completed_at) as at
         from (select x.exercise_id, x.workout_id, x.completed_at
                 from workout_sets x join workouts w on w.id = x.workout_id
                where x.user_id = :userId and w.user_id = :userId and w.deleted_at is null
                order by x.completed_at desc nulls last limit 400) s
        group by s.exercise_id)
     select ${COLUMNS} from usual u join exercises e on e.id = u.exercise_id
      where ${VISIBLE} order by u.times desc, u.at desc nulls last limit :limit`,
    { userId: scope.userId, limit },
  );
}

export function findExercise(db: Db, scope: Scope, id: string): Promise<ExerciseRow | undefined> {
  return keyedRow<ExerciseRow>(db, `select ${COLUMNS} from exercises e where e.id = :id and ${VISIBLE}`, {
    id,
    userId: scope.userId,
  });
}

/** The names of the library, for the matcher. */
export function listLibraryNames(db: Db): Promise<MatchableExercise[]> {
  return selectRows(db, 'select id, name, aliases, equipment from exercises where user_id is null', {});
}

/** The names of this person's own exercises. */
export function listOwnNames(db: Db, scope: Scope): Promise<(MatchableExercise & { own: true })[]> {
  return keyedRows(
    db,
    `select id, name, aliases, equipment, true as own from exercises
      where user_id = :userId and deleted_at is null order by id limit 2000`,
    { userId: scope.userId },
  );
}

/** What is written of one's own exercise. */
export interface ExerciseValues {
  name?: string | undefined;
  kind?: string | undefined;
  category?: string | undefined;
  equipment?: string | null | undefined;
  force?: string | null | undefined;
  mechanic?: string | null | undefined;
  primary_muscles?: string[] | undefined;
  secondary_muscles?: string[] | undefined;
  aliases?: string[] | undefined;
  is_bodyweight?: boolean | undefined;
  rest_s?: number | null | undefined;
  notes?: string | null | undefined;
}

function given(values: ExerciseValues): [string[], Record<string, unknown>] {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return [entries.map(([name]) => name), Object.fromEntries(entries)];
}

/** A name that this person already uses is refused by the database (23505). */
export async function insertExercise(
  db: Db,
  scope: Scope,
  id: string,
  values: ExerciseValues,
): Promise<void> {
  const [names, params] = given(values);
  await execute(
    db,
    `insert into exercises (id, user_id, ${names.join(', ')})
     values (:id, :userId, ${names.map((name) => `:${name}`).join(', ')})`,
    { id, userId: scope.userId, ...params },
  );
}

/** Changes one's own exercise; undefined when there is none of this version. */
export async function updateExercise(
  db: Db,
  scope: Scope,
  key: { id: string; version: number | null; now: Date },
  values: ExerciseValues,
): Promise<{ id: string } | undefined> {
  const [names, params] = given(values);
  return selectRow<{ id: string }>(
    db,
    `update exercises set ${names.map((name) => `${name} = :${name}, `).join('')} version = version + 1, updated_at = :now
      where id = :id and user_id = :userId and deleted_at is null and (:version::int is null or version = :version::int)
      returning id`,
    { ...params, ...key, userId: scope.userId },
  );
}

/** Puts one's own exercise into the bin or takes it out; its sets stay where they are. */
export const markExerciseDeleted = markDeletedIn('exercises');
