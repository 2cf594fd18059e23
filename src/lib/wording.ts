/**
 * What is told to whoever caused a problem: `message` in the stable English of the API, and for the pages the key of
 * the same in the text catalogue, with what fills its places.
 */
export interface Wording {
  message: string;
  text?: string | undefined;
  vars?: Record<string, string | number> | undefined;
}

/** A wording for zod's own checks (`refine`, `addIssue`), which hand on what stands in `params`. */
export function problem(text: string, message: string, vars?: Wording['vars']) {
  return { message, params: { text, vars } };
}
