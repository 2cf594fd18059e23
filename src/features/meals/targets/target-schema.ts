import * as z from 'zod';
import { typedNumber } from '../../../http/typed-fields.ts';

/** Which days a target is for: all that have none of their own, training days, or a weekday (1 Monday … 7 Sunday). */
export const DAY_KINDS = ['every', 'training', '1', '2', '3', '4', '5', '6', '7'] as const;
export type DayKind = (typeof DAY_KINDS)[number];

const LIMITS = {
  kcal: z.number().min(500).max(10_000),
  proteinG: z.number().min(0).max(1000),
  carbG: z.number().min(0).max(2000),
  fatG: z.number().min(0).max(1000),
  fiberG: z.number().min(0).max(300),
} as const;

/** What a person wants of a day; null where they leave it open. */
export interface Target {
  kcal: number | null;
  proteinG: number | null;
  carbG: number | null;
  fatG: number | null;
  fiberG: number | null;
}

const values = {
  kcal: LIMITS.kcal.nullable(),
  proteinG: LIMITS.proteinG.nullable(),
  carbG: LIMITS.carbG.nullable(),
  fatG: LIMITS.fatG.nullable(),
  fiberG: LIMITS.fiberG.nullable(),
};

const dayKind = z
  .enum(DAY_KINDS, `must be one of ${DAY_KINDS.join(', ')}`)
  .describe(
    'a weekday of ISO 8601 (1 Monday to 7 Sunday), training days, or every day that has no other target',
  );

export const newTargetSchema = z.strictObject({ dayKind, ...z.object(values).partial().shape });
export const targetPatchSchema = z.strictObject(values).partial();

export const targetAnswer = z
  .object({ id: z.uuid(), dayKind, ...values, version: z.number() })
  .meta({ id: 'NutritionTarget' });
export type StoredTarget = z.output<typeof targetAnswer>;

const typed = {
  kcal: typedNumber(LIMITS.kcal).optional(),
  proteinG: typedNumber(LIMITS.proteinG).optional(),
  carbG: typedNumber(LIMITS.carbG).optional(),
  fatG: typedNumber(LIMITS.fatG).optional(),
  fiberG: typedNumber(LIMITS.fiberG).optional(),
};

/** The page's form: all kinds of days at once, `every.kcal`, `training.kcal`, `1.kcal` (as `day1`) … */
export const targetsForm = z.object({
  every: z.object(typed).optional(),
  training: z.object(typed).optional(),
  day1: z.object(typed).optional(),
  day2: z.object(typed).optional(),
  day3: z.object(typed).optional(),
  day4: z.object(typed).optional(),
  day5: z.object(typed).optional(),
  day6: z.object(typed).optional(),
  day7: z.object(typed).optional(),
});

/** Field names of the form for each kind of day. */
export function fieldOf(kind: DayKind): keyof z.output<typeof targetsForm> {
  return kind === 'every' || kind === 'training' ? kind : `day${kind}`;
}
