import * as z from 'zod';
import { NotFoundError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import { addDays, addMonths, isLocalDate, localDate } from '../../../lib/dates.ts';
import type { Weekday } from '../../../lib/dates.ts';
import { listDayValues, listTypes } from '../body/measurement-queries.ts';
import { BODY_WEIGHT } from '../body/measurement-schema.ts';
import { changeOver, movingAverage } from '../../../lib/moving-average.ts';
import { brzycki } from '../one-rep-max.ts';
import { weeklyStreak } from '../streak.ts';
import { volumePerWeek } from '../volume.ts';
import { setsPerDay } from './calendar-view.ts';
import { exerciseDays, metricOf, recordsOf } from './exercise-days.ts';
import type { ExerciseMetric } from './exercise-days.ts';
import { workOf } from './muscle-view.ts';
import { findVisibleExercise, listExerciseSets, readTraining } from './progress-queries.ts';
import { allRecords } from './records-view.ts';

const TAG = 'progress';
const day = z.string().refine(isLocalDate, 'must be a day as YYYY-MM-DD');
const range = z.strictObject({ from: day.optional(), to: day.optional() });
const recordKind = z.enum(['oneRepMax', 'heaviest', 'mostReps', 'longest', 'farthest', 'fastestPace']);
const units = {
  oneRepMax: 'kg',
  heaviest: 'kg',
  mostReps: 'reps',
  longest: 's',
  farthest: 'm',
  fastestPace: 's/km',
};
const metricUnits: Record<ExerciseMetric, string> = {
  oneRepMax: 'kg',
  heaviest: 'kg',
  reps: 'reps',
  duration: 's',
  pace: 's/km',
};
const record = z.object({ kind: recordKind, value: z.number(), unit: z.string(), date: z.string() });

const exerciseAnswer = z.object({
  exerciseId: z.string(),
  name: z.string(),
  metric: z.enum(['oneRepMax', 'heaviest', 'reps', 'duration', 'pace']),
  unit: z.string(),
  days: z.array(
    z.object({
      date: z.string(),
      workoutId: z.string(),
      value: z.number(),
      /** Estimates by both formulas, in kg; null where the best set has none. */
      epleyKg: z.number().nullable(),
      brzyckiKg: z.number().nullable(),
      weightKg: z.number().nullable(),
      reps: z.number().nullable(),
      sets: z.number(),
      volumeKg: z.number(),
      durationS: z.number(),
      distanceM: z.number(),
      isRecord: z.boolean(),
    }),
  ),
  records: z.array(record),
});

const volumeAnswer = z.object({
  items: z.array(
    z.object({
      week: z.string(),
      muscles: z.array(z.object({ muscle: z.string(), sets: z.number(), volumeKg: z.number() })),
    }),
  ),
});

const calendarAnswer = z.object({
  items: z.array(z.object({ date: z.string(), sets: z.number() })),
  streak: z.object({ current: z.number(), longest: z.number(), thisWeek: z.number() }),
});

/** `/api/v1/progress/…`: the numbers behind the charts. Weights in kg, distances in m, times in s. */
export function progressApi(api: Api): void {
  exerciseProgressApi(api);
  recordsApi(api);
  totalsApi(api);
  bodyWeightApi(api);
}

function exerciseProgressApi(api: Api): void {
  api.get(
    '/progress/exercises/:exerciseId',
    { summary: 'One exercise by day, with its records', tag: TAG, query: range, answer: exerciseAnswer },
    async ({ db, scope, params, query, user, now }) => {
      const exercise = await findVisibleExercise(db, scope, params['exerciseId']!);
      if (!exercise) throw new NotFoundError('The exercise');
      const { from, to } = rangeOf(query, localDate(now, user.timeZone));
      const sets = await listExerciseSets(db, scope, exercise.id, '1900-01-01');
      const metric = metricOf(exercise.kind, sets);
      return {
        exerciseId: exercise.id,
        name: exercise.name,
        metric,
        unit: metricUnits[metric],
        days: exerciseDays(sets, metric)
          .filter(({ date }) => date >= from && date <= to)
          .map(({ best, ...rest }) => ({
            ...rest,
            epleyKg: metric === 'oneRepMax' ? rest.value : null,
            brzyckiKg: metric === 'oneRepMax' ? brzycki(best.weight_kg!, best.reps!) : null,
            weightKg: best.weight_kg,
            reps: best.reps,
          })),
        records: recordsOf(sets).map(({ kind, value, date }) => ({ kind, value, unit: units[kind], date })),
      };
    },
  );
}

function recordsApi(api: Api): void {
  api.get(
    '/progress/records',
    {
      summary: 'Personal records of all exercises, the latest first',
      tag: TAG,
      answer: z.object({
        items: z.array(record.extend({ exerciseId: z.string(), exerciseName: z.string() })),
      }),
    },
    async ({ db, scope, user, now }) => {
      const today = localDate(now, user.timeZone);
      const records = allRecords(await readTraining(db, scope, today, today));
      return {
        items: records.map(({ exerciseId, exerciseName, kind, value, date }) => ({
          ...{ exerciseId, exerciseName, kind, value, date },
          unit: units[kind],
        })),
      };
    },
  );
}

const weightAnswer = z.object({
  items: z.array(z.object({ date: z.string(), valueKg: z.number(), meanKg: z.number() })),
  change: z.object({ kg: z.number(), days: z.number() }).nullable().describe('of the mean in four weeks'),
});

function bodyWeightApi(api: Api): void {
  api.get(
    '/progress/body-weight',
    {
      summary: 'Body weight by day with its mean of seven days',
      tag: TAG,
      query: range,
      answer: weightAnswer,
    },
    async ({ db, scope, query, user, now }) => {
      const { from, to } = rangeOf(query, localDate(now, user.timeZone));
      const type = (await listTypes(db, scope)).find(({ key }) => key === BODY_WEIGHT);
      const rows = type ? await listDayValues(db, scope, from, type.id) : [];
      const days = rows.filter(({ date }) => date <= to);
      const trend = movingAverage(days, 7);
      const change = changeOver(trend, 28);
      return {
        items: days.map(({ date, value }, index) => ({ date, valueKg: value, meanKg: trend[index]!.value })),
        change: change ? { kg: change.change, days: change.days } : null,
      };
    },
  );
}

function totalsApi(api: Api): void {
  api.get(
    '/progress/volume',
    { summary: 'Sets and volume per week and muscle', tag: TAG, query: range, answer: volumeAnswer },
    async ({ db, scope, query, user, now }) => {
      const { from, to } = rangeOf(query, localDate(now, user.timeZone));
      const training = await readTraining(db, scope, from, to);
      return { items: volumePerWeek(workOf(training), user.weekStart as Weekday) };
    },
  );

  api.get(
    '/progress/calendar',
    { summary: 'Training days and the weekly streak', tag: TAG, query: range, answer: calendarAnswer },
    async ({ db, scope, query, user, now }) => {
      const today = localDate(now, user.timeZone);
      const { from, to } = rangeOf(query, today);
      const perDay = setsPerDay((await readTraining(db, scope, from, to)).days);
      return {
        items: [...perDay].map(([date, sets]) => ({ date, sets })),
        streak: weeklyStreak([...perDay.keys()], today, user.weekStart as Weekday),
      };
    },
  );
}

/** The last year unless the query says otherwise. */
function rangeOf(query: z.output<typeof range>, today: string): { from: string; to: string } {
  const to = query.to ?? today;
  return { from: query.from ?? addDays(addMonths(to, -12), 1), to };
}
