import { ValidationError } from '../errors.ts';
import { toAppError } from './errors.ts';
import { errorsOf, wordsOf } from './issues.ts';
import type { Translate } from './texts.ts';

/**
 * What is wrong with an upload, at its fields, with the status of the answer: too large, of another kind, over the
 * quota, or what a form's other fields say. Throws the error again where it is no fault of the input.
 */
export function uploadProblem(
  t: Translate,
  error: unknown,
  field = 'file',
): { status: number; errors: Record<string, string> } {
  const known = toAppError(error);
  const { status } = known;
  if (known instanceof ValidationError) {
    const issues = known.issues.map((issue) => ({ ...issue, path: issue.path || field }));
    return { status, errors: errorsOf(t, issues) };
  }
  if ([413, 415, 507].includes(status)) return { status, errors: { [field]: wordsOf(t, known) } };
  throw error;
}
