import { Router } from 'express';
import { Api } from './api.ts';
import { sectionsOf } from './api-docs.ts';
import type { ApiPart, AppDeps, Feature } from './feature.ts';
import { onFirstUse } from './late-routes.ts';
import { currentUser } from './request.ts';
import { requireUser } from './require-user.ts';

/** What lies under /api: the nouns of all features, the document that describes them, and the page to read it. */
export function apiRoutes(deps: AppDeps, features: readonly Feature[]): Router {
  const router = Router({ caseSensitive: true });
  const parts = features.flatMap(({ api }) => (api ? [lateApi(api, deps)] : []));
  const partOf = new Map(parts.flatMap((part) => part.nouns.map((noun) => [noun, part] as const)));

  // Made when first asked for: most workers never are.
  let text: string | undefined;
  let sections: ReturnType<typeof sectionsOf> | undefined;
  const describe = async () => {
    const apis = await Promise.all(parts.map(({ open }) => open()));
    const routes = apis.flatMap((api) => api.routes);
    return (await import('./openapi.ts')).describeApi(routes, '1');
  };
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
  router.use('/v1', (req, res, next) => {
    const part = partOf.get(req.path.split('/', 2)[1]!);
    if (!part) next();
    else if (part.router) part.router(req, res, next);
    else part.open().then((api) => api.router(req, res, next), next);
  });
  return router;
}

/** The nouns of one room, loaded with the first request for one of them. */
function lateApi({ nouns, load }: ApiPart, deps: AppDeps) {
  const part = {
    nouns,
    router: undefined as Router | undefined,
    open: onFirstUse(async () => {
      const api = new Api({ db: deps.db, clock: deps.clock, checkAnswers: deps.config.mode === 'test' });
      (await load())(api, deps);
      const stray = api.routes.find(({ path }) => !nouns.includes(path.split('/', 2)[1]!));
      if (stray) throw new Error(`${stray.path} is no noun that its room has named: nobody would reach it`);
      part.router = api.router;
      return api;
    }),
  };
  return part;
}
