import { readRecipePage, readRecipeText, type NoRecipe } from './read-page.ts';
import type { RecipeDraft } from '../recipes/recipe-schema.ts';

/** What is read: a page (and where it lay) or a text. */
export type ReadableSource = { html: string; url?: string | undefined } | { text: string };

/** The recipe of a page or text. For a process of its own: a hostile page may take long, or much memory. */
export function readSource(source: ReadableSource): RecipeDraft | NoRecipe {
  return 'text' in source ? readRecipeText(source.text) : readRecipePage(source.html, source.url);
}
