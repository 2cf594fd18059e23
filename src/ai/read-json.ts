import { jsonrepair } from 'jsonrepair';

/** The value that a model's text stands for, or why there is none. */
export type ReadJson = { ok: true; value: unknown; isRepaired: boolean } | { ok: false; problem: string };

/** Longer texts are no answer any more (the port cuts there too). */
const MAX_CHARACTERS = 100_000;
const MAX_DEPTH = 100;
const MAX_CANDIDATES = 5;

/**
 * Reads JSON as models write it: fenced, with prose around, cut off, with single quotes, comments, trailing commas and
 * the like. Of several values the first that `isWanted` is taken. Never throws; plain prose is refused.
 */
export function readJson(text: string, isWanted: (value: unknown) => boolean = () => true): ReadJson {
  const given = withoutThoughts(text).trim();
  if (given === '') return { ok: false, problem: 'The answer is empty.' };
  if (given.length > MAX_CHARACTERS) return { ok: false, problem: 'The answer is too long.' };
  const exact = parsed(given);
  if (exact.ok && isWanted(exact.value)) return { ...exact, isRepaired: false };
  let first: ReadJson | undefined;
  for (const candidate of candidatesOf(given)) {
    const read = repaired(candidate);
    if (!read.ok) continue;
    if (isWanted(read.value)) return read;
    first ??= read;
  }
  if (exact.ok) return { ...exact, isRepaired: false };
  return first ?? { ok: false, problem: 'The answer is no JSON.' };
}

/** What a reasoning model thought aloud before it answered. */
function withoutThoughts(text: string): string {
  return text.replace(/^\s*<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/, '');
}

/** Parts of the text that may be the value, the likeliest first. */
function candidatesOf(text: string): string[] {
  const candidates: string[] = [];
  const looksLikeValue = /^[{[("'`/\d-]|^[\w$.]+\s*\(/.test(text) || /^[\w,.\s+-]{1,20}$/.test(text);
  const whole = text.replace(/\s*```\s*$/, '');
  if (looksLikeValue && !text.startsWith('```')) candidates.push(whole);
  for (const [, block] of text.matchAll(/```[\w-]*\s*([\s\S]*?)(?:```|$)/g)) {
    if (block && /[{[]/.test(block)) candidates.push(block.trim());
  }
  candidates.push(...containersIn(text));
  if (!looksLikeValue) candidates.push(whole);
  return candidates.slice(0, MAX_CANDIDATES + 1);
}

/** Every outermost {…} or […] of a text; the last may be cut off. */
function containersIn(text: string): string[] {
  const found: string[] = [];
  for (let from = text.search(/[{[]/); from !== -1 && found.length < MAX_CANDIDATES;) {
    const end = endOfContainer(text, from);
    found.push(text.slice(from, end));
    const next = text.slice(end).search(/[{[]/);
    from = next === -1 ? -1 : end + next;
  }
  return found;
}

/** Where the container that begins at `from` ends; the text's end when it does not. */
function endOfContainer(text: string, from: number): number {
  let depth = 0;
  let isInText = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (isInText) {
      if (character === '\\') at++;
      else if (character === '"') isInText = false;
    } else if (character === '"') isInText = true;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}

function parsed(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function repaired(text: string): ReadJson {
  const refused: ReadJson = { ok: false, problem: 'The answer is no JSON.' };
  if (deepestBracket(text) > MAX_DEPTH) return refused;
  try {
    const value: unknown = JSON.parse(jsonrepair(prepared(text)), (_key, part: unknown) =>
      Object.is(part, -0) ? 0 : part,
    );
    // Bare words become a text, or a list of texts, when they are repaired: that is prose, not an answer.
    const isMarked = /^["'`(“‘«\d-]|^[\w$.]+\s*\(/.test(text) || (Array.isArray(value) && /[[{]/.test(text));
    const isProse = (typeof value === 'string' || Array.isArray(value)) && !isMarked;
    return isProse ? refused : { ok: true, value, isRepaired: true };
  } catch {
    // jsonrepair's own error, or a nesting that no stack can hold.
    return refused;
  }
}

/** Takes what the repair would misread: an opening quote or a sign at a cut-off end, escapes that JSON does not know. */
function prepared(text: string): string {
  return text
    .replace(/([[{,]\s*)["']\s*$/, '$1')
    .replace(/([[,]\s*)-\s*$/, '$1')
    .replace(/(?<!\\)((?:\\\\)*)\\([^"\\/bfnrtu'`\s{}[\],:])/g, '$1\\\\$2');
}

function deepestBracket(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}
