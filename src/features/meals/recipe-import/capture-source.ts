import { AppError, ValidationError } from '../../../errors.ts';
import type { CaptureContext, CaptureReading, CaptureSaved, CaptureSource } from '../../../http/capture.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { isUuid } from '../../../lib/uuid.ts';
import type { RecipeDraft } from '../recipes/recipe-schema.ts';
import { deleteRecipe } from '../recipes/recipes.ts';
import { findRecipeFrom } from './import-queries.ts';
import { countImport, keepImported, readDraft, type Reader } from './import-recipe.ts';
import { addressIn } from './import-schema.ts';

type Deps = Pick<AppDeps, 'queue' | 'peers'> & Reader;

/** A link in the capture box: it offers to import the recipe behind it. */
export function recipeImportCapture(deps: Deps): CaptureSource<RecipeDraft> {
  return {
    name: 'recipe-import',
    understand,
    async prepare({ url = '' }, { scope }) {
      await countImport(deps.peers, scope);
      return readDraft(deps, { url }).catch(atField);
    },
    save: (_fields, context, draft) => save(deps, draft, context),
    undo,
  };
}

async function understand(line: string, { t }: CaptureContext): Promise<CaptureReading> {
  const url = URL.parse(addressIn(line.trim()) ?? '');
  if (!url || !/^https?:$/.test(url.protocol) || /\s/.test(line.trim())) return { candidates: [] };
  return {
    candidates: [
      {
        kind: t('recipeImport.capture.kind'),
        summary: t('recipeImport.capture.summary', { host: url.hostname.replace(/^www\./, '') }),
        confidence: 0.95,
        chips: [{ name: 'url', label: t('recipes.field.sourceUrl'), value: url.href }],
        hidden: {},
      },
    ],
  };
}

async function save(
  { queue }: Pick<Deps, 'queue'>,
  draft: RecipeDraft,
  { db, scope, t, now }: CaptureContext,
): Promise<CaptureSaved> {
  const existing = draft.sourceUrl ? await findRecipeFrom(db, scope, draft.sourceUrl) : undefined;
  // The same link twice leads to the same recipe; there is nothing to take back then.
  const { id, title } =
    existing ?? (await keepImported(db, scope, { ...draft, source: 'capture' }, { queue, now }));
  return {
    text: t(existing ? 'recipeImport.capture.known' : 'recipeImport.capture.kept', { title }),
    href: `/meals/recipes/${id}`,
    undoToken: existing ? '' : id,
  };
}

/** What is wrong with the address stands beside it. */
function atField(error: unknown): never {
  if (!(error instanceof AppError) || error.status !== 422) throw error;
  throw new ValidationError([
    { path: 'url', message: error.message, ...(error.text && { text: error.text }) },
  ]);
}

async function undo(token: string, { db, scope, now }: CaptureContext): Promise<undefined> {
  if (isUuid(token)) await deleteRecipe(db, scope, token, now).catch(gone);
}

/** Twice is a double click. */
function gone(error: unknown): void {
  if (!(error instanceof AppError) || error.status !== 404) throw error;
}
