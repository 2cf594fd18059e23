import * as z from 'zod';
import { listQuery } from '../../http/lists.ts';
import { lineOfText, longText } from '../../lib/text.ts';

export const EXERCISE_KINDS = ['strength', 'cardio', 'hold'] as const;
export type ExerciseKind = (typeof EXERCISE_KINDS)[number];

/** The words of the library; people's own exercises use the same, so that volume per muscle adds up. */
export const MUSCLES = [
  ...(['abdominals', 'abductors', 'adductors', 'biceps', 'calves', 'chest', 'forearms', 'glutes'] as const),
  ...(['hamstrings', 'lats', 'lower back', 'middle back', 'neck', 'quadriceps', 'shoulders'] as const),
  ...(['traps', 'triceps'] as const),
] as const;
export const EQUIPMENT = [
  ...(['barbell', 'dumbbell', 'machine', 'cable', 'body only', 'kettlebells', 'bands'] as const),
  ...(['e-z curl bar', 'medicine ball', 'exercise ball', 'foam roll', 'other'] as const),
] as const;
export const CATEGORIES = [
  ...(['strength', 'powerlifting', 'olympic weightlifting', 'strongman', 'plyometrics'] as const),
  ...(['cardio', 'stretching'] as const),
] as const;

const muscles = z.array(z.enum(MUSCLES)).max(MUSCLES.length);
const aliases = z.array(lineOfText(80)).max(20, 'must be at most 20 names');

const fields = {
  name: lineOfText(120),
  kind: z.enum(EXERCISE_KINDS),
  category: z.enum(CATEGORIES),
  equipment: z.enum(EQUIPMENT).nullable(),
  force: z.enum(['push', 'pull', 'static']).nullable(),
  mechanic: z.enum(['compound', 'isolation']).nullable(),
  primaryMuscles: muscles,
  secondaryMuscles: muscles,
  aliases,
  isBodyweight: z.boolean(),
  restS: z.int().min(0).max(3600).nullable(),
  notes: longText(10_000).nullable(),
};

/** An exercise of one's own. */
export const newExerciseSchema = z.strictObject({
  ...fields,
  kind: fields.kind.default('strength'),
  category: fields.category.default('strength'),
  equipment: fields.equipment.default(null),
  force: fields.force.default(null),
  mechanic: fields.mechanic.default(null),
  primaryMuscles: muscles.default([]),
  secondaryMuscles: muscles.default([]),
  aliases: aliases.default([]),
  isBodyweight: z.boolean().default(false),
  restS: fields.restS.default(null),
  notes: fields.notes.default(null),
});
export type NewExercise = z.output<typeof newExerciseSchema>;

export const exercisePatchSchema = z
  .strictObject(fields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must have something to change');
export type ExercisePatch = z.output<typeof exercisePatchSchema>;

export const exerciseListQuery = listQuery.extend({
  q: z
    .string()
    .trim()
    .max(200)
    .optional()
    .describe('words of the name; forgives typing errors, knows aliases'),
  muscle: z.enum(MUSCLES).optional(),
  equipment: z.enum(EQUIPMENT).optional(),
  category: z.enum(CATEGORIES).optional(),
  own: z.stringbool().optional().describe('only your own exercises, or only the library'),
});

export const exerciseAnswer = z
  .object({
    id: z.uuid(),
    name: z.string(),
    kind: z.enum(EXERCISE_KINDS),
    category: z.string(),
    equipment: z.string().nullable(),
    force: z.string().nullable(),
    mechanic: z.string().nullable(),
    level: z.string().nullable(),
    primaryMuscles: z.array(z.string()),
    secondaryMuscles: z.array(z.string()),
    aliases: z.array(z.string()),
    isBodyweight: z.boolean(),
    isOwn: z.boolean(),
    restS: z.number().nullable(),
    notes: z.string().nullable(),
    version: z.number(),
  })
  .meta({ id: 'Exercise' });
