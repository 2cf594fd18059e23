import * as z from 'zod';
import { lineOfText, longText } from '../../lib/text.ts';
import { typedNumber } from '../../http/typed-fields.ts';
import type { ExerciseRow } from './exercise-queries.ts';
import { CATEGORIES, EQUIPMENT, EXERCISE_KINDS, MUSCLES } from './exercise-schema.ts';

/** One or several ticked boxes of one name. */
const ticked = z
  .union([z.enum(MUSCLES), z.array(z.enum(MUSCLES))])
  .default([])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** The form of one's own exercise. */
export const exerciseFormSchema = z
  .strictObject({
    name: lineOfText(120),
    kind: z.enum(EXERCISE_KINDS),
    category: z.enum(CATEGORIES),
    equipment: z.enum(EQUIPMENT).nullable().default(null),
    primaryMuscles: ticked,
    secondaryMuscles: ticked,
    aliases: z.string().max(1700).default(''),
    isBodyweight: z.literal('on').optional(),
    restS: typedNumber(
      z.int('must be a whole number').min(0).max(3600, 'must be at most 3600 seconds'),
    ).optional(),
    notes: longText(10_000).default(''),
    version: typedNumber(z.int().min(1)).optional(),
  })
  .transform(({ aliases, isBodyweight, restS, version, notes, ...same }) => ({
    version,
    values: {
      ...same,
      aliases: namesIn(aliases),
      isBodyweight: isBodyweight !== undefined,
      restS: restS ?? null,
      notes: notes || null,
      force: null,
      mechanic: null,
    },
  }));

function namesIn(text: string): string[] {
  const names = text.split(/[,\n]/).map((name) => name.trim().slice(0, 80));
  return [...new Set(names.filter(Boolean))].slice(0, 20);
}

/** What the form of a stored exercise shows. */
export function exerciseValues(row: ExerciseRow): Record<string, unknown> {
  return {
    name: row.name,
    kind: row.kind,
    category: row.category,
    equipment: row.equipment ?? '',
    primaryMuscles: row.primary_muscles,
    secondaryMuscles: row.secondary_muscles,
    aliases: row.aliases.join(', '),
    isBodyweight: row.is_bodyweight,
    restS: row.rest_s ?? '',
    notes: row.notes ?? '',
    version: row.version,
  };
}
