import { Router } from 'express';
import { countWatcher, findTask } from '../../ai/task-queries.ts';
import type { Feature } from '../../http/feature.ts';
import { callsApi } from './calls-api.ts';
import { modelRoutes } from './routes.ts';
import { tasksApi } from './tasks-api.ts';

export { usageView } from './models-view.ts';

/** Language models as a person sees them: which are there, what they saw, what they used, and what they may see. */
export const models: Feature = {
  name: 'models',
  routes(deps) {
    const router = Router({ caseSensitive: true });
    router.use(modelRoutes(deps));
    return router;
  },
  api(api) {
    callsApi(api);
    tasksApi(api);
  },
  topics: { 'model-task': async (db, scope, id) => (await findTask(db, scope, id)) !== undefined },
  watched: { 'model-task': countWatcher },
};
