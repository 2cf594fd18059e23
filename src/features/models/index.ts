import { countWatcher, findTask } from '../../ai/task-queries.ts';
import type { Feature } from '../../http/feature.ts';
import { lateRoutes } from '../../http/late-routes.ts';

export { usageView } from './models-view.ts';

/** Language models as a person sees them: which are there, what they saw, what they used, and what they may see. */
export const models: Feature = {
  name: 'models',
  routes: lateRoutes(['/settings/models'], async () => (await import('./routes.ts')).modelRoutes),
  api: { nouns: ['model-calls', 'model-tasks'], load: async () => (await import('./api.ts')).modelsApi },
  topics: { 'model-task': async (db, scope, id) => (await findTask(db, scope, id)) !== undefined },
  watched: { 'model-task': countWatcher },
};
