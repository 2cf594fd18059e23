import * as z from 'zod';

/** A whole number of the environment, with its bounds in the message. */
export const wholeNumber = (min: number, max: number, fallback: number) =>
  z.coerce
    .number(`must be a whole number from ${min} to ${max}`)
    .int(`must be a whole number from ${min} to ${max}`)
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

/** Seconds, an hour at most unless said otherwise. */
export const seconds = (fallback: number, max = 3600) => wholeNumber(0, max, fallback);

export const port = (fallback: number) => wholeNumber(1, 65_535, fallback);

/** A limit of requests, `RATE/BURST` or off. */
export const limit = (fallback: string) =>
  z
    .string()
    .regex(/^(off|\d{1,6}\/\d{1,6})$/, 'must be RATE/BURST such as 5/10 (per minute), or off')
    .default(fallback);

/** 1 or 0. */
export const flag = (fallback: '0' | '1') => z.enum(['0', '1']).default(fallback);
