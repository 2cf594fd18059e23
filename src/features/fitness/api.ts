import type { Api } from '../../http/api.ts';
import type { AppDeps } from '../../http/feature.ts';

/** All nouns of Fitness under /api/v1; each one adds itself. */
export function fitnessApi(_api: Api, _deps: AppDeps): void {
  // Filled noun by noun.
}
