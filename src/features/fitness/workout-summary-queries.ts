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
  /** Names of its first exercises. */
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
    `select w.id, w.title, w.started_at, w.ended_at, w.local_date as date,
            sums.sets, sums.volume_kg, sums.exercises
       from workouts w
       cross join lateral (
         select count(*) filter (where set_type <> 'warmup')::int as sets,
                coalesce(sum(reps * weight_kg) filter (where set_type <> 'warmup'), 0) as volume_kg,
                coalesce((array_agg(name order by place))[1:4], '{}') as exercises
           from (select s.set_type, s.reps, s.weight_kg,
                        case when row_number() over (partition by s.exercise_id order by s.position) = 1 then e.name end as name,
                        s.position + case when row_number() over (partition by s.exercise_id order by s.position) = 1
                                          then 0 else 100000 end as place
                   from workout_sets s join exercises e on e.id = s.exercise_id where s.workout_id = w.id) x) sums
      where w.user_id = :userId and w.deleted_at is null
        ${before ? 'and (w.started_at, w.id) < (:startedAt::timestamptz, :id::uuid)' : ''}
      order by w.started_at desc, w.id desc limit :limit`,
    { userId: scope.userId, limit, startedAt: before?.startedAt ?? null, id: before?.id ?? null },
  ).then((rows) => rows.map((row) => ({ ...row, exercises: row.exercises.filter((name) => name !== null) })));
}
