import * as z from 'zod';

const ARCHIVE_STATES = ['uploaded', 'read', 'applying', 'applied', 'refused', 'undone'] as const;
export type ArchiveState = (typeof ARCHIVE_STATES)[number];

const archivePreview = z.object({
  kind: z.enum(['mealie', 'tandoor', 'jsonld']),
  total: z.number(),
  toAdd: z.number(),
  existing: z.number().describe('imported before, those in the bin too'),
  pictures: z.number(),
  unreadable: z.array(z.string()).describe('names of files that look like recipes and could not be read'),
  sample: z.array(z.string()).describe('titles of the first to be added'),
});
export type ArchivePreview = z.output<typeof archivePreview>;

const archiveResult = z.object({
  added: z.number(),
  existing: z.number(),
  pictures: z.number(),
  kept: z.number().optional().describe('after undo: changed since, or in a plan'),
});
export type ArchiveResult = z.output<typeof archiveResult>;

export const archiveAnswer = z.object({
  id: z.uuid(),
  fileName: z.string(),
  state: z.enum(ARCHIVE_STATES),
  problem: z.string().nullable(),
  preview: archivePreview.nullable(),
  result: archiveResult.nullable(),
  createdAt: z.string(),
});
