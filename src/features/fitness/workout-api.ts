import * as z from 'zod';
import { JsonText, type Api } from '../../http/api.ts';
import type { AppDeps } from '../../http/feature.ts';
import { fromCursor, listOf, toCursor } from '../../http/lists.ts';
import { NotFoundError } from '../../errors.ts';
import { versionOf } from '../../http/if-match.ts';
import { announceWorkout } from './workout-channel.ts';
import { newSetSchema, setAnswer, setPatchSchema } from './set-schema.ts';
import { addSet, changeSet, deleteSet } from './sets.ts';
import { findWorkoutJson, listWorkoutsJson } from './workout-queries.ts';
import {
  newWorkoutSchema,
  workoutAnswer,
  workoutListItem,
  workoutListQuery,
  workoutPatchSchema,
} from './workout-schema.ts';
import { changeWorkout, createWorkout, deleteWorkout, restoreWorkout } from './workouts.ts';

const tag = 'workouts';
const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** `/api/v1/workouts`: training as JSON. Lists and creation are one statement each. */
export function workoutApi(api: Api, deps: AppDeps): void {
  api.get(
    '/workouts',
    {
      summary: 'List workouts with their sets, newest first',
      tag,
      query: workoutListQuery,
      answer: listOf(workoutListItem),
    },
    async ({ db, scope, query }) => {
      const cursor = fromCursor(query.cursor, cursorSchema);
      const after = cursor && { startedAt: cursor[0], id: cursor[1] };
      const { limit, from, to } = query;
      const rows = await listWorkoutsJson(db, scope, { limit: limit + 1, after, from, to });
      const last = rows.length > limit ? rows[limit - 1] : undefined;
      const items = (last ? rows.slice(0, limit) : rows).map(({ json }) => json).join(',');
      const nextCursor = last ? `"${toCursor([last.started_at, last.id])}"` : 'null';
      return new JsonText(`{"items":[${items}],"nextCursor":${nextCursor}}`);
    },
  );
  api.post(
    '/workouts',
    {
      summary: 'Log a workout with its sets',
      tag,
      body: newWorkoutSchema,
      answer: workoutAnswer,
      status: 201,
    },
    async ({ db, user, body, res }) => {
      const { id, json } = await createWorkout(db, user, body, { source: 'api' });
      res.location(`/api/v1/workouts/${id}`);
      return new JsonText(json);
    },
  );
  api.get(
    '/workouts/:id',
    { summary: 'One workout with its sets', tag, answer: workoutAnswer },
    async ({ db, scope, params, res }) =>
      withVersion(res, found(await findWorkoutJson(db, scope, params['id']!))),
  );
  changeApi(api, deps);
  setApi(api, deps);
}

function changeApi(api: Api, deps: AppDeps): void {
  api.patch(
    '/workouts/:id',
    {
      summary:
        'Change a workout; with If-Match only if its version is still that one (409 answers the stored one)',
      tag,
      body: workoutPatchSchema,
      answer: workoutAnswer,
    },
    async ({ db, user, params, body, now, req, res }) => {
      const edit = { id: params['id']!, patch: body, expectedVersion: versionOf(req.get('if-match')) };
      const json = await changeWorkout(db, user, edit, now);
      announceWorkout(deps, res, edit.id);
      return withVersion(res, json);
    },
  );
  api.delete(
    '/workouts/:id',
    { summary: 'Move a workout into the bin for 30 days', tag },
    async (context) => {
      const id = context.params['id']!;
      await deleteWorkout(context.db, context.scope, id, context.now);
      announceWorkout(deps, context.res, id);
    },
  );
  api.post(
    '/workouts/:id/restoration',
    { summary: 'Take a workout out of the bin', tag, answer: workoutAnswer },
    async ({ db, scope, params, now }) => new JsonText(await restoreWorkout(db, scope, params['id']!, now)),
  );
}

function setApi(api: Api, deps: AppDeps): void {
  api.post(
    '/workouts/:id/sets',
    { summary: 'Add a set at the end of a workout', tag, body: newSetSchema, answer: setAnswer, status: 201 },
    async ({ db, user, params, body, now, res }) => {
      const workoutId = params['id']!;
      const json = await addSet(db, user, { workoutId, set: body }, now);
      announceWorkout(deps, res, workoutId);
      return new JsonText(json);
    },
  );
  api.patch(
    '/workouts/:id/sets/:setId',
    { summary: 'Change a set', tag, body: setPatchSchema, answer: setAnswer },
    async ({ db, user, params, body, now, res }) => {
      const workoutId = params['id']!;
      const json = await changeSet(db, user, { workoutId, setId: params['setId']!, patch: body }, now);
      announceWorkout(deps, res, workoutId);
      return new JsonText(json);
    },
  );
  api.delete(
    '/workouts/:id/sets/:setId',
    { summary: 'Take a set out of a workout', tag },
    async (context) => {
      const workoutId = context.params['id']!;
      const key = { workoutId, setId: context.params['setId']! };
      await deleteSet(context.db, context.scope, key, context.now);
      announceWorkout(deps, context.res, workoutId);
    },
  );
}

function found(json: string | undefined): string {
  if (json === undefined) throw new NotFoundError('The workout');
  return json;
}

/** The version also as ETag, to be sent back as If-Match. */
function withVersion(res: { set(name: string, value: string): unknown }, json: string): JsonText {
  const { version } = JSON.parse(json) as { version: number };
  res.set('ETag', `"${version}"`);
  return new JsonText(json);
}
