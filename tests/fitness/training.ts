import { execute, selectRow, type Db } from '../../src/db/index.ts';
import { addDays } from '../../src/lib/dates.ts';
import { newId } from '../../src/lib/uuid.ts';
import type { TestUser } from '../support/users.ts';

interface SetOverrides {
  exerciseId: string;
  setType?: string;
  reps?: number;
  weightKg?: number;
  durationS?: number;
  distanceM?: number;
}

/** The id of an exercise of the library. */
export async function exerciseOf(db: Db, slug: string): Promise<string> {
  const row = await selectRow<{ id: string }>(db, 'select id from exercises where slug = :slug', { slug });
  if (!row) throw new Error(`no exercise ${slug} in the library`);
  return row.id;
}

/** A finished workout of an hour that began at 17:00 UTC on a day; returns its id. */
export async function makeWorkout(
  db: Db,
  user: TestUser,
  date: string,
  sets: readonly SetOverrides[],
): Promise<string> {
  const id = newId();
  await execute(
    db,
    `insert into workouts (id, user_id, started_at, ended_at, local_date, time_zone)
     values (:id, :userId, :start, :end, :date, 'Europe/Berlin')`,
    { id, userId: user.id, start: `${date}T17:00:00Z`, end: `${date}T18:00:00Z`, date },
  );
  const rows = sets.map((set, position) => ({
    id: newId(),
    exercise_id: set.exerciseId,
    position,
    set_type: set.setType ?? 'normal',
    reps: set.reps ?? null,
    weight_kg: set.weightKg ?? null,
    duration_s: set.durationS ?? null,
    distance_m: set.distanceM ?? null,
  }));
  await execute(
    db,
    `insert into workout_sets (id, workout_id, user_id, exercise_id, position, set_type, reps, weight_kg, duration_s,
                               distance_m, completed_at)
     select r.id, :workoutId, :userId, r.exercise_id, r.position, r.set_type, r.reps, r.weight_kg, r.duration_s,
            r.distance_m, :at
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, exercise_id uuid, position int, set_type text, reps int,
            weight_kg numeric, duration_s numeric, distance_m numeric)`,
    { workoutId: id, userId: user.id, rows: JSON.stringify(rows), at: `${date}T18:00:00Z` },
  );
  return id;
}

/** A year that ends on `today`: four days a week, about 5,000 sets, loads that rise slowly, and a run on Sundays. */
export async function makeTrainingYear(db: Db, user: TestUser, today: string): Promise<void> {
  const slugs = [
    'barbell-squat',
    'barbell-bench-press-medium-grip',
    'barbell-deadlift',
    'bent-over-barbell-row',
  ];
  const small = ['dumbbell-bicep-curl', 'standing-calf-raises', 'pullups', 'plank'];
  const ids = await Promise.all([...slugs, ...small, 'running'].map((slug) => exerciseOf(db, slug)));
  for (let week = 51; week >= 0; week--) {
    for (const day of [0, 2, 4, 5]) {
      const date = addDays(today, -7 * week - day);
      const sets = ids.slice(0, 7).flatMap((exerciseId, index) =>
        Array.from({ length: 3 + (index % 2) }, (_, set) => ({
          exerciseId,
          reps: index === 6 ? 8 + (set % 3) : 5,
          weightKg: index === 6 ? undefined : 60 + index * 10 + Math.floor((51 - week) / 2) * 1.25,
        })),
      );
      await makeWorkout(db, user, date, [...sets, { exerciseId: ids[7]!, durationS: 60 + (51 - week) }]);
    }
    const run = {
      exerciseId: ids[8]!,
      distanceM: 5000 + (week % 4) * 1000,
      durationS: 1800 - (51 - week) * 4,
    };
    await makeWorkout(db, user, addDays(today, -7 * week - 1), [run]);
  }
}
