import { ValidationError } from '../errors.ts';

/** The version in an If-Match header: `"3"`, `W/"3"` or `3`; undefined without a header or with `*`. */
export function versionOf(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  if (version === undefined) {
    throw new ValidationError([{ path: 'If-Match', message: 'must be the version that was read' }]);
  }
  return Number(version);
}
