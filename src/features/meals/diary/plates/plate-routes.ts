import { Router, type Request, type Response } from 'express';
import { canAsk, taskTopic } from '../../../../ai/index.ts';
import { ValidationError } from '../../../../errors.ts';
import type { AppDeps } from '../../../../http/feature.ts';
import { nestFields, parseForm } from '../../../../http/forms.ts';
import { errorsOf, issuesOf } from '../../../../http/issues.ts';
import { pathId } from '../../../../http/path-id.ts';
import { scopeOf } from '../../../../http/request.ts';
import { uploadProblem } from '../../../../http/upload-problem.ts';
import { viewerOf } from '../../../../http/viewer.ts';
import { formatDay } from '../../../../lib/date-format.ts';
import { receiveFile } from '../../../../storage/receive-file.ts';
import { dayOf } from '../diary-page.ts';
import { mealOf } from '../search-page.ts';
import { plateDetails, plateForm } from './plate-schema.ts';
import { plateLines, type RefusedPlate } from './plate-view.ts';
import * as plates from './plates.ts';

const PHOTOS = '/meals/diary/photos';
const WHAT = 'The photo';
const RELOAD_S = 3;

/** `/meals/diary/photos`: a photo of a plate is sent, a model names its foods, a person corrects and keeps them. */
export function plateRoutes(deps: AppDeps): Router {
  const { db, clock, queue } = deps;
  const router = Router({ caseSensitive: true });

  router.get(PHOTOS, (req, res) => showCamera(deps, req, res));

  router.post(PHOTOS, async (req, res) => {
    try {
      const { bytes } = await receiveFile(req, res, 'file');
      const parsed = plateDetails.safeParse(nestFields(req.body as Record<string, unknown>));
      if (!parsed.success) throw new ValidationError(issuesOf(parsed.error));
      const { onDate, mealType } = whenOf(deps, req, parsed.data);
      const photo = { picture: bytes, onDate, mealType };
      const id = await plates.receivePlate({ db, queue }, scopeOf(req), photo, clock.now());
      res.redirect(303, `${PHOTOS}/${id}`);
    } catch (error) {
      const { status, errors } = uploadProblem(req.t, error);
      res.status(status);
      await showCamera(deps, req, res, Object.values(errors)[0]);
    }
  });

  router.get(`${PHOTOS}/:id`, (req, res) => showPlate(deps, req, res));

  router.get(`${PHOTOS}/:id/picture`, async (req, res) => {
    const picture = await plates.getPicture(db, scopeOf(req), pathId(req, WHAT));
    res.set({
      'Cache-Control': 'private, max-age=3600',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
    res.type('image/jpeg').send(picture);
  });

  router.post(`${PHOTOS}/:id/readings`, async (req, res) => {
    const id = pathId(req, WHAT);
    await plates.readAgain({ db, queue }, scopeOf(req), id, clock.now());
    res.redirect(303, `${PHOTOS}/${id}`);
  });

  router.post(`${PHOTOS}/:id/deletion`, async (req, res) => {
    await plates.deletePlate(db, scopeOf(req), pathId(req, WHAT));
    res.flash({ kind: 'info', text: req.t('plates.deleted') });
    res.redirect(303, '/meals/diary');
  });

  entryRoutes(router, deps);
  return router;
}

function entryRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;

  router.post(`${PHOTOS}/:id/entries`, async (req, res) => {
    const id = pathId(req, WHAT);
    const now = clock.now();
    const form = parseForm(plateForm, req.body, req.t);
    const refuse = (errors: Record<string, string>) => {
      res.status(422);
      return showPlate(deps, req, res, { values: req.body as Record<string, unknown>, errors });
    };
    if (!form.ok) return refuse(form.errors);
    const { items, ...when } = form.data;
    const eaten = items.flatMap((item, index) => (item.isEaten ? [{ ...item, index }] : []));
    const unweighed = eaten.find(({ grams }) => grams === undefined);
    if (unweighed) return refuse({ [`items.${unweighed.index}.grams`]: req.t('fields.missing') });
    if (eaten.length === 0) return refuse({ items: req.t('plates.nothingTicked') });
    const { timeZone } = viewerOf(req, now);
    try {
      const foods = eaten.map(({ foodId, grams }) => ({ foodId, grams: grams! }));
      const plate = { eaten: { ...when, items: foods }, eater: { timeZone, now } };
      const entries = await plates.eatPlate(db, scopeOf(req), id, plate);
      const title = entries.map((entry) => entry.title).join(', ');
      res.flash({
        kind: 'ok',
        text: req.t('diary.kept', { title }),
        undo: { action: `${PHOTOS}/${id}/entries/deletion` },
      });
      res.redirect(303, `/meals/diary?date=${entries[0]?.on_date ?? when.date}`);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      await refuse({ items: Object.values(errorsOf(req.t, error.issues))[0] ?? req.t('plates.goneFood') });
    }
  });

  router.post(`${PHOTOS}/:id/entries/deletion`, async (req, res) => {
    const { id } = await plates.uneatPlate(db, scopeOf(req), pathId(req, WHAT), clock.now());
    res.flash({ kind: 'info', text: req.t('diary.deleted') });
    res.redirect(303, `${PHOTOS}/${id}`);
  });
}

function whenOf({ clock }: AppDeps, req: Request, given: { date?: unknown; mealType?: unknown }) {
  const now = clock.now();
  const { today, timeZone } = viewerOf(req, now);
  return { onDate: dayOf(given.date, today), mealType: mealOf(given.mealType, timeZone, now) };
}

async function showCamera(deps: AppDeps, req: Request, res: Response, error?: string): Promise<void> {
  const body = (req.body ?? {}) as Record<string, unknown>;
  const given = { date: body['date'] ?? req.query['date'], mealType: body['mealType'] ?? req.query['meal'] };
  const { onDate, mealType } = whenOf(deps, req, given);
  const { language, today } = viewerOf(req, deps.clock.now());
  res.page('meals/diary/photo', {
    title: req.t('plates.title'),
    subtitle: `${req.t(`diary.mealType.${mealType}`)}, ${formatDay(onDate, language, today)}`,
    back: { href: `/meals/diary?date=${onDate}`, label: req.t('diary.title') },
    capture: 'plain',
    canRead: await canAsk(deps, scopeOf(req), 'vision'),
    ...{ date: onDate, mealType, error },
  });
}

async function showPlate(deps: AppDeps, req: Request, res: Response, refused?: RefusedPlate): Promise<void> {
  const scope = scopeOf(req);
  const viewer = viewerOf(req, deps.clock.now());
  const found = await plates.getPlate(deps.db, scope, pathId(req, WHAT));
  const { plate, state, task, problem } = found;
  const isReading = state === 'reading';
  res.page('meals/diary/plate', {
    title: req.t('plates.title'),
    subtitle: `${req.t(`diary.mealType.${plate.meal_type}`)}, ${formatDay(plate.on_date, viewer.language, viewer.today)}`,
    back: { href: `/meals/diary?date=${plate.on_date}`, label: req.t('diary.title') },
    capture: 'plain',
    scripts: ['follow'],
    ...(isReading && { reloadS: RELOAD_S }),
    href: `${PHOTOS}/${plate.id}`,
    picture: plate.is_prepared ? `${PHOTOS}/${plate.id}/picture` : '',
    followed: isReading && task ? taskTopic(task.id) : '',
    taskId: task?.id ?? '',
    problem: problem === null ? '' : req.t(problem),
    keptHref: plate.entry_ids.length > 0 ? `/meals/diary?date=${plate.on_date}` : '',
    byHandHref: `/meals/diary/add?date=${plate.on_date}&meal=${plate.meal_type}`,
    canReadAgain: !isReading && (await canAsk(deps, scope, 'vision')),
    seen: state === 'read' ? plateLines(found, viewer, refused) : undefined,
  });
}
