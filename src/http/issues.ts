import type * as z from 'zod';
import type { Issue } from '../errors.ts';
import type { Wording } from '../lib/wording.ts';
import type { Translate } from './texts.ts';

type Checked = z.core.$ZodIssue;

/** What a zod error says, as paths with words; `input` is what was checked. */
export function issuesOf(error: z.ZodError, input?: unknown): Issue[] {
  return error.issues.flatMap((issue): Issue[] => {
    const path = issue.path.map(String).join('.');
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: path ? `${path}.${key}` : key,
        message: 'is not a known field',
        text: 'fields.unknown',
      }));
    }
    return [{ path, message: issue.message, ...textOf(issue, input) }];
  });
}

/** What is wrong, in the person's language: a sentence for the place beside the field. */
export function wordsOf(t: Translate, { message, text, vars }: Wording): string {
  return text === undefined ? sentence(message) : t(text, vars);
}

/** The texts of all fields; of several problems of one field the first. */
export function errorsOf(t: Translate, issues: readonly Issue[]): Record<string, string> {
  return Object.fromEntries(issues.toReversed().map((issue) => [issue.path, wordsOf(t, issue)]));
}

const DAYS = new Set(['date', 'datetime']);
const TYPES: Record<string, string> = { int: 'fields.whole', number: 'fields.number' };

/** The catalogue's words for what zod found; a schema's own checks name theirs (lib/wording.ts). */
function textOf(issue: Checked, input: unknown): Pick<Wording, 'text' | 'vars'> | undefined {
  if (issue.code.startsWith('invalid_') && valueAt(input, issue.path) === undefined)
    return { text: 'fields.missing' };
  switch (issue.code) {
    case 'invalid_type':
      return { text: TYPES[issue.expected] ?? 'fields.form' };
    case 'too_small':
      return limitText(issue, Number(issue.minimum), 'least');
    case 'too_big':
      return limitText(issue, Number(issue.maximum), 'most');
    case 'invalid_value':
    case 'invalid_union':
      return { text: 'fields.choice' };
    case 'custom':
      return issue.params as Pick<Wording, 'text' | 'vars'> | undefined;
    default:
      return {
        text: issue.code === 'invalid_format' && DAYS.has(issue.format) ? 'fields.day' : 'fields.form',
      };
  }
}

function limitText(
  { origin, inclusive = true }: { origin: string; inclusive?: boolean },
  limit: number,
  end: 'least' | 'most',
): Pick<Wording, 'text' | 'vars'> {
  if (origin === 'string' && end === 'least' && limit === 1) return { text: 'fields.missing' };
  const kind = origin === 'string' ? 'characters' : origin === 'array' ? 'items' : 'number';
  const edge = kind === 'number' && !inclusive ? (end === 'least' ? 'above' : 'below') : end;
  return { text: `fields.${kind}Limit.${edge}`, vars: { count: limit } };
}

/** What was given there; a single text where a schema makes a list of it. */
function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : value,
    input,
  );
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
