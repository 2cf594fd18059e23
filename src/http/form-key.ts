import { createHash, randomBytes } from 'node:crypto';
import type { Request } from 'express';

/** A form sent twice takes effect once; going back and sending other values is another one. For `once`. */
export function formKey(req: Request, content: unknown): string {
  const { _key: given } = (req.body ?? {}) as Record<string, unknown>;
  const key = typeof given === 'string' && given !== '' ? given.slice(0, 60) : newFormKey();
  return `form:${key}:${createHash('sha256').update(JSON.stringify(content)).digest('base64url')}`;
}

/** For the hidden field `_key` of a form. */
export function newFormKey(): string {
  return randomBytes(12).toString('base64url');
}
