import type * as z from 'zod';
import type { Issue } from '../errors.ts';
import { errorsOf, issuesOf } from './issues.ts';
import type { Translate } from './texts.ts';

/** A form as it came back: good data, or what was typed with a message at each field. */
export type FormResult<T> =
  { ok: true; data: T } | { ok: false; values: FormValues; errors: Record<string, string>; issues: Issue[] };

/** Field name → what was typed. */
export type FormValues = Record<string, unknown>;

const MAX_FIELDS = 1000;
const OWN_FIELDS = new Set(['_csrf', '_key', '_method']);

/**
 * Parses a posted form. Fields named `sets.0.reps` become nested; empty fields count as not given; the hidden fields
 * of every form (`_csrf`, `_key`) are left out. The messages are those of the catalogue, in the language of `t`.
 */
export function parseForm<S extends z.ZodType>(
  schema: S,
  body: unknown,
  t: Translate,
): FormResult<z.output<S>> {
  const values = (typeof body === 'object' && body !== null ? body : {}) as FormValues;
  const nested = nestFields(values);
  const result = schema.safeParse(nested);
  if (result.success) return { ok: true, data: result.data };
  const issues = issuesOf(result.error, nested);
  return { ok: false, values, errors: errorsOf(t, issues), issues };
}

/** `{ 'sets.0.reps': '5' }` → `{ sets: [{ reps: '5' }] }`; objects without prototype, gaps in lists closed. */
export function nestFields(fields: FormValues): unknown {
  const root: FormValues = Object.create(null) as FormValues;
  for (const [name, value] of Object.entries(fields).slice(0, MAX_FIELDS)) {
    if (value === '' || OWN_FIELDS.has(name)) continue;
    const steps = name.split('.');
    let place = root;
    for (const step of steps.slice(0, -1)) {
      const inner = place[step];
      place = (
        typeof inner === 'object' && inner !== null ? inner : (place[step] = Object.create(null))
      ) as FormValues;
    }
    place[steps.at(-1)!] = value;
  }
  return listsIn(root);
}

function listsIn(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, listsIn(inner)] as const);
  if (entries.length > 0 && entries.every(([key]) => /^\d{1,4}$/.test(key))) {
    return entries.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner);
  }
  return Object.fromEntries(entries);
}
