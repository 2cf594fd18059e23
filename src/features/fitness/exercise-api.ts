import type { Api } from '../../http/api.ts';
import { listOf, offsetOf, pageOf } from '../../http/lists.ts';
import { NotFoundError } from '../../errors.ts';
import { createExerciseFinder } from './exercise-finder.ts';
import { findExercise } from './exercise-queries.ts';
import {
  exerciseAnswer,
  exerciseListQuery,
  exercisePatchSchema,
  newExerciseSchema,
} from './exercise-schema.ts';
import * as exercises from './exercises.ts';
import { versionOf } from '../../http/if-match.ts';

const tag = 'exercises';

/** `/api/v1/exercises`: the library and one's own exercises. */
export function exerciseApi(api: Api): void {
  const finder = createExerciseFinder();
  api.get(
    '/exercises',
    {
      summary: 'List exercises: with q by best match, otherwise by name',
      tag,
      query: exerciseListQuery,
      answer: listOf(exerciseAnswer),
    },
    async ({ db, scope, query: { cursor, limit, ...search } }) => {
      const offset = offsetOf(cursor);
      const page = { ...search, limit: limit + 1, offset };
      const rows = await exercises.searchExercises(db, scope, finder, page);
      return pageOf(rows, limit, { item: exercises.toExercise, place: () => [offset + limit] });
    },
  );
  api.get(
    '/exercises/:id',
    { summary: 'One exercise', tag, answer: exerciseAnswer },
    async ({ db, scope, params }) => {
      const row = await findExercise(db, scope, params['id']!);
      if (!row) throw new NotFoundError('The exercise');
      return exercises.toExercise(row);
    },
  );
  changeApi(api);
}

function changeApi(api: Api): void {
  api.post(
    '/exercises',
    {
      summary: 'Add an exercise of your own',
      tag,
      body: newExerciseSchema,
      answer: exerciseAnswer,
      status: 201,
    },
    async ({ db, scope, body }) => exercises.toExercise(await exercises.createExercise(db, scope, body)),
  );
  api.patch(
    '/exercises/:id',
    { summary: 'Change an exercise of your own', tag, body: exercisePatchSchema, answer: exerciseAnswer },
    async ({ db, scope, params, body, now, req }) => {
      const edit = { id: params['id']!, patch: body, expectedVersion: versionOf(req.get('if-match')) };
      return exercises.toExercise(await exercises.changeExercise(db, scope, edit, now));
    },
  );
  api.delete(
    '/exercises/:id',
    { summary: 'Move an exercise of your own into the bin', tag },
    async (context) => {
      await exercises.deleteExercise(context.db, context.scope, context.params['id']!, context.now);
    },
  );
  api.post(
    '/exercises/:id/restoration',
    { summary: 'Take an exercise of your own out of the bin', tag, answer: exerciseAnswer },
    async ({ db, scope, params, now }) =>
      exercises.toExercise(await exercises.restoreExercise(db, scope, params['id']!, now)),
  );
}
