import * as z from 'zod';
import { ValidationError } from '../../../errors.ts';
import type { CaptureContext, CaptureSaved, LiveChange } from '../../../http/capture.ts';
import { issuesOf } from '../../../http/issues.ts';
import { instantOf } from '../../../lib/dates.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import { distanceToMetres, weightToKg } from '../../../lib/units.ts';
import { listTypes } from '../body/measurement-queries.ts';
import { BODY_WEIGHT } from '../body/measurement-schema.ts';
import { addMeasurement, addType, COMMON_TYPES } from '../body/measurements.ts';
import { MAX_SETS, newWorkoutSchema } from '../workout-schema.ts';
import { insertSets } from '../set-queries.ts';
import { setRow } from '../set-rows.ts';
import type { NewSet } from '../set-schema.ts';
import { createWorkout, refuseUnusableExercises } from '../workouts.ts';
import { findRunningWorkout, listKnownExercises } from './capture-queries.ts';
import type { GroupFields, MeasurementFields, WorkoutFields } from './capture-schema.ts';

/** A workout begun longer ago was forgotten, not left running. */
const RUNNING_FOR_MS = 12 * 3_600_000;

/** What pages that show this workout listen to. */
export function workoutChange(id: string): LiveChange {
  return { topic: `workout:${id}`, type: 'workout-changed' };
}

/** Keeps a captured workout: within the one that is going on, or as one of its own. */
export async function keepWorkout(fields: WorkoutFields, context: CaptureContext): Promise<CaptureSaved> {
  const { db, user, scope, t } = context;
  const sets = fields.entries.flatMap(({ exerciseId, groups }) =>
    groups.flatMap((group) => Array.from({ length: group.sets ?? 1 }, () => toSet(exerciseId, group))),
  );
  const { start, end } = spanOf(fields, sets, context);
  const workout = newWorkoutSchema.safeParse({
    notes: fields.notes,
    startedAt: start.toISOString(),
    endedAt: end.toISOString(),
    sets: sets.slice(0, MAX_SETS),
  });
  if (!workout.success) throw new ValidationError(issuesOf(workout.error));
  refuseEmptySets(fields);
  const running =
    fields.said === 'no'
      ? await findRunningWorkout(db, scope, new Date(context.now.getTime() - RUNNING_FOR_MS))
      : undefined;
  if (running) return addToRunning(running, workout.data.sets, context);
  const { id } = await createWorkout(db, user, workout.data, { source: 'capture' });
  return {
    text: t('capture.kept', { what: await namesOf(workout.data.sets, context) }),
    href: `/fitness/workouts/${id}`,
    undoToken: `workout:${id}`,
  };
}

async function addToRunning(
  running: { id: string; next_position: number },
  sets: readonly NewSet[],
  context: CaptureContext,
): Promise<CaptureSaved> {
  const { db, scope, user, now, t } = context;
  await refuseUnusableExercises(db, scope, sets);
  const rows = sets.map((set, index) => ({
    ...(setRow(set, user.weightUnit) as { id: string }),
    position: running.next_position + index,
  }));
  await insertSets(db, scope, { workoutId: running.id, sets: rows }, now);
  const ids = rows.map(({ id }) => id).sort();
  return {
    text: t('capture.added', { what: await namesOf(sets, context) }),
    href: `/fitness/workouts/${running.id}`,
    undoToken: `sets:${running.id}:${ids[0]}:${ids.at(-1)}`,
    changed: workoutChange(running.id),
  };
}

/** "Barbell Squat", or "Barbell Squat and more". */
async function namesOf(sets: readonly NewSet[], { db, scope, t }: CaptureContext): Promise<string> {
  const ids = [...new Set(sets.map(({ exerciseId }) => exerciseId))];
  const [first] = await listKnownExercises(db, scope, ids.slice(0, 1));
  const what = first?.name ?? t('capture.workout');
  return ids.length > 1 ? t('capture.andMore', { what }) : what;
}

function toSet(exerciseId: string, group: GroupFields) {
  const { setType, reps, weight, weightUnit, rir, rpe, distance, distanceUnit } = group;
  const metres =
    distance === undefined || distanceUnit === 'm' ? distance : distanceToMetres(distance, distanceUnit);
  return {
    exerciseId,
    setType,
    reps,
    weightKg: weight === undefined ? undefined : weightToKg(weight, weightUnit),
    weightUnit: weight === undefined ? undefined : weightUnit,
    rir,
    rpe,
    durationS: group.duration,
    distanceM: metres,
    avgHr: group.avgHr,
    maxHr: group.maxHr,
    calories: group.calories,
  };
}

/** A time that was named is when it began; otherwise it has just ended. Timed work lasts as long as it lasts. */
function spanOf(
  { at, said }: WorkoutFields,
  sets: readonly { durationS?: number | undefined }[],
  { user, now }: CaptureContext,
): { start: Date; end: Date } {
  const moment = at ? instantOf(at.date, at.time, user.timeZone) : now;
  const lastedMs =
    Math.min(
      sets.reduce((sum, { durationS }) => sum + (durationS ?? 0), 0),
      86_400,
    ) * 1000;
  return said === 'yes'
    ? { start: moment, end: new Date(moment.getTime() + lastedMs) }
    : { start: new Date(moment.getTime() - lastedMs), end: moment };
}

function refuseEmptySets({ entries }: WorkoutFields): void {
  entries.forEach(({ groups }, at) =>
    groups.forEach(({ reps, duration, distance }, index) => {
      if (reps === undefined && duration === undefined && distance === undefined) {
        const path = `entries.${at}.groups.${index}.reps`;
        throw new ValidationError([
          { path, message: 'say how many repetitions', text: 'fitness.set.howMany' },
        ]);
      }
    }),
  );
}

/** Keeps a captured body value; a common measurement becomes an own one with its first value. */
export async function keepMeasurement(
  fields: MeasurementFields,
  context: CaptureContext,
): Promise<CaptureSaved> {
  const { db, scope, user, now, t } = context;
  const isWeight = fields.type === BODY_WEIGHT;
  const typeId = isWeight ? undefined : await typeIdOf(fields.type, context);
  const value = isWeight ? weightToKg(fields.value, fields.unit === 'lb' ? 'lb' : 'kg') : fields.value;
  const measuredAt = fields.at ? instantOf(fields.at.date, fields.at.time, user.timeZone) : now;
  const input = { typeId, measuredAt, value, notes: '', source: 'capture' as const };
  const row = await addMeasurement(db, scope, input, user.timeZone);
  return {
    text: t('capture.kept', {
      what: `${formatNumber(fields.value, user.language, 2)} ${fields.unit}`.trim(),
    }),
    href: isWeight ? '/fitness/body' : `/fitness/body/types/${row.measurement_type_id}`,
    undoToken: `measurement:${row.id}`,
  };
}

async function typeIdOf(type: string, { db, scope }: CaptureContext): Promise<string> {
  if (z.uuid().safeParse(type).success) return type.toLowerCase();
  const own = (await listTypes(db, scope)).find(({ name }) => name.toLowerCase() === type.toLowerCase());
  if (own) return own.id;
  const common = COMMON_TYPES.find(({ name }) => name === type);
  if (!common)
    throw new ValidationError([
      { path: 'type', message: 'is not a measurement you keep', text: 'fields.choice' },
    ]);
  return addType(db, scope, common);
}
