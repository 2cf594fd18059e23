/** Paths that carry a secret: one-time links of accounts, and the address of a calendar. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/^(\/auth\/[a-z-]+\/)[\w-]{20,}/, '$1[token]'],
  [/^(\/+calendar\/+)[^/]+/, '$1[token]'],
];

/** A path as logs may hold it: without the query, in which people search, and without a secret that stands in it. */
export function loggedPath(url: string): string {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  if (!/^\/+(auth|calendar)\//.test(path)) return path;
  return SECRETS.reduce((rest, [pattern, word]) => rest.replace(pattern, word), path);
}
