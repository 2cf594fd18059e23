import { keyedRows, type Db, type Scope } from '../../db/index.ts';

/** A workout in a list, its sets summed up. */
export interface WorkoutSummaryRow {
  id: string;
  title: string;
  started_at: string;
  ended_at: string | null;
  date: string;
  sets: number;
  volume_kg: number;
  /** Names of its first exercises, where something is called by them: no title, or still going on. */
  exercises: string[];
}

/** A page of workouts, newest first. Warm-ups count neither as sets nor as volume. */
export function listWorkoutSummaries(
  db: Db,
  scope: Scope,
  page: { limit: number; before?: { startedAt: string; id: string } | undefined },
): Promise<WorkoutSummaryRow[]> {
  const { limit, before } = page;
  return keyedRows<WorkoutSummaryRow>(
    db,
    `select w.id, w.title, w.started_at, w.ended_at, w.local_date as date, sums.sets, sums.volume_kg,
            case when w.title = '' or w.ended_at is null then array(
              select e.name
                from (select s.exercise_id, min(s.position) as place from workout_sets s where s.workout_id = w.id
                       group by s.exercise_id order by place limit 4) first
                join exercises e on e.id = first.exercise_id order by first.place)
            else '{}' end as exercises
       from workouts w
       cross join lateral (
         select count(*) filter (where s.set_type <> 'warmup')::int as sets,
                coalesce(sum(s.reps * s.weight_kg) filter (where s.set_type <> 'warmup'), 0) as volume_kg
           from workout_sets s where s.workout_id = w.id) sums
      where w.user_id = :userId and w.deleted_at is null
        ${before ? 'and (w.started_at, w.id) < (:startedAt::timestamptz, :id::uuid)' : ''}
      order by w.started_at desc, w.id desc limit :limit`,
    { userId: scope.userId, limit, startedAt: before?.startedAt ?? null, id: before?.id ?? null },
  );
}
