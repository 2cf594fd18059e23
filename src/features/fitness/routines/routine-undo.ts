import type { Request, Response } from 'express';
import * as z from 'zod';
import { BadRequestError } from '../../../errors.ts';
import { newDaySchema, newEntrySchema } from './routine-schema.ts';

/** The Undo of a page travels in a cookie, which holds 4 kB; a longer day is only said to be gone. */
const MOST_CHARACTERS = 2400;

const removed = z.strictObject({
  at: z.int().min(0).max(100),
  day: newDaySchema.optional(),
  entry: newEntrySchema.optional(),
  dayId: z.uuid().toLowerCase().optional(),
});
export type Removed = z.output<typeof removed>;

/** Says what was taken out of a routine, with the way back where it fits. */
export function flashUndo(res: Response, action: string, what: object, text: string): void {
  const json = JSON.stringify(what, (_key, value: unknown) => value ?? undefined);
  const undo = json.length <= MOST_CHARACTERS ? { action, fields: { removed: json } } : undefined;
  res.flash({ kind: 'ok', text, ...(undo && { undo }) });
}

/** What that Undo brings back. */
export function parseUndo(req: Request): Removed {
  const { removed: text } = (req.body ?? {}) as { removed?: unknown };
  try {
    return removed.parse(JSON.parse(typeof text === 'string' ? text : ''));
  } catch (cause) {
    throw new BadRequestError('This cannot be brought back from here.', { cause });
  }
}
