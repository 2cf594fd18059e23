import { Router } from 'express';
import { Api } from './api.ts';
import { sectionsOf } from './api-docs.ts';
import type { AppDeps, Feature } from './feature.ts';
import { currentUser } from './request.ts';
import { requireUser } from './require-user.ts';

/** What lies under /api: the nouns of all features, the document that describes them, and the page to read it. */
export function apiRoutes(deps: AppDeps, features: readonly Feature[]): Router {
  const router = Router({ caseSensitive: true });
  const api = new Api({ db: deps.db, clock: deps.clock, checkAnswers: deps.config.mode === 'test' });
  for (const feature of features) feature.api?.(api, deps);

  // Made when first asked for: most workers never are.
  let text: string | undefined;
  let sections: ReturnType<typeof sectionsOf> | undefined;
  const describe = async () => (await import('./openapi.ts')).describeApi(api.routes, '1');
  router.get('/openapi.json', async (req, res) => {
    currentUser(req);
    text ??= JSON.stringify(await describe());
    res.type('application/json').send(text);
  });
  router.get('/docs', requireUser, async (req, res) => {
    sections ??= sectionsOf(await describe());
    const { t } = req;
    res.page('api/docs', { title: t('api.title'), subtitle: t('api.subtitle'), width: 'wide', sections });
  });
  router.use('/v1', api.router);
  return router;
}
