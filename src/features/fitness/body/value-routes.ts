import { wordsOf } from '../../../http/issues.ts';
import { Router } from 'express';
import type { Request } from 'express';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import type { FormValues } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import { instantOf } from '../../../lib/dates.ts';
import { pathId } from '../../../http/path-id.ts';
import { viewerOf } from '../../../http/viewer.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { findType, findValue, showBody, showType, showValue, WEIGHT_TO_BE } from './body-pages.ts';
import type { FormState } from './body-pages.ts';
import { displayOf } from './measure-display.ts';
import * as queries from './measurement-queries.ts';
import type { TypeRow } from './measurement-queries.ts';
import { measurementForm } from './measurement-schema.ts';
import type { MeasurementForm } from './measurement-schema.ts';
import { addMeasurement, changeMeasurement } from './measurements.ts';

/** Single body values: keep, change, delete, bring back. */
export function valueRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  addRoutes(router, deps);
  changeRoutes(router, deps);
  return router;
}

/** The instant a form means: its day at its time, today without a time is now, another day is noon. */
function measuredAt({ day, time }: MeasurementForm, viewer: Viewer, now: Date): Date {
  if (time === undefined && (day === undefined || day === viewer.today)) return now;
  return instantOf(day ?? viewer.today, time ?? '12:00', viewer.timeZone);
}

function addRoutes(router: Router, { db, clock }: AppDeps): void {
  router.post('/fitness/body/weight', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const problem = await keepValue(req, WEIGHT_TO_BE, { db, viewer, now: clock.now() });
    if (problem) {
      res.status(422);
      return showBody(req, res, { db, viewer }, problem);
    }
    res.redirect(303, '/fitness/body');
  });

  router.post('/fitness/body/types/:id/values', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const type = await findType(db, req);
    const problem = await keepValue(req, type, { db, viewer, now: clock.now() });
    if (problem) {
      res.status(422);
      return showType(req, res, { db, viewer, type }, problem);
    }
    res.redirect(303, `/fitness/body/types/${type.id}`);
  });
}

function changeRoutes(router: Router, { db, clock }: AppDeps): void {
  router.get('/fitness/body/values/:id', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    await showValue(req, res, { db, viewer });
  });

  router.post('/fitness/body/values/:id', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const form = parseForm(measurementForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return showValue(req, res, { db, viewer }, { form: form.values, errors: form.errors });
    }
    const { row, type } = await findValue(db, req);
    const patch = {
      value: displayOf(type, viewer).stored(form.data.value),
      measuredAt: measuredAt(form.data, viewer, clock.now()),
      notes: form.data.notes,
    };
    await changeMeasurement(db, scopeOf(req), row.id, { patch, timeZone: viewer.timeZone, now: clock.now() });
    res.redirect(303, `/fitness/body/types/${type.id}`);
  });

  for (const move of ['deletion', 'restoration'] as const) {
    router.post(`/fitness/body/values/:id/${move}`, async (req, res) => {
      const id = pathId(req, 'The value');
      const deletedAt = move === 'deletion' ? clock.now() : null;
      const typeId = await queries.markMeasurementDeleted(db, scopeOf(req), id, deletedAt);
      if (typeId === undefined) throw new NotFoundError('The value');
      if (move === 'deletion') {
        const undo = { action: `/fitness/body/values/${id}/restoration` };
        res.flash({ kind: 'ok', text: req.t('body.valueDeleted'), undo });
      }
      res.redirect(303, `/fitness/body/types/${typeId}`);
    });
  }
}

/** Keeps the value of a form; what is wrong with it comes back. */
async function keepValue(
  req: Request,
  type: TypeRow,
  { db, viewer, now }: { db: AppDeps['db']; viewer: Viewer; now: Date },
): Promise<FormState | undefined> {
  const form = parseForm(measurementForm, req.body, req.t);
  if (!form.ok) return { form: form.values, errors: form.errors };
  try {
    const input = {
      typeId: type === WEIGHT_TO_BE ? undefined : type.id,
      measuredAt: measuredAt(form.data, viewer, now),
      value: displayOf(type, viewer).stored(form.data.value),
      notes: form.data.notes,
      source: 'web' as const,
    };
    const { id } = await addMeasurement(db, scopeOf(req), input, viewer.timeZone);
    req.res?.flash({
      kind: 'ok',
      text: viewer.t('body.kept', { value: displayOf(type, viewer).text(input.value) }),
      undo: { action: `/fitness/body/values/${id}/deletion` },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { form: req.body as FormValues, errors: { value: wordsOf(req.t, error.issues[0]!) } };
  }
}
