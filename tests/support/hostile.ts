import type { Schema } from '../../src/http/api-docs.ts';

/** What nobody means and somebody sends, in any field. */
export const HOSTILE_JSON: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  -1e308,
  0.1 + 0.2,
  2 ** 53,
  '',
  'x'.repeat(100_000),
  'a\0b',
  '\ud800',
  '1e999',
  '0000-00-00',
  '9999-12-31T23:59:59Z',
  "'; drop table users; --",
  '%00',
  '../../etc/passwd',
  [],
  [[[[]]]],
  [null],
  {},
  { $ne: 1 },
];

/** The same for form fields and addresses, which only know text. */
export const HOSTILE_TEXT: readonly string[] = [
  '',
  ' ',
  '-1',
  '1e308',
  'NaN',
  'Infinity',
  '0x10',
  '99999999999999999999',
  'x'.repeat(5000),
  '\ufffd',
  '2026-02-30',
  '0000-00-00',
  "'; drop table users; --",
  '../../etc/passwd',
  '{"a":1}',
  '<script>alert(1)</script>',
];

/** Whether a field must refuse the value by what its schema says: another type, out of range, unstorable text. */
export function mustRefuse(schema: Schema, value: unknown): boolean {
  if (typeof value === 'string') return refusesText(schema, value);
  if (typeof value === 'number') return refusesNumber(schema, value);
  const types = [schema.type].flat();
  if (value === null) return types.length > 0 && !types.includes('null');
  if (Array.isArray(value)) return schema.type !== 'array';
  if (typeof value === 'object') return schema.type !== 'object';
  return schema.type !== typeof value;
}

function refusesText({ type, maxLength, enum: choices }: Schema, value: string): boolean {
  if (type !== 'string' || (choices && !choices.includes(value))) return true;
  // However long the field may be, a hundred thousand characters are more; nobody can store the others.
  return value.length > (maxLength ?? 50_000) || value.includes('\0') || !value.isWellFormed();
}

function refusesNumber({ type, minimum = 0, maximum = 1e15 }: Schema, value: number): boolean {
  if (type !== 'number' && type !== 'integer') return true;
  return value < minimum || value > maximum || (type === 'integer' && !Number.isInteger(value));
}
