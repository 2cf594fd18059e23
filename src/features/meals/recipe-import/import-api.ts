import * as z from 'zod';
import type { Scope } from '../../../db/index.ts';
import { ConflictError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { recipeAnswer } from '../recipes/recipe-schema.ts';
import { findRecipeFrom } from './import-queries.ts';
import { countImport, keepImported, readDraft } from './import-recipe.ts';
import { draftAnswer, importSource, toDraftAnswer, type ImportSource } from './import-schema.ts';

const tag = 'recipe-imports';

/** `/api/v1/recipe-imports` reads a page or text and keeps its recipe, `/recipe-drafts` only shows what was understood. */
export function importApi(api: Api, deps: AppDeps): void {
  const { peers, queue } = deps;
  const prepare = async ({ scope, body }: { scope: Scope; body: ImportSource }) => {
    await countImport(peers, scope);
    return readDraft(deps, body);
  };
  api.post(
    '/recipe-drafts',
    {
      summary: 'Read a recipe from a page or text without keeping it',
      tag,
      body: importSource,
      prepare,
      answer: z.object({
        draft: draftAnswer,
        existingRecipeId: z.uuid().nullable().describe('imported from the same page before'),
      }),
    },
    async ({ db, scope }, draft) => {
      const existing = draft.sourceUrl ? await findRecipeFrom(db, scope, draft.sourceUrl) : undefined;
      return { draft: toDraftAnswer(draft), existingRecipeId: existing?.id ?? null };
    },
  );
  api.post(
    '/recipe-imports',
    {
      summary:
        'Import a recipe from a page or text; 409 names the recipe that came from the same page before',
      tag,
      body: importSource,
      prepare,
      answer: recipeAnswer,
      status: 201,
    },
    async ({ db, scope, now, res }, draft) => {
      const existing = draft.sourceUrl ? await findRecipeFrom(db, scope, draft.sourceUrl) : undefined;
      if (existing)
        throw new ConflictError('This page was imported before.', existing, 'recipeImport.existing');
      const recipe = await keepImported(db, scope, { ...draft, source: 'import' }, { queue, now });
      res.location(`/api/v1/recipes/${recipe.id}`);
      return recipe;
    },
  );
}
