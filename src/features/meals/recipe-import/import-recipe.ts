import type { Config } from '../../../config.ts';
import type { Db, Scope } from '../../../db/index.ts';
import { AppError, TooManyRequestsError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import type { Queue } from '../../../jobs/queue.ts';
import { ChildEnded } from '../../../jobs/short-children.ts';
import { OutboundError } from '../../../outbound/outbound-error.ts';
import type { Peers } from '../../../supervisor/peers.ts';
import type { Recipe, RecipeDraft } from '../recipes/recipe-schema.ts';
import { saveRecipe } from '../recipes/recipes.ts';
import { webAddress } from './found-draft.ts';
import type { ImportSource } from './import-schema.ts';
import { fetchPictureJob } from './picture-job.ts';
import type { NoRecipe } from './read-page.ts';
import type { ReadableSource } from './read-source.ts';

/** Pages that one person may have read in a minute. */
const PER_MINUTE = 20;
/** For the largest page that is fetched, 2 MB. */
const HEAP_MB = 96;
const TIMEOUT_MS = 2000;
const PAGES = ['text/html', 'application/xhtml+xml', 'application/ld+json', 'application/json'];

/** There is nothing like a recipe in what was given. */
class NoRecipeError extends AppError {
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
 * Reads a page, its source or a text as a draft; a page that shows its recipe only in print is followed there. Throws
 * OutboundError when an address cannot be read, NoRecipeError when there is none.
 */
export async function readDraft(
  reader: Reader,
  source: ImportSource,
  signal?: AbortSignal,
): Promise<RecipeDraft> {
  const found = await findRecipe(reader, source, signal);
  if ('problem' in found) throw new NoRecipeError();
  return found;
}

/** What reading needs: who may be fetched from, and processes in which pages are looked through. */
export type Reader = Pick<AppDeps, 'children'> & { config: Pick<Config, 'outbound'> };

async function findRecipe(
  reader: Reader,
  { text, html, url = '' }: ImportSource,
  signal: AbortSignal | undefined,
): Promise<RecipeDraft | NoRecipe> {
  if (text !== undefined) return readApart(reader, { text }, signal);
  if (html !== undefined) return readApart(reader, { html }, signal);
  const page = await fetchPage(reader, url, signal);
  const found = await readApart(reader, page, signal);
  if (!('problem' in found) || found.printUrl === undefined) return found;
  const printed = await fetchPage(reader, found.printUrl, signal).catch(nothingThere);
  if (!printed) return found;
  const inPrint = await readApart(reader, printed, signal);
  // The page is what people want to find again.
  return 'problem' in inPrint ? found : { ...inPrint, sourceUrl: webAddress(page.url, undefined) };
}

/** In a process of its own, bounded in time and memory; what is too much for it holds no recipe. */
async function readApart(
  { children }: Reader,
  order: ReadableSource,
  signal: AbortSignal | undefined,
): Promise<RecipeDraft | NoRecipe> {
  try {
    return await children.ask({ role: 'read-recipe', order, heapMb: HEAP_MB, timeoutMs: TIMEOUT_MS, signal });
  } catch (error) {
    if (error instanceof ChildEnded) return { problem: 'no-recipe' };
    throw error;
  }
}

async function fetchPage(
  { config }: Reader,
  address: string,
  signal: AbortSignal | undefined,
): Promise<{ html: string; url: string }> {
  const { fetchPublic } = await import('../../../outbound/fetch-public.ts');
  const { decodePage } = await import('./decode-page.ts');
  const { allowedHosts } = config.outbound;
  const page = await fetchPublic(address, { accept: PAGES, allowedHosts, ...(signal && { signal }) });
  const text = decodePage(page.body, page.contentType);
  const isData = page.contentType.includes('json');
  return { html: isData ? `<script type="application/ld+json">${text}</script>` : text, url: page.finalUrl };
}

/** What is printed adds to a page that could be read: without it that page has no recipe. */
function nothingThere(error: unknown): undefined {
  if (!(error instanceof OutboundError)) throw error;
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
