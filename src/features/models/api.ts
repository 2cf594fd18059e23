import type { Api } from '../../http/api.ts';
import { callsApi } from './calls-api.ts';
import { tasksApi } from './tasks-api.ts';

/** All nouns of models under /api/v1. */
export function modelsApi(api: Api): void {
  callsApi(api);
  tasksApi(api);
}
