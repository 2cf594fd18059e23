import * as z from 'zod';
import { recipeAnswer, type RecipeDraft } from '../recipes/recipe-schema.ts';

const MAX_HTML = 900_000;

/** What a recipe is read from: exactly one of them. */
export const importSource = z
  .strictObject({
    url: z
      .string()
      .max(2000)
      .optional()
      .describe('address of a page that everybody on the internet can open'),
    html: z.string().max(MAX_HTML).optional().describe('source of a page, or JSON-LD'),
    text: z.string().max(200_000).optional().describe('text copied out of a page, mail or book'),
  })
  .refine(({ url, html, text }) => [url, html, text].filter((given) => given !== undefined).length === 1, {
    message: 'give one of url, html and text',
  });
export type ImportSource = z.output<typeof importSource>;

/** A recipe that was read but not stored; what it has goes into `POST /recipes`. */
export const draftAnswer = z.object({
  title: z.string(),
  description: z.string(),
  sourceUrl: z.string().nullable(),
  sourceName: z.string().nullable(),
  yieldsServings: z.number(),
  yieldText: z.string().nullable(),
  prepMin: z.number().nullable(),
  cookMin: z.number().nullable(),
  totalMin: z.number().nullable(),
  cuisine: z.string().nullable(),
  course: z.string().nullable(),
  tags: z.array(z.string()),
  mealTypes: recipeAnswer.shape.mealTypes,
  language: z.string().nullable(),
  imageUrl: z.string().nullable(),
  ingredients: z.array(z.object({ text: z.string(), section: z.string().nullable() })),
  steps: z.array(z.object({ text: z.string(), section: z.string().nullable() })),
});

/** What not every draft has. */
const NOTHING_SAID = {
  ...{ description: '', sourceUrl: null, sourceName: null, yieldText: null, cuisine: null, course: null },
  ...{ language: null, imageUrl: null, mealTypes: [] },
};

/** A draft as the API shows it. */
export function toDraftAnswer(draft: RecipeDraft): z.output<typeof draftAnswer> {
  const { externalId: _externalId, source: _source, rating: _rating, notes: _notes, ...rest } = draft;
  return draftAnswer.parse({ ...NOTHING_SAID, ...rest });
}

/** What a person puts into the one box: an address, the source of a page, or a text. */
export function sourceOfBox(typed: string): ImportSource {
  const text = typed.trim();
  const address = /^\S+$/.test(text) ? addressIn(text) : undefined;
  if (address !== undefined) return { url: address };
  if (/^[[{]/.test(text)) return { html: `<script type="application/ld+json">${text}</script>` };
  const hasMarkup = /<(?:html|head|body|div|p|ul|ol|li|table|h[1-6]|script|span|br|article)\b[^<>]*>/i.test(
    text,
  );
  return hasMarkup ? { html: text } : { text };
}

/** The address that a line is, with or without its https. */
export function addressIn(line: string): string | undefined {
  if (/^https?:\/\//i.test(line)) return line;
  if (/^[a-z][a-z\d+.-]*:/i.test(line) && !/^[\w.-]+:\d+(\/|$)/.test(line)) return line;
  return /^(?:[\w-]+\.)+[a-z]{2,}\/\S+$/i.test(line) ? `https://${line}` : undefined;
}
