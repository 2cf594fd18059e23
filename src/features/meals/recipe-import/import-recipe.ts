import type { Config } from '../../../config.ts';
import type { Db, Scope } from '../../../db/index.ts';
import { AppError, TooManyRequestsError } from '../../../errors.ts';
import type { Queue } from '../../../jobs/queue.ts';
import type { Peers } from '../../../supervisor/peers.ts';
import type { Recipe, RecipeDraft } from '../recipes/recipe-schema.ts';
import { saveRecipe } from '../recipes/recipes.ts';
import type { ImportSource } from './import-schema.ts';
import { fetchPictureJob } from './picture-job.ts';

/** Pages that one person may have read in a minute. */
const PER_MINUTE = 20;
const PAGES = ['text/html', 'application/xhtml+xml', 'application/ld+json', 'application/json'];

/** There is nothing like a recipe in what was given. */
export class NoRecipeError extends AppError {
  constructor() {
    super(422, 'no-recipe', 'No recipe was found there. Copy its text and send that instead.', {
      text: 'recipeImport.noRecipe',
    });
  }
}

/** Counts an import of this person; throws TooManyRequestsError over 20 a minute. */
export async function countImport(peers: Peers, { userId }: Scope): Promise<void> {
  const { count, resetsAt } = await peers.increment(`recipe-import:${userId}`, 60_000);
  if (count <= PER_MINUTE) return;
  throw new TooManyRequestsError(
    Math.max(1, Math.ceil((resetsAt - Date.now()) / 1000)),
    `More than ${PER_MINUTE} imports in a minute.`,
  );
}

/**
 * Reads a page, its source or a text as a draft. Throws OutboundError when an address cannot be read, NoRecipeError when
 * there is none. The readers are loaded with the first import.
 */
export async function readDraft(
  { outbound }: Pick<Config, 'outbound'>,
  source: ImportSource,
  signal?: AbortSignal,
): Promise<RecipeDraft> {
  const { readRecipePage, readRecipeText } = await import('./read-page.ts');
  const found =
    source.text !== undefined
      ? readRecipeText(source.text)
      : source.html !== undefined
        ? readRecipePage(source.html)
        : readRecipePage(...(await fetchPage(source.url ?? '', { outbound, signal })));
  if ('problem' in found) throw new NoRecipeError();
  return found;
}

async function fetchPage(
  url: string,
  { outbound, signal }: Pick<Config, 'outbound'> & { signal: AbortSignal | undefined },
): Promise<[html: string, url: string]> {
  const { fetchPublic } = await import('../../../outbound/fetch-public.ts');
  const { decodePage } = await import('./decode-page.ts');
  const { allowedHosts } = outbound;
  const page = await fetchPublic(url, { accept: PAGES, allowedHosts, ...(signal && { signal }) });
  const text = decodePage(page.body, page.contentType);
  const isData = page.contentType.includes('json');
  return [isData ? `<script type="application/ld+json">${text}</script>` : text, page.finalUrl];
}

/** Stores an imported recipe and has its picture fetched, both or neither. */
export async function keepImported(
  db: Db,
  scope: Scope,
  draft: RecipeDraft,
  { queue, now }: { queue: Queue; now: Date },
): Promise<Recipe> {
  return db.transaction(async (trx) => {
    const recipe = await saveRecipe(trx, scope, draft, now);
    if (draft.imageUrl) {
      await queue.add(trx, fetchPictureJob, { recipeId: recipe.id, ...scope, url: draft.imageUrl });
    }
    return recipe;
  });
}
