import type { z } from 'zod';
import type { Issue } from '../errors.ts';

/** A form as it came back: good data, or what was typed with a message at each field. */
export type FormResult<T> =
  { ok: true; data: T } | { ok: false; values: FormValues; errors: Record<string, string>; issues: Issue[] };

/** Field name → what was typed. */
export type FormValues = Record<string, unknown>;

const MAX_FIELDS = 1000;
const OWN_FIELDS = new Set(['_csrf', '_key', '_method']);

/**
 * Parses a posted form. Fields named `sets.0.reps` become nested; empty fields count as not given; the hidden fields
 * of every form (`_csrf`, `_key`) are left out.
 */
export function parseForm<S extends z.ZodType>(schema: S, body: unknown): FormResult<z.output<S>> {
  const values = (typeof body === 'object' && body !== null ? body : {}) as FormValues;
  const result = schema.safeParse(nestFields(values));
  if (result.success) return { ok: true, data: result.data };
  const issues = issuesOf(result.error);
  const errors = Object.fromEntries(
    issues.toReversed().map(({ path, message }) => [path, sentence(message)]),
  );
  return { ok: false, values, errors, issues };
}

/** What a zod error says, as paths with words. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      message: 'is not a known field',
    }));
  });
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

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
