import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { addDays, type LocalDate } from '../../../lib/dates.ts';
import { newId } from '../../../lib/uuid.ts';
import { bodyWeightTypeId, insertType } from '../body/measurement-queries.ts';
import { libraryId } from '../library-id.ts';
import { createRoutine } from '../routines/routines.ts';
import type { Routine } from '../routines/routine-schema.ts';
import { demoValues } from './demo-body.ts';
import { DEMO_DAYS, demoWorkouts } from './demo-training.ts';

/**
 * Gives a person a believable year of training and body values that ends yesterday: four workouts a week with
 * lighter weeks and a holiday, runs, a routine and goals. The same year each time, in a handful of statements.
 */
export async function writeDemoYear(
  db: Db,
  scope: Scope,
  { today, timeZone }: { today: LocalDate; timeZone: string },
): Promise<{ workouts: number; sets: number }> {
  return db.transaction(async (trx) => {
    const routine = await writeRoutine(trx, scope);
    const counts = await writeWorkouts(trx, scope, { today, timeZone, routine });
    const weightTypeId = await writeValues(trx, scope, { today, timeZone });
    await writeGoals(trx, scope, { today, weightTypeId });
    return counts;
  });
}

function writeRoutine(db: Db, scope: Scope): Promise<Routine> {
  return createRoutine(db, scope, {
    name: 'Upper and lower',
    notes: 'Four days a week. Fill the repetitions first, then add weight.',
    isActive: true,
    days: DEMO_DAYS.map(({ name, weekday, lifts }) => ({
      name,
      weekday,
      entries: lifts.map(({ slug, sets, reps, restS, stepKg, startKg }) => {
        const isHold = slug === 'plank';
        return {
          exerciseId: libraryId(slug),
          setType: 'normal',
          sets,
          restS,
          repsMin: isHold ? null : reps[0],
          repsMax: isHold ? null : reps[1],
          durationS: isHold ? reps[1] : null,
          incrementKg: startKg === null ? null : stepKg,
        };
      }),
    })),
  });
}

async function writeWorkouts(
  db: Db,
  scope: Scope,
  { today, timeZone, routine }: { today: LocalDate; timeZone: string; routine: Routine },
): Promise<{ workouts: number; sets: number }> {
  const workouts = demoWorkouts(today, timeZone).map((workout) => ({
    ...workout,
    id: newId(workout.startedAt.getTime()),
    dayId: routine.days.find(({ name }) => name === workout.dayName)?.id ?? null,
  }));
  await execute(
    db,
    `insert into workouts (id, user_id, title, notes, started_at, ended_at, local_date, time_zone, routine_day_id,
                           session_rpe, created_at, updated_at)
     select id, :userId, title, notes, "startedAt", "endedAt", date, :timeZone, "dayId", "sessionRpe", "endedAt", "endedAt"
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, title text, notes text, "startedAt" timestamptz,
            "endedAt" timestamptz, date date, "dayId" uuid, "sessionRpe" numeric)`,
    { userId: scope.userId, timeZone, rows: JSON.stringify(workouts.map(({ sets: _sets, ...row }) => row)) },
  );
  const sets = workouts.flatMap((workout) =>
    workout.sets.map(({ slug, ...set }, position) => ({
      ...set,
      id: newId(set.completedAt.getTime()),
      workoutId: workout.id,
      exerciseId: libraryId(slug),
      position,
    })),
  );
  await execute(
    db,
    `insert into workout_sets (id, workout_id, user_id, exercise_id, position, set_type, reps, weight_kg, weight_unit,
                               rir, duration_s, distance_m, avg_hr, max_hr, calories, rest_s, completed_at)
     select id, "workoutId", :userId, "exerciseId", position, "setType", reps, "weightKg",
            case when "weightKg" is not null then 'kg' end, rir, "durationS", "distanceM", "avgHr", "maxHr", calories,
            "restS", "completedAt"
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, "workoutId" uuid, "exerciseId" uuid, position int,
            "setType" text, reps int, "weightKg" numeric, rir numeric, "durationS" numeric, "distanceM" numeric,
            "avgHr" numeric, "maxHr" numeric, calories int, "restS" int, "completedAt" timestamptz)`,
    { userId: scope.userId, rows: JSON.stringify(sets) },
  );
  return { workouts: workouts.length, sets: sets.length };
}

/** Answers the id of the body-weight type. */
async function writeValues(
  db: Db,
  scope: Scope,
  { today, timeZone }: { today: LocalDate; timeZone: string },
): Promise<string> {
  const types = {
    'body-weight': await bodyWeightTypeId(db, scope),
    Waist: await typeId(db, scope, { name: 'Waist', unit: 'cm', decimals: 1 }),
    'Body fat': await typeId(db, scope, { name: 'Body fat', unit: '%', decimals: 1 }),
  };
  const rows = demoValues(today, timeZone).map((value) => ({
    ...value,
    id: newId(),
    typeId: types[value.type],
  }));
  await execute(
    db,
    `insert into measurements (id, user_id, measurement_type_id, measured_at, local_date, value)
     select id, :userId, "typeId", "measuredAt", date, value
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, "typeId" uuid, "measuredAt" timestamptz, date date, value numeric)`,
    { userId: scope.userId, rows: JSON.stringify(rows) },
  );
  return types['body-weight'];
}

/** A person may have measured this before. */
async function typeId(
  db: Db,
  scope: Scope,
  type: { name: string; unit: string; decimals: number },
): Promise<string> {
  const known = await selectRow<{ id: string }>(
    db,
    `select id from measurement_types where user_id = :userId and lower(name) = lower(:name) and deleted_at is null`,
    { userId: scope.userId, name: type.name },
  );
  return known?.id ?? insertType(db, scope, type);
}

async function writeGoals(
  db: Db,
  scope: Scope,
  { today, weightTypeId }: { today: LocalDate; weightTypeId: string },
): Promise<void> {
  const bench = libraryId('barbell-bench-press-medium-grip');
  const goals = [
    { metric: 'workouts_per_week', target: 4 },
    { metric: 'one_rep_max', target: 120, exerciseId: bench, dueOn: addDays(today, 120) },
    { metric: 'measurement', target: 78, measurementTypeId: weightTypeId, dueOn: addDays(today, 90) },
  ].map((goal) => ({ ...goal, id: newId() }));
  await selectRows(
    db,
    `insert into goals (id, user_id, metric, exercise_id, measurement_type_id, target_value, due_on)
     select id, :userId, metric, "exerciseId", "measurementTypeId", target, "dueOn"
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, metric text, "exerciseId" uuid, "measurementTypeId" uuid,
            target numeric, "dueOn" date)`,
    { userId: scope.userId, rows: JSON.stringify(goals) },
  );
}
