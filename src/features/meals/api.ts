import type { Api } from '../../http/api.ts';
import type { AppDeps } from '../../http/feature.ts';
import { foodApi } from './foods/food-api.ts';
import { pantryApi } from './pantry/pantry-api.ts';
import { diaryApi } from './diary/diary-api.ts';
import { plateApi } from './diary/plates/plate-api.ts';
import { archiveApi } from './recipe-import/archive/archive-api.ts';
import { photoApi } from './recipe-import/photos/photo-api.ts';
import { importApi } from './recipe-import/import-api.ts';
import { entryApi } from './plan/entry-api.ts';
import { runApi } from './plan/run-api.ts';
import { imageApi } from './recipes/image-api.ts';
import { recipeApi } from './recipes/recipe-api.ts';
import { shoppingApi } from './shopping/shopping-api.ts';
import { targetApi } from './targets/target-api.ts';

/** All nouns of Meals under /api/v1; each one adds itself. */
export function mealsApi(api: Api, deps: AppDeps): void {
  recipeApi(api, deps);
  imageApi(api, deps);
  importApi(api, deps);
  foodApi(api, deps);
  archiveApi(api, deps);
  photoApi(api, deps);
  shoppingApi(api, deps);
  pantryApi(api, deps);
  diaryApi(api);
  plateApi(api, deps);
  entryApi(api, deps);
  runApi(api, deps);
  targetApi(api);
}
