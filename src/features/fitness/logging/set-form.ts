import * as z from 'zod';
import { distanceToMetres, weightInUnit, weightToKg, type Units } from '../../../lib/units.ts';
import { problem } from '../../../lib/wording.ts';
import { typedDuration, typedNumber } from '../../../http/typed-fields.ts';
import { exerciseId, SET_TYPES, setLimits, type NewSet } from '../set-schema.ts';
import type { LoggedSet } from './plan.ts';

/** The form of one set: what the person types, in their own units; answers what the API takes. */
export function setFormSchema(units: Units) {
  const maxWeight = Math.floor(weightInUnit(2000, units.weight));
  const weight = z.number().min(0, 'must be at least 0').max(maxWeight, `must be at most ${maxWeight}`);
  const maxDistance = units.distance === 'mi' ? 1242 : 2000;
  const distance = z
    .number()
    .min(0, 'must be at least 0')
    .max(maxDistance, `must be at most ${maxDistance} ${units.distance}`);
  return z
    .strictObject({
      exerciseId,
      setType: z.enum(SET_TYPES).default('normal'),
      superset: typedNumber(setLimits.superset).optional(),
      reps: typedNumber(setLimits.reps).optional(),
      weight: typedNumber(weight).optional(),
      rir: typedNumber(setLimits.rir).optional(),
      rpe: typedNumber(setLimits.rpe).optional(),
      seconds: typedNumber(setLimits.durationS).optional(),
      duration: typedDuration('min', setLimits.durationS).optional(),
      distance: typedNumber(distance).optional(),
      avgHr: typedNumber(setLimits.heartRate).optional(),
      maxHr: typedNumber(setLimits.heartRate).optional(),
      calories: typedNumber(setLimits.calories).optional(),
      restS: typedNumber(setLimits.restS).optional(),
      targetRepsMin: typedNumber(setLimits.reps).optional(),
      targetRepsMax: typedNumber(setLimits.reps).optional(),
      targetWeightKg: typedNumber(setLimits.weightKg).optional(),
      notes: z.string().trim().max(2000, 'must have at most 2000 characters').default(''),
    })
    .refine(hasSubstance, { path: ['reps'], ...problem('fitness.set.howMany', 'is missing: how many?') })
    .transform(({ weight: typed, seconds, duration, distance: far, ...same }): NewSet => ({
      ...same,
      weightKg: typed === undefined ? undefined : weightToKg(typed, units.weight),
      weightUnit: typed === undefined ? undefined : units.weight,
      durationS: duration ?? seconds,
      distanceM: far === undefined ? undefined : distanceToMetres(far, units.distance),
    }));
}

function hasSubstance(set: Record<string, unknown>): boolean {
  return ['reps', 'seconds', 'duration', 'distance'].some((name) => set[name] !== undefined);
}

/** What the form of a stored set shows, in the person's units. */
export function setFormValues(set: LoggedSet, units: Units): Record<string, string> {
  const text = (value: number | null) => (value === null ? '' : String(value));
  const rounded = (value: number) => String(Number(value.toFixed(2)));
  return {
    setType: set.setType,
    superset: text(set.superset),
    reps: text(set.reps),
    weight: set.weightKg === null ? '' : rounded(weightInUnit(set.weightKg, units.weight)),
    rir: text(set.rir),
    rpe: text(set.rpe),
    seconds: text(set.durationS),
    duration: set.durationS === null ? '' : clock(set.durationS),
    distance: set.distanceM === null ? '' : rounded(set.distanceM / distanceToMetres(1, units.distance)),
    avgHr: text(set.avgHr),
    maxHr: text(set.maxHr),
    calories: text(set.calories),
    notes: set.notes,
  };
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const pad = (value: number) => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}
