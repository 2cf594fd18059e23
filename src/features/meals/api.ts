import type { Api } from '../../http/api.ts';
import type { AppDeps } from '../../http/feature.ts';

/** All nouns of Meals under /api/v1; each one adds itself. */
export function mealsApi(_api: Api, _deps: AppDeps): void {
  return;
}
