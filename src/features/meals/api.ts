import type { Api } from '../../http/api.ts';
import type { AppDeps } from '../../http/feature.ts';
import { recipeApi } from './recipes/recipe-api.ts';

/** All nouns of Meals under /api/v1; each one adds itself. */
export function mealsApi(api: Api, _deps: AppDeps): void {
  recipeApi(api);
}
