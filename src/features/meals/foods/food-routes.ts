import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import { NotFoundError, UnavailableError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { wantsFragment } from '../../../http/negotiation.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { announceFoods, foodsTopic } from './food-channel.ts';
import { findFood, listHouseholdPortions } from './food-queries.ts';
import { AISLES } from '../food-terms.ts';
import { foodLine, foodPage } from './food-view.ts';
import { pageOfFoods } from './foods.ts';
import { createFoodLookup } from './lookup/food-lookup.ts';
import { lookUpFood } from './lookup/look-up-food.ts';

export const FOODS = '/meals/foods';
const PAGE = 40;
const OPTIONS = 12;

const query = z.object({
  q: z.string().trim().max(200).catch(''),
  own: z.literal('on').optional().catch(undefined),
  aisle: z.enum(AISLES).optional().catch(undefined),
  from: z.coerce.number().int().min(0).max(10_000).catch(0),
});

/** `/meals/foods`: looking foods up, and what one of them holds. */
export function foodRoutes(deps: AppDeps): Router {
  const { db, clock, config } = deps;
  const router = Router({ caseSensitive: true });
  const lookup = createFoodLookup(config);

  router.get(FOODS, async (req, res) => {
    const { q, own, aisle, from } = query.parse(req.query);
    const search = { q, aisle, own: own && true, limit: PAGE + 1, offset: from };
    const rows = await pageOfFoods(db, scopeOf(req), search);
    const viewer = viewerOf(req, clock.now());
    const address = (offset: number) =>
      addressOf({ q, own, aisle, from: offset > 0 ? String(offset) : undefined });
    const found = {
      foods: rows.slice(0, PAGE).map((row) => foodLine(row, viewer)),
      q,
      self: address(from),
      followed: foodsTopic(req),
      canLookUp: lookup !== undefined && q !== '',
      newHref: `${FOODS}/new?name=${encodeURIComponent(q)}`,
      newer: from > 0 ? address(Math.max(0, from - PAGE)) : undefined,
      older: rows.length > PAGE ? address(from + PAGE) : undefined,
    };
    if (wantsFragment(req)) res.fragment('meals/foods/_found', found);
    else sendFoods(req, res, { ...found, filter: { own, aisle } });
  });

  router.post(`${FOODS}/look-up`, async (req, res) => {
    const { q } = query.parse(req.body ?? {});
    try {
      if (q === '') throw new NotFoundError('A food without a name');
      announceFoods(deps, res);
      const { id } = await lookUpFood(db, scopeOf(req), { words: q, lookup }, clock.now());
      res.redirect(303, `${FOODS}/${id}`);
    } catch (error) {
      if (!(error instanceof NotFoundError || error instanceof UnavailableError)) throw error;
      const text = req.t(error instanceof NotFoundError ? 'foods.lookUpNone' : 'foods.lookUpFailed');
      res.flash({ kind: 'error', text });
      res.redirect(303, `${FOODS}?q=${encodeURIComponent(q)}`);
    }
  });

  router.get(`${FOODS}/options`, async (req, res) => {
    const { q } = query.parse(req.query);
    const rows = await pageOfFoods(db, scopeOf(req), { q, limit: OPTIONS, offset: 0 });
    const viewer = viewerOf(req, clock.now());
    const items = rows.map((row) => ({ id: row.id, name: row.name, note: foodLine(row, viewer).note }));
    res.set('Cache-Control', 'no-store').json({ items });
  });

  return router;
}

/** One food; behind the routes of its forms, whose addresses look like an id. */
export function oneFoodRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.get(`${FOODS}/:id`, async (req, res) => {
    const scope = scopeOf(req);
    const row = await findFood(db, scope, pathId(req, 'The food'));
    if (!row) throw new NotFoundError('The food');
    const own = await listHouseholdPortions(db, scope, row.id);
    res.page('meals/foods/food', {
      title: row.name,
      back: { href: FOODS, label: req.t('foods.title') },
      scripts: ['follow'],
      followed: foodsTopic(req),
      food: foodPage(row, own, viewerOf(req, clock.now())),
    });
  });

  return router;
}

function sendFoods(req: Request, res: Response, found: Record<string, unknown>): void {
  const aisles = AISLES.map((value) => ({ value, label: req.t(`foods.aisle.${value}`) }));
  res.page('meals/foods/foods', {
    title: req.t('foods.title'),
    scripts: ['follow'],
    back: { href: '/meals', label: req.t('meals.title') },
    ...found,
    aisles: [{ value: '', label: req.t('foods.anyAisle') }, ...aisles],
  });
}

function addressOf(values: Record<string, string | undefined>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) params.set(name, value);
  return `${FOODS}?${params.toString()}`;
}
