import * as z from 'zod';

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/;

/**
 * A number that may also arrive as text, as addresses and forms send it. Unlike z.coerce it takes nothing else for a
 * number: not true, null, '' or [].
 */
export function numberText<S extends z.ZodType>(schema: S) {
  return z.preprocess(
    (value) => (typeof value === 'string' && NUMBER.test(value.trim()) ? Number(value) : value),
    schema,
  );
}
