import { NotFoundError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import { listOf, listQuery, offsetOf, pageOf } from '../../../http/lists.ts';
import { versionOf } from '../../../http/if-match.ts';
import { findRoutine, listRoutines } from './routine-queries.ts';
import { newRoutineSchema, routineAnswer, routinePatchSchema } from './routine-schema.ts';
import { changeRoutine, createRoutine, deleteRoutine, restoreRoutine } from './routines.ts';

const tag = 'routines';

/** `/api/v1/routines`: plans of training, each with its days and their exercises. */
export function routineApi(api: Api): void {
  api.get(
    '/routines',
    { summary: 'List routines', tag, query: listQuery, answer: listOf(routineAnswer) },
    async ({ db, scope, query: { cursor, limit } }) => {
      const offset = offsetOf(cursor);
      const rows = await listRoutines(db, scope, { limit: limit + 1, offset });
      return pageOf(rows, limit, { item: (routine) => routine, place: () => [offset + limit] });
    },
  );
  api.get(
    '/routines/:id',
    { summary: 'One routine', tag, answer: routineAnswer },
    async ({ db, scope, params }) => {
      const routine = await findRoutine(db, scope, params['id']!);
      if (!routine) throw new NotFoundError('The routine');
      return routine;
    },
  );
  api.post(
    '/routines',
    {
      summary: 'Add a routine with its days',
      tag,
      body: newRoutineSchema,
      answer: routineAnswer,
      status: 201,
    },
    async ({ db, scope, body }) => createRoutine(db, scope, body),
  );
  api.patch(
    '/routines/:id',
    {
      summary: 'Change a routine; days replace all days',
      tag,
      body: routinePatchSchema,
      answer: routineAnswer,
    },
    async ({ db, scope, params, body, now, req }) => {
      const edit = { id: params['id']!, patch: body, expectedVersion: versionOf(req.get('if-match')) };
      return changeRoutine(db, scope, edit, now);
    },
  );
  api.delete(
    '/routines/:id',
    { summary: 'Move a routine into the bin for 30 days', tag },
    async (context) => {
      await deleteRoutine(context.db, context.scope, context.params['id']!, context.now);
    },
  );
  api.post(
    '/routines/:id/restoration',
    { summary: 'Take a routine out of the bin', tag, answer: routineAnswer },
    async ({ db, scope, params, now }) => restoreRoutine(db, scope, params['id']!, now),
  );
}
