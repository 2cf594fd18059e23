import { problem } from '../../../lib/wording.ts';
import * as z from 'zod';
import { listQuery } from '../../../http/lists.ts';
import { longText } from '../../../lib/text.ts';
import { pictureAnswer } from '../../../storage/picture-answer.ts';

export const poses = ['front', 'side', 'back'] as const;

const takenOn = z.iso
  .date('must be a date such as 2026-03-03')
  .refine(
    (date) => date >= '1900-01-01' && date <= '2100-12-31',
    problem('fields.years', 'must lie between 1900 and 2100'),
  );

/** What a person says about a photo, beside the picture itself. */
export const photoDetailsSchema = z.strictObject({
  takenOn: takenOn.optional(),
  pose: z.enum(poses, 'must be front, side or back').nullish(),
  notes: longText(2000).optional(),
});

export type PhotoDetails = z.output<typeof photoDetailsSchema>;

export const photoListQuery = listQuery.extend({
  pose: z.enum(poses).optional(),
});

export const photoAnswer = z
  .object({
    id: z.uuid(),
    takenOn: z.iso.date(),
    pose: z.enum(poses).nullable(),
    notes: z.string(),
    ...pictureAnswer,
    version: z.number(),
    createdAt: z.string(),
  })
  .meta({ id: 'Photo' });
