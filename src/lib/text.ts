import * as z from 'zod';
import { problem } from './wording.ts';

/** Whether PostgreSQL and JSON can hold the text: no NUL, no lone surrogate. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** A text of one line, trimmed, from `min` to `max` characters. */
export function lineOfText(max: number, min = 1) {
  return z
    .string('must be text')
    .trim()
    .min(min, min === 1 ? 'is missing' : `must have at least ${min} characters`)
    .max(max, `must have at most ${max} characters`)
    .refine((text) => !/[\r\n]/.test(text), problem('fields.oneLine', 'must be one line'));
}

/** A longer text, trimmed at its end; may be empty. */
export function longText(max: number) {
  return z
    .string('must be text')
    .max(max, `must have at most ${max} characters`)
    .transform((text) => text.trimEnd());
}
