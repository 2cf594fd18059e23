import * as z from 'zod';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { versionOf } from '../../../http/if-match.ts';
import { daysBetween } from '../../../lib/dates.ts';
import {
  entryAnswer,
  entryListQuery,
  entryPatchSchema,
  newEntrySchema,
  type PlanEntry,
} from './entry-schema.ts';
import { announcePlanChange } from './plan-channel.ts';
import * as entries from './plan-entries.ts';
import { listAlternatives, swapMeal } from './swap-meal.ts';

const tag = 'meal-plan-entries';
const MOST_DAYS = 92;

const alternativesAnswer = z.object({
  items: z.array(
    z.object({
      recipeId: z.uuid(),
      title: z.string(),
      minutes: z.number().nullable(),
      servings: z.number(),
      myServings: z.number(),
      worst: z.number().nullable().describe('how far your day is off its target then, 0.05 for 5 %'),
    }),
  ),
});

/** `/api/v1/meal-plan-entries`: the household's planned meals. */
export function entryApi(api: Api, deps: AppDeps): void {
  api.get(
    '/meal-plan-entries',
    {
      summary: 'The planned meals of some days, at most 92',
      tag,
      query: entryListQuery,
      answer: z.object({ items: z.array(entryAnswer) }),
    },
    async ({ db, scope, query: { from, to } }) => {
      const days = daysBetween(from, to);
      if (days < 0 || days >= MOST_DAYS)
        throw new ValidationError([
          { path: 'query.to', message: `must be from 0 to ${MOST_DAYS - 1} days after from` },
        ]);
      return { items: await entries.listPlanEntries(db, scope, from, to) };
    },
  );
  api.post(
    '/meal-plan-entries',
    { summary: 'Plan a meal', tag, body: newEntrySchema, answer: entryAnswer, status: 201 },
    async ({ db, scope, body, now, res }) => {
      const entry = await entries.addPlanEntry(db, scope, body, now);
      announcePlanChange(deps, res);
      res.location(`/api/v1/meal-plan-entries/${entry.id}`);
      return entry;
    },
  );
  api.get(
    '/meal-plan-entries/:id',
    { summary: 'One planned meal', tag, answer: entryAnswer },
    async ({ db, scope, params, res }) => {
      const entry = await entries.findPlanEntry(db, scope, params['id']!);
      if (!entry) throw new NotFoundError('The meal');
      return withVersion(res, entry);
    },
  );
  changeApi(api, deps);
  swapApi(api, deps);
}

function changeApi(api: Api, deps: AppDeps): void {
  api.patch(
    '/meal-plan-entries/:id',
    {
      summary:
        'Change a planned meal; with If-Match only if its version is still that one (409 answers the stored one)',
      tag,
      body: entryPatchSchema,
      answer: entryAnswer,
    },
    async ({ db, scope, params, body, now, req, res }) => {
      const edit = { id: params['id']!, patch: body, expectedVersion: versionOf(req.get('if-match')) };
      const entry = await entries.changePlanEntry(db, scope, edit, now);
      announcePlanChange(deps, res);
      return withVersion(res, entry);
    },
  );
  api.delete(
    '/meal-plan-entries/:id',
    { summary: 'Take a meal off the plan, into the bin for 30 days', tag },
    async ({ db, scope, params, now, res }) => {
      await entries.deletePlanEntry(db, scope, params['id']!, now);
      announcePlanChange(deps, res);
    },
  );
  api.post(
    '/meal-plan-entries/:id/restoration',
    { summary: 'Put a meal back on the plan', tag, answer: entryAnswer },
    async ({ db, scope, params, now, res }) => {
      const entry = await entries.restorePlanEntry(db, scope, params['id']!, now);
      announcePlanChange(deps, res);
      return entry;
    },
  );
}

function swapApi(api: Api, deps: AppDeps): void {
  api.get(
    '/meal-plan-entries/:id/alternatives',
    {
      summary: 'Other dishes for a planned meal that hold the targets of its day, best first',
      tag,
      answer: alternativesAnswer,
    },
    async ({ db, scope, params }) => ({
      items: (await listAlternatives(db, scope, params['id']!)).alternatives,
    }),
  );
  api.put(
    '/meal-plan-entries/:id/dish',
    {
      summary: 'Put another dish in a meal’s place, with portions that fit the rest of its day',
      tag,
      body: z.strictObject({ recipeId: z.uuid().toLowerCase() }),
      answer: entryAnswer,
    },
    async ({ db, scope, params, body, now, req, res }) => {
      const swap = { id: params['id']!, ...body, expectedVersion: versionOf(req.get('if-match')) };
      const entry = await swapMeal(db, scope, swap, now);
      announcePlanChange(deps, res);
      return withVersion(res, entry);
    },
  );
}

/** The version also as ETag, to be sent back as If-Match. */
function withVersion(res: { set(name: string, value: string): unknown }, entry: PlanEntry): PlanEntry {
  res.set('ETag', `"${entry.version}"`);
  return entry;
}
