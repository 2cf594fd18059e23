import { given } from '../../../lib/given.ts';
import * as z from 'zod';
import { NotFoundError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import { versionOf } from '../../../http/if-match.ts';
import {
  mealSettingsAnswer,
  mealSettingsPatch,
  preferencesAnswer,
  preferencesPatch,
} from './preference-schema.ts';
import { changeMealSettings, changePreferences, findMealSettings, findPreferences } from './preferences.ts';
import { findTarget, listTargets } from './target-queries.ts';
import { newTargetSchema, targetAnswer, targetPatchSchema } from './target-schema.ts';
import { addTarget, changeTarget, removeTarget } from './targets.ts';

const tag = 'nutrition-targets';

/** `/api/v1/nutrition-targets`, `/api/v1/food-preferences`, `/api/v1/meal-settings`. */
export function targetApi(api: Api): void {
  api.get(
    '/nutrition-targets',
    { summary: 'Your targets by kind of day', tag, answer: z.object({ items: z.array(targetAnswer) }) },
    async ({ db, scope }) => ({ items: await listTargets(db, scope) }),
  );
  api.post(
    '/nutrition-targets',
    {
      summary: 'Set a target for a kind of day that has none',
      tag,
      body: newTargetSchema,
      answer: targetAnswer,
      status: 201,
    },
    async ({ db, scope, body, now, res }) => {
      const target = await addTarget(db, scope, body, now);
      res.location(`/api/v1/nutrition-targets/${target.id}`);
      return target;
    },
  );
  api.get(
    '/nutrition-targets/:id',
    { summary: 'One target', tag, answer: targetAnswer },
    async ({ db, scope, params }) => {
      const target = await findTarget(db, scope, params['id']!);
      if (!target) throw new NotFoundError('The target');
      return target;
    },
  );
  api.patch(
    '/nutrition-targets/:id',
    { summary: 'Change a target', tag, body: targetPatchSchema, answer: targetAnswer },
    async ({ db, scope, params, body, now, req }) =>
      changeTarget(
        db,
        scope,
        { id: params['id']!, patch: given(body), expectedVersion: versionOf(req.get('if-match')) },
        now,
      ),
  );
  api.delete('/nutrition-targets/:id', { summary: 'Remove a target', tag }, async ({ db, scope, params }) =>
    removeTarget(db, scope, params['id']!),
  );
  preferenceApi(api);
}

function preferenceApi(api: Api): void {
  api.get(
    '/food-preferences',
    { summary: 'What you eat and do not: private to you', tag, answer: preferencesAnswer },
    async ({ db, scope }) => findPreferences(db, scope),
  );
  api.patch(
    '/food-preferences',
    { summary: 'Change what is given', tag, body: preferencesPatch, answer: preferencesAnswer },
    async ({ db, scope, body, now }) => changePreferences(db, scope, body, now),
  );
  api.get(
    '/meal-settings',
    { summary: 'How the household eats', tag, answer: mealSettingsAnswer },
    async ({ db, scope }) => findMealSettings(db, scope),
  );
  api.patch(
    '/meal-settings',
    { summary: 'Change what is given', tag, body: mealSettingsPatch, answer: mealSettingsAnswer },
    async ({ db, scope, body, now, req }) =>
      changeMealSettings(db, scope, { patch: body, expectedVersion: versionOf(req.get('if-match')) }, now),
  );
}
