import { errorsOf } from '../../../http/issues.ts';
import type { Translate } from '../../../http/texts.ts';
import { Router } from 'express';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import type { FormValues } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import { pathId } from '../../../http/path-id.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { findType, showBody, showType } from './body-pages.ts';
import { markTypeDeleted } from './measurement-queries.ts';
import { newTypeSchema, typePatchSchema } from './measurement-schema.ts';
import { addType, changeType } from './measurements.ts';
import { valueRoutes } from './value-routes.ts';

/** `/fitness/body`: weight and own measurements. */
export function bodyRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  pageRoutes(router, deps);
  typeRoutes(router, deps);
  router.use(valueRoutes(deps));
  return router;
}

function pageRoutes(router: Router, { db, clock }: AppDeps): void {
  router.get('/fitness/body', async (req, res) => {
    await showBody(req, res, { db, viewer: viewerOf(req, clock.now()) });
  });

  router.get('/fitness/body/types/:id', async (req, res) => {
    await showType(req, res, { db, viewer: viewerOf(req, clock.now()), type: await findType(db, req) });
  });
}

function typeRoutes(router: Router, { db, clock }: AppDeps): void {
  router.post('/fitness/body/types', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const form = parseForm(newTypeSchema, req.body, req.t);
    const result = form.ok ? await tryNamed(req.t, () => addType(db, scopeOf(req), form.data)) : form;
    if (typeof result !== 'string') {
      res.status(422);
      return showBody(req, res, { db, viewer }, { form: req.body as FormValues, errors: result.errors });
    }
    res.redirect(303, `/fitness/body/types/${result}`);
  });

  router.post('/fitness/body/types/:id', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const type = await findType(db, req);
    const form = parseForm(typePatchSchema.omit({ version: true }), req.body, req.t);
    const result = form.ok
      ? await tryNamed(req.t, async () => {
          const change = { unit: '', ...form.data, now: clock.now() };
          return (await changeType(db, scopeOf(req), type.id, change)).id;
        })
      : form;
    if (typeof result !== 'string') {
      res.status(422);
      return showType(
        req,
        res,
        { db, viewer, type },
        { form: req.body as FormValues, errors: result.errors },
      );
    }
    res.redirect(303, `/fitness/body/types/${type.id}`);
  });

  for (const move of ['deletion', 'restoration'] as const) {
    router.post(`/fitness/body/types/:id/${move}`, async (req, res) => {
      const id = pathId(req, 'The measurement');
      const mark = { isDeleted: move === 'deletion', now: clock.now() };
      if (!(await markTypeDeleted(db, scopeOf(req), id, mark))) {
        throw new NotFoundError('The measurement');
      }
      if (move === 'deletion') {
        const undo = { action: `/fitness/body/types/${id}/restoration` };
        res.flash({ kind: 'ok', text: req.t('body.typeDeleted'), undo });
      }
      res.redirect(303, move === 'deletion' ? '/fitness/body' : `/fitness/body/types/${id}`);
    });
  }
}

async function tryNamed(
  t: Translate,
  work: () => Promise<string>,
): Promise<string | { errors: Record<string, string> }> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { errors: errorsOf(t, error.issues) };
  }
}
