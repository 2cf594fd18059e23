import * as z from 'zod';

const exerciseChoice = z.union([z.literal('own'), z.uuid()], 'must be the id of an exercise, or "own"');

/** What a person answers before an import is applied; `exercises` maps a name of the file to an exercise. */
export const importAnswersSchema = z.strictObject({
  weightUnit: z.enum(['kg', 'lb'], 'must be kg or lb').optional(),
  distanceUnit: z.enum(['km', 'mi'], 'must be km or mi').optional(),
  dateOrder: z.enum(['day-first', 'month-first'], 'must be day-first or month-first').optional(),
  exercises: z
    .record(z.string().min(1).max(120), exerciseChoice)
    .refine((map) => Object.keys(map).length <= 2000, 'has more than 2,000 names')
    .optional(),
});

export type StoredAnswers = z.output<typeof importAnswersSchema>;

const exerciseRef = z.object({ id: z.uuid(), name: z.string() });

/** What a dry run found; nothing of it is stored yet. */
export const importPreviewSchema = z.object({
  kind: z.enum(['strong', 'hevy', 'fitnotes', 'gpx', 'tcx', 'fit', 'export']),
  /** Days of the first and the last workout. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  workouts: z.object({ total: z.int(), toAdd: z.int(), existing: z.int(), inBin: z.int() }),
  sets: z.object({ total: z.int(), toAdd: z.int() }),
  /** Further nouns of an export of ours. */
  others: z.array(z.object({ noun: z.string(), total: z.int(), toAdd: z.int() })),
  skippedRows: z.int(),
  questions: z.array(z.enum(['weightUnit', 'distanceUnit', 'dateOrder'])),
  warnings: z.array(z.object({ line: z.int(), message: z.string() })),
  /** Each name of the file; without an exercise it becomes one of the person's own. */
  exercises: z.array(
    z.object({
      name: z.string(),
      sets: z.int(),
      exercise: exerciseRef.nullable(),
      certainty: z.enum(['name', 'alias', 'chosen', 'own']),
      suggestions: z.array(exerciseRef),
    }),
  ),
  sample: z.array(z.object({ title: z.string(), localDate: z.string(), sets: z.int() })),
});

export type ImportPreview = z.output<typeof importPreviewSchema>;

const keptSummary = z.object({ noun: z.string(), count: z.int(), names: z.array(z.string()) });
/** What stayed of a noun when an import was undone; at most 20 names. */
export type KeptSummary = z.output<typeof keptSummary>;

export const importResultSchema = z.object({
  workouts: z.int(),
  sets: z.int(),
  exercises: z.int(),
  existing: z.int(),
  /** Rows added of further nouns, by noun. */
  others: z.record(z.string(), z.int()),
  /** After an undo: workouts that were changed since and so were kept. */
  kept: z.int().optional(),
  /** After an undo: all that was changed or used since and so was kept. */
  keptThings: z.array(keptSummary).optional(),
});

export type ImportResult = z.output<typeof importResultSchema>;

export const importStates = ['uploaded', 'read', 'applying', 'applied', 'refused', 'undone'] as const;
export type ImportState = (typeof importStates)[number];

/** An import as the API answers it. */
export const importAnswerSchema = z.object({
  id: z.uuid(),
  fileName: z.string(),
  kind: z.string().nullable(),
  state: z.enum(importStates),
  /** Why the file was refused, one line a fault. */
  problem: z.string().nullable(),
  answers: importAnswersSchema,
  preview: importPreviewSchema.nullable(),
  result: importResultSchema.nullable(),
  createdAt: z.iso.datetime(),
});
