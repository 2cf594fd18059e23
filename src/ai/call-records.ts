import { execute, keyedRow, selectRow, selectRows, type Db, type Scope } from '../db/index.ts';
import type { ModelProvider } from '../config-models.ts';
import { newId } from '../lib/uuid.ts';

/** What became of a call. */
export type Outcome =
  'running' | 'answered' | 'repaired' | 'invalid' | 'timeout' | 'aborted' | 'too-long' | 'failed';

/** What the model saw. Pictures are named by type and size. */
export interface SeenPrompt {
  system?: string | undefined;
  messages: { role: string; text: string; images?: string[] }[];
  schema?: unknown;
  tools?: Record<string, string>;
  numCtx?: number | undefined;
}

export interface NewCall {
  purpose: string;
  provider: ModelProvider;
  model: string;
  prompt: SeenPrompt;
  /** Tokens and money it may come to: they count until it has ended. */
  heldTokens: number;
  heldMicroUsd: number;
}

export interface Caps {
  tokensPerDay: number;
  microUsdPerMonth: number;
}

export interface Usage {
  /** Of the last 24 hours. */
  tokens_today: number;
  /** Of the last 30 days, in millionths of a US dollar. */
  micro_usd_month: number;
  calls_month: number;
}

const DAY_MS = 86_400_000;

/** Notes a call before it is made, unless it would go over a cap: then says which one. Calls at once are counted one by one. */
export async function beginCall(
  db: Db,
  { userId }: Pick<Scope, 'userId'>,
  { call, caps }: { call: NewCall; caps: Caps },
  now: Date,
): Promise<{ id: string } | { isOver: 'tokens-spent' | 'money-spent' }> {
  return db.transaction(async (trx) => {
    await selectRow(trx, `select pg_advisory_xact_lock(hashtextextended('model calls of ' || :userId, 0))`, {
      userId,
    });
    const used = await readUsage(trx, { userId }, now);
    if (used.tokens_today + call.heldTokens > caps.tokensPerDay) return { isOver: 'tokens-spent' };
    const isCostly = call.heldMicroUsd > 0;
    if (isCostly && used.micro_usd_month + call.heldMicroUsd > caps.microUsdPerMonth)
      return { isOver: 'money-spent' };
    const id = newId();
    await execute(
      trx,
      `insert into model_calls (id, user_id, purpose, provider, model, prompt, held_tokens, cost_micro_usd, created_at)
       values (:id, :userId, :purpose, :provider, :model, :prompt, :heldTokens, :heldMicroUsd, :now)`,
      { ...call, id, userId, prompt: JSON.stringify(call.prompt), now },
    );
    return { id };
  });
}

/** What is known when a call has ended. */
export interface EndedCall {
  outcome: Outcome;
  answer: string;
  promptTokens: number | null;
  completionTokens: number | null;
  /** What counts against the caps from now on. */
  heldTokens: number;
  costMicroUsd: number;
  latencyMs: number;
  tries: number;
  error: string | null;
}

export async function endCall(
  db: Db,
  { userId }: Pick<Scope, 'userId'>,
  id: string,
  ended: EndedCall,
): Promise<void> {
  await execute(
    db,
    `update model_calls
        set outcome = :outcome, answer = :answer, prompt_tokens = :promptTokens,
            completion_tokens = :completionTokens, held_tokens = :heldTokens, cost_micro_usd = :costMicroUsd,
            latency_ms = :latencyMs, tries = :tries, error = :error
      where id = :id and user_id = :userId`,
    { ...ended, id, userId },
  );
}

/** Says afterwards that an answer had to be repaired, or could not be used. */
export async function judgeCall(
  db: Db,
  { userId }: Pick<Scope, 'userId'>,
  id: string,
  verdict: { outcome: 'repaired' | 'invalid'; error: string | null },
): Promise<void> {
  await execute(
    db,
    'update model_calls set outcome = :outcome, error = :error where id = :id and user_id = :userId',
    { ...verdict, id, userId },
  );
}

/** What this person's calls have used. */
export async function readUsage(db: Db, { userId }: Pick<Scope, 'userId'>, now: Date): Promise<Usage> {
  const row = await selectRow<Usage>(
    db,
    `select coalesce(sum(held_tokens) filter (where created_at > :dayAgo), 0)::int8 as tokens_today,
            coalesce(sum(cost_micro_usd), 0)::int8 as micro_usd_month, count(*)::int as calls_month
       from model_calls where user_id = :userId and created_at > :monthAgo`,
    { userId, ...spans(now) },
  );
  return row ?? { tokens_today: 0, micro_usd_month: 0, calls_month: 0 };
}

/** What the calls of one person came to in the last 30 days; of what they said nothing. */
export interface PersonUsage {
  user_id: string;
  name: string;
  calls: number;
  /** Of the last 24 hours, as they count against the cap. */
  tokens_today: number;
  tokens_month: number;
  micro_usd_month: number;
}

/** The household's people whose calls are known, the one with the most tokens first. */
export function listHouseholdUsage(db: Db, scope: Scope, now: Date): Promise<PersonUsage[]> {
  return selectRows<PersonUsage>(
    db,
    `select u.id as user_id, u.name, count(*)::int as calls, sum(c.held_tokens)::int8 as tokens_month,
            coalesce(sum(c.held_tokens) filter (where c.created_at > :dayAgo), 0)::int8 as tokens_today,
            sum(c.cost_micro_usd)::int8 as micro_usd_month
       from users u join model_calls c on c.user_id = u.id and c.created_at > :monthAgo
      where u.household_id = :householdId
      group by u.id order by tokens_month desc, u.id`,
    { householdId: scope.householdId, ...spans(now) },
  );
}

function spans(now: Date): { dayAgo: Date; monthAgo: Date } {
  return { dayAgo: new Date(now.getTime() - DAY_MS), monthAgo: new Date(now.getTime() - 30 * DAY_MS) };
}

export interface CallRow {
  id: string;
  purpose: string;
  provider: ModelProvider;
  model: string;
  prompt: SeenPrompt;
  answer: string | null;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  cost_micro_usd: number;
  latency_ms: number | null;
  outcome: Outcome;
  error: string | null;
  tries: number;
  created_at: string;
}

const CALL_COLUMNS = `id, purpose, provider, model, prompt, answer, prompt_tokens, completion_tokens, cost_micro_usd,
  latency_ms, outcome, error, tries, created_at`;

/** This person's calls, newest first; `before` is the id of the last one seen. */
export async function listCalls(
  db: Db,
  { userId }: Pick<Scope, 'userId'>,
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<CallRow[]> {
  return selectRows<CallRow>(
    db,
    `select ${CALL_COLUMNS} from model_calls
      where user_id = :userId and (:before::uuid is null or id < :before::uuid)
      order by id desc limit :limit`,
    { userId, limit, before: before ?? null },
  );
}

/** One call of this person; undefined when there is none with this id. */
export async function findCall(
  db: Db,
  { userId }: Pick<Scope, 'userId'>,
  id: string,
): Promise<CallRow | undefined> {
  return selectRow<CallRow>(
    db,
    `select ${CALL_COLUMNS} from model_calls where id = :id and user_id = :userId`,
    { id, userId },
  );
}

/** Whether this person lets what they own go to a model outside of the installation. Asked for at every call. */
export async function allowsClouds(db: Db, { userId }: Pick<Scope, 'userId'>): Promise<boolean> {
  const row = await keyedRow<{ allows_cloud_models: boolean }>(
    db,
    'select allows_cloud_models from users where id = :userId',
    { userId },
  );
  return row?.allows_cloud_models ?? false;
}

export async function setAllowsClouds(
  db: Db,
  { userId }: Pick<Scope, 'userId'>,
  isAllowed: boolean,
  now: Date,
): Promise<void> {
  await execute(
    db,
    `update users set allows_cloud_models = :isAllowed, updated_at = :now, version = version + 1 where id = :userId`,
    { userId, isAllowed, now },
  );
}
