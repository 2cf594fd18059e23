import * as z from 'zod';
import { addDays, instantOf, isLocalDate, localDate, localTime } from '../../lib/dates.ts';
import { problem } from '../../lib/wording.ts';
import { typedDuration, typedNumber, wallClock } from '../../http/typed-fields.ts';
import { setLimits } from './set-schema.ts';

const date = z
  .string('is missing')
  .refine(isLocalDate, problem('fields.day', 'must be a date'))
  .refine(
    (text) => text >= '1900-01-01' && text <= '2100-12-30',
    problem('fields.years', 'must be between 1900 and 2100'),
  );

/** The form of a workout as a whole: title, when, how long, how it was. Times are those of `timeZone`. */
export function workoutFormSchema(timeZone: string) {
  return z
    .strictObject({
      title: z.string().trim().max(200, 'must have at most 200 characters').default(''),
      date,
      time: wallClock,
      duration: typedDuration(
        'min',
        z
          .number()
          .refine(
            (seconds) => seconds <= 7 * 86_400,
            problem('fitness.workout.tooLong', 'must be a week at most'),
          ),
      ).optional(),
      sessionRpe: typedNumber(setLimits.rpe).optional(),
      calories: typedNumber(setLimits.calories).optional(),
      notes: z.string().max(10_000, 'must have at most 10000 characters').default(''),
      version: typedNumber(z.int().min(1)).optional(),
    })
    .transform(({ date: day, time: at, duration, version, ...same }) => {
      const startedAt = instantOf(day, at, timeZone);
      const endedAt = duration === undefined ? undefined : new Date(startedAt.getTime() + duration * 1000);
      return { version, patch: { ...same, startedAt, endedAt } };
    });
}

/** What the form of a new workout shows: today, an hour ago, an hour long. */
export function newWorkoutValues(now: Date, timeZone: string): Record<string, string> {
  const anHourAgo = new Date(now.getTime() - 3_600_000);
  return { date: localDate(anHourAgo, timeZone), time: localTime(anHourAgo, timeZone), duration: '60' };
}

/** What the form of a stored workout shows. */
export function workoutValues(workout: {
  title: string;
  notes: string;
  startedAt: string;
  endedAt: string | null;
  timeZone: string;
  sessionRpe: number | null;
  calories: number | null;
  version: number;
}): Record<string, string> {
  const { startedAt, endedAt, timeZone } = workout;
  const minutes = endedAt ? Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 60_000) : undefined;
  return {
    title: workout.title,
    notes: workout.notes,
    date: localDate(startedAt, timeZone),
    time: localTime(startedAt, timeZone),
    duration: minutes === undefined ? '' : String(minutes),
    sessionRpe: workout.sessionRpe === null ? '' : String(workout.sessionRpe),
    calories: workout.calories === null ? '' : String(workout.calories),
    version: String(workout.version),
  };
}

/** The last day that a form offers: tomorrow, since the clock of a phone may be ahead. */
export function latestDate(now: Date, timeZone: string): string {
  return addDays(localDate(now, timeZone), 1);
}
