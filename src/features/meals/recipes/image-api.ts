import { NotFoundError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import type { AppDeps } from '../../../http/feature.ts';
import type { Db, Scope } from '../../../db/index.ts';
import { createFileStore } from '../../../storage/file-store.ts';
import { receiveFile } from '../../../storage/receive-file.ts';
import { announceRecipe } from './recipe-channel.ts';
import { removeRecipeImage, setRecipeImage } from './recipe-image.ts';
import { findRecipe } from './recipe-queries.ts';
import { imageAnswer, type Recipe } from './recipe-schema.ts';

const tag = 'recipes';
const PATH = '/recipes/:id/image';

/** `/api/v1/recipes/:id/image`: a recipe's picture; its bytes are under /uploads, for the household only. */
export function imageApi(api: Api, deps: AppDeps): void {
  const { queue, config } = deps;
  const store = createFileStore(config.uploadsDir);

  api.get(
    PATH,
    { summary: "A recipe's picture: where it is, or how far its preparation is", tag, answer: imageAnswer },
    async ({ db, scope, params }) => imageOf(await recipeOf(db, scope, params['id']!)),
  );
  api.put(
    PATH,
    {
      summary:
        'Give a recipe its picture, in place of the one before (multipart field "file": JPEG, PNG or WebP, at most 10 MiB)',
      tag,
      isUpload: true,
      answer: imageAnswer,
    },
    async ({ db, scope, params, now, req, res }) => {
      const { id: recipeId } = await recipeOf(db, scope, params['id']!);
      const { bytes } = await receiveFile(req, res, 'file');
      announceRecipe(deps, res, recipeId);
      await setRecipeImage({ db, store, queue }, scope, { recipeId, bytes }, now);
      return imageOf(await recipeOf(db, scope, recipeId));
    },
  );
  api.delete(
    PATH,
    { summary: "Take a recipe's picture away", tag },
    async ({ db, scope, params, now, res }) => {
      const recipe = await recipeOf(db, scope, params['id']!);
      imageOf(recipe);
      announceRecipe(deps, res, recipe.id);
      await removeRecipeImage({ db, store }, scope, recipe.id, now);
    },
  );
}

async function recipeOf(db: Db, scope: Scope, id: string): Promise<Recipe> {
  const recipe = await findRecipe(db, scope, id);
  if (!recipe) throw new NotFoundError('The recipe');
  return recipe;
}

function imageOf({ image }: Recipe) {
  if (!image) throw new NotFoundError('The picture');
  return image;
}
