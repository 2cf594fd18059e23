import { setTimeout as sleep } from 'node:timers/promises';
import type { ModelSettings } from '../config-models.ts';
import type { Db, Scope } from '../db/index.ts';
import type { Clock } from '../lib/clock.ts';
import { beginCall, endCall, type Outcome } from './call-records.ts';
import { costOf, estimateOf, seenPrompt, type Tokens, tokensOf } from './estimates.ts';
import { asModelError, isPassing, ModelError, retryAfterOf } from './model-error.ts';
import type { Answer, ChatRequest, ModelTarget } from './port.ts';
import { type Heard, streamAnswer } from './stream-answer.ts';

const MAX_TRIES = 4;
const MAX_WAIT_MS = 10_000;

export interface AskContext {
  settings: ModelSettings;
  db: Db;
  clock: Clock;
  retryDelayMs?: number;
  scope: Scope;
  targets: readonly ModelTarget[];
  signal: AbortSignal;
}

/** One question of several that share a limit of time. `isSilent`: nobody hears the text before it is whole. */
export type AskOnce = (
  request: ChatRequest,
  options?: { jsonSchema?: object; isSilent?: boolean },
) => Promise<RecordedAnswer>;

/** An answer and the id of its record. */
export interface RecordedAnswer extends Answer {
  callId: string;
}

/**
 * Asks one target after the other until one answers. Each call is noted before it is made and after it has ended, and
 * counts against the caps of the person. A target that has begun to speak is not replaced by another.
 */
export async function recordedAnswer(
  context: AskContext,
  request: ChatRequest,
  options: { jsonSchema?: object; isSilent?: boolean } = {},
): Promise<RecordedAnswer> {
  let last: ModelError | undefined;
  for (const target of context.targets) {
    const heard: Heard = { text: '', bytes: 0, promptTokens: undefined, completionTokens: undefined };
    try {
      return await askTarget(context, target, {
        request,
        jsonSchema: options.jsonSchema,
        isSilent: options.isSilent ?? false,
        heard,
      });
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      last = error;
      const hasSpoken = heard.text !== '' && !options.isSilent;
      if (hasSpoken || ['timeout', 'aborted', 'tokens-spent'].includes(error.problem)) break;
    }
  }
  throw last ?? new ModelError('none', 'No model is set up for this.');
}

interface Question {
  request: ChatRequest;
  jsonSchema: object | undefined;
  isSilent: boolean;
  heard: Heard;
}

async function askTarget(
  context: AskContext,
  target: ModelTarget,
  question: Question,
): Promise<RecordedAnswer> {
  const { db, scope, settings, clock } = context;
  const { request, heard } = question;
  const prompt = seenPrompt(settings, target, question);
  const estimate = estimateOf(request, prompt);
  if (target.provider === 'ollama' && estimate.prompt + estimate.output > settings.ollama.numCtx)
    throw new ModelError('too-long', 'The prompt does not fit into OLLAMA_NUM_CTX.');
  const call = {
    ...{ purpose: request.purpose, provider: target.provider, model: target.model, prompt },
    heldTokens: estimate.prompt + estimate.output,
    heldMicroUsd: costOf(settings, target, estimate),
  };
  const begun = await beginCall(db, scope, { call, caps: settings }, clock.now());
  if ('isOver' in begun) throw new ModelError(begun.isOver, 'The cap of this person is reached.');
  const startedAt = performance.now();
  let tries = 0;
  let problem: ModelError | undefined;
  try {
    while (!(await tryOnce(context, target, { ...question, tries: ++tries })));
    return { text: heard.text, by: target, callId: begun.id };
  } catch (error) {
    problem = asModelError(error, settings);
    throw problem;
  } finally {
    const used = usedTokens(heard, estimate, problem);
    await endCall(db, scope, begun.id, {
      outcome: outcomeOf(problem),
      answer: heard.text,
      promptTokens: heard.promptTokens ?? null,
      completionTokens: heard.completionTokens ?? null,
      heldTokens: used.prompt + used.output,
      costMicroUsd: costOf(settings, target, used),
      latencyMs: Math.round(performance.now() - startedAt),
      tries,
      error: problem?.message.slice(0, 500) ?? null,
    });
  }
}

/** What is known of it, else estimated; a call that nothing came of has used nothing. */
function usedTokens(heard: Heard, estimate: Tokens, problem: ModelError | undefined): Tokens {
  const isUsed = heard.bytes > 0 || problem === undefined;
  return {
    prompt: heard.promptTokens ?? (isUsed ? estimate.prompt : 0),
    output: heard.completionTokens ?? tokensOf(heard.text),
  };
}

/** Whether the answer has come; false when it is to be tried again, after the wait. Throws what is final. */
async function tryOnce(
  { settings, signal, retryDelayMs = 500 }: AskContext,
  target: ModelTarget,
  { request, jsonSchema, heard, isSilent, tries }: Question & { tries: number },
): Promise<boolean> {
  try {
    signal.throwIfAborted();
    await streamAnswer({ settings, target, request, jsonSchema, signal, heard });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    // What came before the connection broke may be enough for those who repair it.
    if (isSilent && heard.text !== '' && !(error instanceof ModelError)) return true;
    if (tries >= MAX_TRIES || heard.bytes > 0 || !isPassing(error)) throw error;
    const asked = retryAfterOf(error);
    const waitMs = asked === undefined ? retryDelayMs * 2 ** (tries - 1) : asked * 1000;
    if (waitMs > MAX_WAIT_MS) throw error;
    await sleep(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    return false;
  }
}

function outcomeOf(problem: ModelError | undefined): Outcome {
  if (!problem) return 'answered';
  const { problem: kind } = problem;
  return kind === 'timeout' || kind === 'aborted' || kind === 'too-long' ? kind : 'failed';
}
