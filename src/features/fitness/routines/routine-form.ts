import * as z from 'zod';
import { lineOfText } from '../../../lib/text.ts';
import { distanceToMetres, weightInUnit, weightToKg, type Units } from '../../../lib/units.ts';
import { problem } from '../../../lib/wording.ts';
import { typedDuration, typedNumber } from '../../../http/typed-fields.ts';
import { setLimits } from '../set-schema.ts';
import { entryLimits, type RoutineEntry } from './routine-schema.ts';

const version = typedNumber(z.int().min(1)).optional();

/** Name and notes of a routine. */
export const routineForm = z.strictObject({
  name: lineOfText(120),
  notes: z.string().max(10_000, 'must have at most 10000 characters').default(''),
  isActive: z
    .literal('on')
    .optional()
    .transform((value) => value !== undefined),
  version,
});

/** Name of a day, and the weekday it is for. */
export const dayForm = z.strictObject({
  name: lineOfText(120),
  weekday: typedNumber(z.int().min(0).max(6))
    .optional()
    .transform((day) => day ?? null),
});

/** Targets of an exercise, in the person's units. */
export function entryFormSchema(units: Units) {
  const kg = (typed: number | undefined) => (typed === undefined ? null : weightToKg(typed, units.weight));
  return z
    .strictObject({
      sets: typedNumber(entryLimits.sets).default(3),
      repsMin: typedNumber(setLimits.reps).optional(),
      repsMax: typedNumber(setLimits.reps).optional(),
      weight: typedNumber(
        z
          .number()
          .min(0)
          .max(Math.floor(weightInUnit(2000, units.weight))),
      ).optional(),
      rir: typedNumber(setLimits.rir).optional(),
      duration: typedDuration('min', entryLimits.durationS).optional(),
      distance: typedNumber(z.number().min(0).max(1000)).optional(),
      restS: typedNumber(entryLimits.restS).optional(),
      superset: typedNumber(setLimits.superset).optional(),
      increment: typedNumber(z.number().min(0).max(100)).optional(),
    })
    .refine(({ repsMin = 0, repsMax = 1000 }) => repsMin <= repsMax, {
      path: ['repsMax'],
      ...problem('fitness.routine.upperBelowLower', 'must not be below the lower end'),
    })
    .transform((form) => ({
      sets: form.sets,
      repsMin: form.repsMin ?? null,
      repsMax: form.repsMax ?? null,
      weightKg: kg(form.weight),
      rir: form.rir ?? null,
      durationS: form.duration === undefined ? null : Math.round(form.duration),
      distanceM: form.distance === undefined ? null : distanceToMetres(form.distance, units.distance),
      restS: form.restS ?? null,
      superset: form.superset ?? null,
      incrementKg: kg(form.increment),
    }));
}

/** What the form of a stored entry shows. */
export function entryValues(entry: RoutineEntry, units: Units): Record<string, string> {
  const text = (value: number | null) => (value === null ? '' : String(value));
  const weight = (kg: number | null) =>
    kg === null ? '' : String(Number(weightInUnit(kg, units.weight).toFixed(2)));
  return {
    sets: text(entry.sets),
    repsMin: text(entry.repsMin),
    repsMax: text(entry.repsMax),
    weight: weight(entry.weightKg),
    rir: text(entry.rir),
    duration: entry.durationS === null ? '' : clock(entry.durationS),
    distance:
      entry.distanceM === null
        ? ''
        : String(Number((entry.distanceM / distanceToMetres(1, units.distance)).toFixed(2))),
    restS: text(entry.restS),
    superset: text(entry.superset),
    increment: weight(entry.incrementKg),
  };
}

/** Minutes and seconds, as the form reads them. */
function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}
