import type { Api } from '../../http/api.ts';
import type { AppDeps } from '../../http/feature.ts';
import { progressApi } from './progress/progress-api.ts';

/** All nouns of Fitness under /api/v1; each one adds itself. */
export function fitnessApi(api: Api, _deps: AppDeps): void {
  progressApi(api);
}
