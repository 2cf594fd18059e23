import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import { canAsk } from '../../../ai/index.ts';
import { AppError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { formKey } from '../../../http/form-key.ts';
import { parseForm } from '../../../http/forms.ts';
import { once } from '../../../http/idempotency.ts';
import { wordsOf } from '../../../http/issues.ts';
import { scopeOf } from '../../../http/request.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { fitDraft } from '../recipes/fit-draft.ts';
import { recipeForm } from '../recipes/recipe-form.ts';
import { RECIPES } from '../recipes/recipe-routes.ts';
import type { RecipeDraft } from '../recipes/recipe-schema.ts';
import { webAddress } from './found-draft.ts';
import { sendBox } from './import-box.ts';
import { draftValues, HIDDEN, IMPORT, sendDraft, type DraftForm } from './import-page.ts';
import { findRecipeFrom } from './import-queries.ts';
import { countImport, keepImported, readDraft } from './import-recipe.ts';
import { sourceOfBox } from './import-schema.ts';
import { sendPhotos } from './photos/photo-page.ts';
import { markUsed } from './photos/photo-queries.ts';
import { getPhotos } from './photos/photos.ts';

const MAX_BOX = 250_000;
const boxForm = z.strictObject({ source: z.string().trim().min(1).max(MAX_BOX) });

/** `/meals/recipes/import`: a link or text goes in, a draft is shown, and what is sent then is kept. */
export function recipeImportRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  // `title`, `text` and `url` come from a phone's share sheet.
  router.get(IMPORT, (req, res) => sendBox(deps, req, res, { typed: sharedText(req) }));
  router.post(`${IMPORT}/preview`, (req, res) => preview(req, res, deps));
  router.post(IMPORT, (req, res) => keep(req, res, deps));
  return router;
}

async function preview(req: Request, res: Response, deps: AppDeps): Promise<void> {
  const { db, peers } = deps;
  const form = parseForm(boxForm, req.body, req.t);
  if (!form.ok) {
    const typed = typeof form.values['source'] === 'string' ? form.values['source'] : '';
    const error = typed.trim() === '' ? undefined : form.errors['source'];
    res.status(422);
    return sendBox(deps, req, res, {
      typed: typed.slice(0, MAX_BOX),
      error: error ?? req.t('recipeImport.nothingGiven'),
    });
  }
  const { source } = form.data;
  const leaving = new AbortController();
  res.on('close', () => leaving.abort());
  try {
    await countImport(peers, scopeOf(req));
    const draft = await readDraft(deps, sourceOfBox(source), leaving.signal);
    const existing = draft.sourceUrl ? await findRecipeFrom(db, scopeOf(req), draft.sourceUrl) : undefined;
    sendDraft(req, res, { values: draftValues(draft), errors: {}, existing });
  } catch (error) {
    if (leaving.signal.aborted) return;
    if (!(error instanceof AppError) || error.status !== 422) throw error;
    res.status(422);
    await sendBox(deps, req, res, { typed: source, error: wordsOf(req.t, error) });
  }
}

async function keep(req: Request, res: Response, deps: AppDeps): Promise<void> {
  const { db, clock, queue } = deps;
  const all: Record<string, unknown> = { ...(req.body as object | undefined) };
  const shown = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('found.')));
  const form = parseForm(recipeForm, shown, req.t);
  if (!form.ok) return sendRefused(req, res, deps, { values: all, errors: form.errors });
  const draft = withHidden(form.data.recipe, all);
  const photosId = photosIn(all);
  const scope = scopeOf(req);
  const request = { userId: scope.userId, key: formKey(req, draft), content: draft };
  const { body } = await once(db, request, async (trx) => {
    const now = clock.now();
    const { id } = await keepImported(trx, scope, draft, { queue, now });
    if (photosId) await markUsed(trx, scope, photosId, { recipeId: id, now });
    return { status: 303, body: id };
  });
  res.redirect(303, `${RECIPES}/${String(body)}`);
}

/** The draft again, beside its photos where it has some. */
async function sendRefused(
  req: Request,
  res: Response,
  deps: AppDeps,
  refused: Pick<DraftForm, 'values' | 'errors'>,
): Promise<void> {
  const photosId = photosIn(refused.values);
  const read = photosId && (await getPhotos(deps.db, scopeOf(req), photosId));
  const canRead = read ? await canAsk(deps, scopeOf(req), 'vision') : false;
  res.status(422);
  if (read) sendPhotos(req, res, read, { canRead, refused });
  else sendDraft(req, res, refused);
}

function photosIn(values: Record<string, unknown>): string | undefined {
  const id = values['found.photos'];
  return typeof id === 'string' && isUuid(id) ? id : undefined;
}

/** What the page said beside the form: cut to what a recipe may hold, since anybody may write into hidden fields. */
function withHidden(recipe: RecipeDraft, body: Record<string, unknown>): RecipeDraft {
  const hidden = Object.fromEntries(
    HIDDEN.map((name) => [name, typeof body[`found.${name}`] === 'string' ? body[`found.${name}`] : '']),
  ) as Record<(typeof HIDDEN)[number], string>;
  const language = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/.test(hidden.language) ? hidden.language : null;
  const imageUrl = webAddress(hidden.imageUrl, undefined);
  return fitDraft({ ...recipe, ...hidden, language, imageUrl, source: 'import' });
}

function sharedText({ query }: Request): string {
  const parts = ['url', 'text', 'title']
    .map((name) => query[name])
    .filter((part) => typeof part === 'string');
  const link = parts.flatMap((part) => /https?:\/\/\S+/.exec(part)?.[0] ?? [])[0];
  return (link ?? parts.join('\n')).slice(0, MAX_BOX);
}
