import * as z from 'zod';
import { findTask } from '../../ai/task-queries.ts';
import { NotFoundError } from '../../errors.ts';
import type { Api } from '../../http/api.ts';

const taskAnswer = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    text: z.string().describe('what the model has said so far'),
    pieces: z.number().describe('order number of the last piece of the text that was told over /ws'),
    note: z.string().nullable().describe('what the model did not do'),
    createdAt: z.string(),
  })
  .meta({ id: 'ModelTask' });

/** `/api/v1/model-tasks`: the whole of what is streamed over /ws as `model-task:ID`, for who missed a piece of it. */
export function tasksApi(api: Api): void {
  api.get(
    '/model-tasks/:id',
    {
      summary: 'Work that a model does for you, with its text as far as it has come',
      tag: 'models',
      answer: taskAnswer,
    },
    async ({ db, scope, params }) => {
      const task = await findTask(db, scope, params['id']!);
      if (!task) throw new NotFoundError('The task');
      const { id, kind, state, answer, answer_pieces, note, created_at } = task;
      return { id, kind, state, text: answer, pieces: answer_pieces, note, createdAt: created_at };
    },
  );
}
