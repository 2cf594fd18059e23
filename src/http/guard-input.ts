import type { RequestHandler } from 'express';
import { BadRequestError, ValidationError } from '../errors.ts';
import { isStorableText } from '../lib/text.ts';

const MAX_DEPTH = 32;
const MAX_VALUES = 200_000;
const DANGEROUS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Refuses, before any route sees it, what no route wants: text with NUL or lone surrogates, keys that could reach
 * an object's prototype, and bodies nested deeper than 32 levels.
 */
export const guardInput: RequestHandler = (req, _res, next) => {
  if (!isStorableText(decodedPath(req.path)))
    throw new BadRequestError('The address has a character that is not allowed.');
  walk(req.query, 'query');
  if (req.body !== undefined) walk(req.body as unknown, '');
  next();
};

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new BadRequestError('The address is not encoded correctly.', { cause });
  }
}

function walk(root: unknown, name: string): void {
  const stack: { value: unknown; path: string; depth: number }[] = [{ value: root, path: name, depth: 0 }];
  let seen = 0;
  for (let item = stack.pop(); item; item = stack.pop()) {
    if (++seen > MAX_VALUES) throw new BadRequestError('The body has too many values.');
    if (typeof item.value === 'string') {
      if (!isStorableText(item.value)) throw notStorable(item.path);
    } else if (typeof item.value === 'object' && item.value !== null) {
      if (item.depth >= MAX_DEPTH)
        throw new BadRequestError(`The body is nested deeper than ${MAX_DEPTH} levels.`);
      for (const key of Object.keys(item.value)) {
        const path = item.path ? `${item.path}.${key}` : key;
        if (DANGEROUS.has(key) || !isStorableText(key)) throw notStorable(path);
        stack.push({ value: (item.value as Record<string, unknown>)[key], path, depth: item.depth + 1 });
      }
    }
  }
}

function notStorable(path: string): ValidationError {
  return new ValidationError([
    { path: path.slice(0, 200), message: 'has a character or a name that is not allowed' },
  ]);
}
