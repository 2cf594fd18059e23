import * as z from 'zod';
import { parseDecimal } from '../lib/decimal-text.ts';
import { problem } from '../lib/wording.ts';

/** A number typed into a form: "102.5", "102,5". Checked by `limits` after it was read. */
export function typedNumber<S extends z.ZodType<unknown, number>>(limits: S) {
  return z
    .string()
    .trim()
    .transform((text, context) => {
      const value = parseDecimal(text);
      if (value === undefined) {
        context.addIssue({
          code: 'custom',
          ...problem('fields.number', 'must be a number such as 12 or 102.5'),
        });
        return z.NEVER;
      }
      return value;
    })
    .pipe(limits);
}

const WALL_CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;

/** A time of the day, `HH:MM`. */
export const wallClock = z
  .string('is missing')
  .refine((text) => WALL_CLOCK.test(text), problem('fields.time', 'must be a time such as 07:30'))
  .meta({ pattern: WALL_CLOCK.source });

/** A duration typed as "27:30", "1:02:03" or a plain number of `plain` (minutes or seconds); in seconds. */
export function typedDuration<S extends z.ZodType<unknown, number>>(plain: 'min' | 's', limits: S) {
  return z
    .string()
    .trim()
    .transform((text, context) => {
      const seconds = durationOf(text, plain);
      if (seconds === undefined) {
        context.addIssue({
          code: 'custom',
          ...problem('fields.duration', 'must be a time such as 27:30 or 1:02:03'),
        });
        return z.NEVER;
      }
      return seconds;
    })
    .pipe(limits);
}

function durationOf(text: string, plain: 'min' | 's'): number | undefined {
  const clock = /^(?:(\d{1,3}):)?(\d{1,4}):([0-5]?\d(?:[.,]\d+)?)$/.exec(text);
  if (clock) {
    const [, hours = '0', minutes, seconds] = clock;
    return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds!.replace(',', '.'));
  }
  const value = parseDecimal(text);
  return value === undefined ? undefined : value * (plain === 'min' ? 60 : 1);
}
