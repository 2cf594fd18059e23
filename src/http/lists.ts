import * as z from 'zod';
import { ValidationError } from '../errors.ts';
import { numberText } from './number-text.ts';

/** Query of every list: how many, and where the last page ended. */
export const listQuery = z.strictObject({
  limit: numberText(z.number('must be a number').int('must be a whole number').min(1).max(200)).default(50),
  cursor: z.string().max(500).optional(),
});

/** The answer of every list. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** An opaque text for the place after a row, made of the values the list is sorted by. */
export function toCursor(values: (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The values of a cursor; undefined without one. Throws ValidationError when it is none of ours. */
export function fromCursor<S extends z.ZodType>(
  cursor: string | undefined,
  schema: S,
): z.output<S> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new ValidationError([
      { path: 'query.cursor', message: 'is not a cursor of this list: start without it' },
    ]);
  }
}

const counted = z.tuple([z.int().min(0).max(1_000_000)]);

/** How many rows stand before a page of a list by best match, whose order has no place of its own: `place: () => [n]`. */
export function offsetOf(cursor: string | undefined): number {
  return fromCursor(cursor, counted)?.[0] ?? 0;
}

/** A page of a list out of `limit` + 1 rows: one more than shown tells whether there is a next page. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  of: { item: (row: Row) => Item; place: (row: Row) => (string | number)[] },
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(of.item), nextCursor: last === undefined ? null : toCursor(of.place(last)) };
}
