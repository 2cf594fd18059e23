import type { ModelSettings } from '../config-models.ts';
import type { Db, Scope } from '../db/index.ts';
import type { Clock } from '../lib/clock.ts';
import { beginCall, endCall } from './call-records.ts';
import { asModelError, ModelError } from './model-error.ts';
import type { ModelTarget } from './port.ts';
import { embeddingModelOf } from './providers.ts';
import { visibleText } from './visible-text.ts';

const MAX_TEXTS = 500;
const MAX_RETRIES = 3;
/** US dollars for a million tokens of text-embedding-3-small. */
const CLOUD_PRICE = 0.02;

interface Context {
  settings: ModelSettings;
  db: Db;
  clock: Clock;
  scope: Scope;
  targets: readonly ModelTarget[];
}

/** One vector a text, by the first target (vectors of different models cannot be compared). */
export async function embedTexts(
  { settings, db, clock, scope, targets }: Context,
  { purpose, texts, signal }: { purpose: string; texts: readonly string[]; signal?: AbortSignal },
): Promise<number[][]> {
  const target = targets[0];
  if (!target) throw new ModelError('none', 'No model is set up for this.');
  if (texts.length > MAX_TEXTS) throw new ModelError('too-long', `At most ${MAX_TEXTS} texts at once.`);
  const values = texts.map((text) => visibleText(text));
  const tokens = Math.ceil(values.join('').length / 3.5);
  const cost = target.provider === 'ollama' ? 0 : Math.ceil(tokens * CLOUD_PRICE);
  const prompt = { messages: values.map((text) => ({ role: 'text', text })) };
  const call = { ...target, purpose, prompt, heldTokens: tokens, heldMicroUsd: cost };
  const begun = await beginCall(db, scope, { call, caps: settings }, clock.now());
  if ('isOver' in begun) throw new ModelError(begun.isOver, 'The cap of this person is reached.');
  const startedAt = performance.now();
  const timeout = AbortSignal.timeout(settings.timeoutMs);
  let problem: ModelError | undefined;
  try {
    const abortSignal = signal ? AbortSignal.any([signal, timeout]) : timeout;
    const [{ embedMany }, model] = await Promise.all([
      import('ai'),
      embeddingModelOf(settings, target, abortSignal),
    ]);
    const { embeddings } = await embedMany({ model, values, abortSignal, maxRetries: MAX_RETRIES });
    return embeddings;
  } catch (error) {
    problem = problemOf(error, settings, { timeout, signal });
    throw problem;
  } finally {
    await endCall(db, scope, begun.id, {
      outcome: problem ? outcomeOf(problem) : 'answered',
      answer: '',
      promptTokens: tokens,
      completionTokens: 0,
      heldTokens: problem ? 0 : tokens,
      costMicroUsd: problem ? 0 : cost,
      latencyMs: Math.round(performance.now() - startedAt),
      tries: 1,
      error: problem?.message.slice(0, 500) ?? null,
    });
  }
}

function problemOf(
  error: unknown,
  settings: ModelSettings,
  { timeout, signal }: { timeout: AbortSignal; signal: AbortSignal | undefined },
): ModelError {
  if (timeout.aborted) return new ModelError('timeout', 'The model took too long.', { cause: error });
  if (signal?.aborted) return new ModelError('aborted', 'Nobody waits any more.', { cause: error });
  return asModelError(error, settings);
}

function outcomeOf({ problem }: ModelError): 'timeout' | 'aborted' | 'failed' {
  return problem === 'timeout' || problem === 'aborted' ? problem : 'failed';
}
