import * as z from 'zod';
import { type CallRow, findCall, listCalls } from '../../ai/call-records.ts';
import { MODEL_PROVIDERS } from '../../config-models.ts';
import { NotFoundError } from '../../errors.ts';
import type { Api } from '../../http/api.ts';
import { fromCursor, listOf, listQuery, pageOf } from '../../http/lists.ts';

const TAG = 'models';
const place = z.tuple([z.uuid()]);

const callAnswer = z.object({
  id: z.uuid(),
  purpose: z.string(),
  provider: z.enum(MODEL_PROVIDERS),
  model: z.string(),
  outcome: z.string(),
  promptTokens: z.number().nullable(),
  completionTokens: z.number().nullable(),
  costMicroUsd: z.number(),
  latencyMs: z.number().nullable(),
  error: z.string().nullable(),
  createdAt: z.string(),
});
const wholeCall = callAnswer.extend({ prompt: z.unknown(), answer: z.string().nullable() });

/** `/api/v1/model-calls`: one's own, read only. */
export function callsApi(api: Api): void {
  api.get(
    '/model-calls',
    {
      summary: 'What models were asked for you in the last 30 days',
      tag: TAG,
      query: listQuery,
      answer: listOf(callAnswer),
    },
    async ({ db, scope, query }) => {
      const before = fromCursor(query.cursor, place)?.[0];
      const rows = await listCalls(db, scope, { limit: query.limit + 1, before });
      return pageOf(rows, query.limit, { item: toAnswer, place: ({ id }) => [id] });
    },
  );
  api.get(
    '/model-calls/:id',
    { summary: 'One call, with everything the model saw', tag: TAG, answer: wholeCall },
    async ({ db, scope, params }) => {
      const call = await findCall(db, scope, params['id']!);
      if (!call) throw new NotFoundError('The call');
      return { ...toAnswer(call), prompt: call.prompt, answer: call.answer };
    },
  );
}

function toAnswer(call: CallRow): z.output<typeof callAnswer> {
  return {
    id: call.id,
    purpose: call.purpose,
    provider: call.provider,
    model: call.model,
    outcome: call.outcome,
    promptTokens: call.prompt_tokens,
    completionTokens: call.completion_tokens,
    costMicroUsd: call.cost_micro_usd,
    latencyMs: call.latency_ms,
    error: call.error,
    createdAt: call.created_at,
  };
}
