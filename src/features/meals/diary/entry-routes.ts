import { Router, type Request, type Response } from 'express';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import type { Db } from '../../../db/index.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { errorsOf } from '../../../http/issues.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf, type Viewer } from '../../../http/viewer.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { instantOf, localTime } from '../../../lib/dates.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import { entryForm, type EntryForm } from './diary-forms.ts';
import type { FormState } from './diary-page.ts';
import { findEntry, type EntryRow } from './diary-queries.ts';
import type { EntryPatch } from './diary-schema.ts';
import { changeEntry, moveEntry } from './diary.ts';
import { NUTRIENTS, unitOfNutrient } from '../food-terms.ts';

/** One entry: change it, delete it, bring it back. */
export function entryRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.get('/meals/diary/entries/:id', async (req, res) => {
    await showEntry(req, res, { db, viewer: viewerOf(req, clock.now()) });
  });

  router.post('/meals/diary/entries/:id', async (req, res) => {
    const now = clock.now();
    const viewer = viewerOf(req, now);
    const form = parseForm(entryForm, req.body, req.t);
    const back = (errors: Record<string, string>) => {
      res.status(422);
      return showEntry(req, res, { db, viewer }, { form: req.body as Record<string, unknown>, errors });
    };
    const id = pathId(req, 'The entry');
    if (!form.ok) return back(form.errors);
    const stored = await storedEntry(db, req);
    try {
      const eater = { timeZone: viewer.timeZone, now, source: 'web' as const };
      const row = await changeEntry(db, scopeOf(req), id, {
        patch: patchOf(form.data, stored, viewer),
        eater,
      });
      res.flash({ kind: 'ok', text: req.t('diary.changed', { title: row.title }) });
      res.redirect(303, `/meals/diary?date=${row.on_date}`);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      return back(errorsOf(req.t, error.issues));
    }
  });

  for (const move of ['deletion', 'restoration'] as const) {
    router.post(`/meals/diary/entries/:id/${move}`, async (req, res) => {
      const id = pathId(req, 'The entry');
      const day = await moveEntry(db, scopeOf(req), id, { isDeleted: move === 'deletion', now: clock.now() });
      if (move === 'deletion') {
        const undo = { action: `/meals/diary/entries/${id}/restoration` };
        res.flash({ kind: 'ok', text: req.t('diary.deleted'), undo });
      }
      res.redirect(303, `/meals/diary?date=${day}`);
    });
  }

  return router;
}

async function storedEntry(db: Db, req: Request): Promise<EntryRow> {
  const row = await findEntry(db, scopeOf(req), pathId(req, 'The entry'));
  if (!row) throw new NotFoundError('The entry');
  return row;
}

/** What of a form differs from what is stored: only that is changed. */
function patchOf(form: EntryForm, stored: EntryRow, { timeZone }: Viewer): EntryPatch {
  const { title, servings, grams, date, time, mealType, notes, version, ...nutrients } = form;
  const isOwn = stored.recipe_id === null && stored.food_id === null && stored.plan_entry_id === null;
  const differs = time !== undefined && (time !== localTime(stored.at, timeZone) || date !== stored.on_date);
  return {
    ...{ title, date, mealType, notes, version },
    ...(differs && { at: instantOf(date, time, timeZone) }),
    ...(servings !== undefined && servings !== stored.servings && { servings }),
    ...(grams !== undefined && grams !== stored.grams && { grams }),
    ...(isOwn && { nutrients }),
  };
}

/** An entry as a form. */
async function showEntry(
  req: Request,
  res: Response,
  { db, viewer }: { db: Db; viewer: Viewer },
  state: FormState = {},
): Promise<void> {
  const row = await storedEntry(db, req);
  const { t, language, today, timeZone } = viewer;
  const isOwn = row.recipe_id === null && row.food_id === null && row.plan_entry_id === null;
  res.page('meals/diary/entry', {
    title: row.title,
    subtitle: formatDay(row.on_date, language, today),
    back: { href: `/meals/diary?date=${row.on_date}`, label: t('diary.title') },
    capture: 'plain',
    id: row.id,
    version: row.version,
    recipeHref: row.recipe_id === null ? '' : `/meals/recipes/${row.recipe_id}`,
    hasServings: row.servings !== null,
    hasGrams: row.servings === null && row.grams !== null,
    isOwn,
    meals: MEAL_TYPES.map((value) => ({ value, label: t(`diary.mealType.${value}`) })),
    nutrients: NUTRIENTS.map((name) => ({
      ...{ name, label: t(`diary.nutrient.${name}`), unit: unitOfNutrient(name) },
      value: row.nutrients[name] === null ? '' : String(row.nutrients[name]),
    })),
    form: state.form ?? {
      title: row.title,
      servings: row.servings ?? '',
      grams: row.grams ?? '',
      date: row.on_date,
      time: localTime(row.at, timeZone),
      mealType: row.meal_type,
      notes: row.notes,
    },
    errors: state.errors ?? {},
  });
}
