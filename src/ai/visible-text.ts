/**
 * Code points that nobody sees and that can carry instructions or hide words: tags (U+E0000–E007F), variation
 * selectors, zero-width and direction marks, controls. OWASP Top 10 for LLM 2026, LLM01.
 */
const INVISIBLE =
  /[\u{E0000}-\u{E007F}\u{E0100}-\u{E01EF}\uFE00-\uFE0F\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u206F\uFEFF\u00AD\u034F\u061C\u180E\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/gu;
const LONE_SURROGATE = /\p{Surrogate}/gu;

/** A text without what nobody sees; line ends and tabs stay. Safe to store (no NUL, no lone surrogate). */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, '').replace(LONE_SURROGATE, '\uFFFD');
}

/** Text of somebody else (a page, a recipe, a note) for a prompt: labelled as data, so that it is not taken for orders. */
export function asData(label: string, text: string): string {
  const shown = visibleText(text).replaceAll(/<\/?data\b[^>]*>/gi, '');
  return `<data name="${label.replace(/[^\w -]/g, '')}">\n${shown}\n</data>`;
}
