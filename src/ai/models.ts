import type * as z from 'zod';
import type { ModelSettings } from '../config-models.ts';
import type { Db, Scope } from '../db/index.ts';
import type { Clock } from '../lib/clock.ts';
import { allowsClouds } from './call-records.ts';
import { ModelError } from './model-error.ts';
import type { Answer, ChatRequest, Models, ModelSkill, StructuredRequest } from './port.ts';
import { targetsFor } from './providers.ts';
import type { AskOnce } from './recorded-answer.ts';

export interface ModelsSettings {
  settings: ModelSettings;
  db: Db;
  clock: Clock;
  /** Milliseconds before the first retry, doubled each time. Default 500. */
  retryDelayMs?: number;
}

/** The port of this process. Light: clients of providers are loaded with the first question. */
export function createModels(parts: ModelsSettings): Models {
  const { settings, db } = parts;

  async function available(scope: Scope, skill: ModelSkill = 'text') {
    return targetsFor(settings, skill, await allowsClouds(db, scope));
  }

  /** Runs `work` with a way to ask; see `withinLimits`. */
  async function asking<T>(
    scope: Scope,
    request: ChatRequest,
    work: (ask: AskOnce) => Promise<T>,
  ): Promise<T> {
    const targets = await targetsOrThrow(scope, skillOf(request));
    const { recordedAnswer } = await import('./recorded-answer.ts');
    return withinLimits(settings.timeoutMs, request.signal, (signal) =>
      work((asked, options) => recordedAnswer({ ...parts, scope, targets, signal }, asked, options)),
    );
  }

  async function targetsOrThrow(scope: Scope, skill: ModelSkill) {
    const targets = await available(scope, skill);
    if (targets.length > 0) return targets;
    if (targetsFor(settings, skill, true).length > 0)
      throw new ModelError(
        'cloud-not-allowed',
        'Only a model in a cloud is there, and this person allows none.',
      );
    throw new ModelError('none', 'No model is set up for this.');
  }

  return {
    available,
    chat: (scope, request): Promise<Answer> =>
      asking(scope, request, async (ask) => {
        const { text, by } = await ask(request);
        return { text, by };
      }),
    structured: <Schema extends z.ZodType>(scope: Scope, request: StructuredRequest<Schema>) =>
      asking(scope, request, async (ask) => {
        const { structuredAnswer } = await import('./structured-answer.ts');
        return structuredAnswer({ db, scope, ask }, request);
      }),
    embed: async (scope, request) => {
      const targets = await targetsOrThrow(scope, 'embedding');
      const { embedTexts } = await import('./embed-texts.ts');
      return embedTexts({ ...parts, scope, targets }, request);
    },
  };
}

function skillOf({ messages }: Pick<ChatRequest, 'messages'>): ModelSkill {
  return messages.some(({ images }) => images && images.length > 0) ? 'vision' : 'text';
}

/** Runs `work` with a signal that is aborted at the time limit of all its questions, or when nobody waits any more. */
async function withinLimits<T>(
  timeoutMs: number,
  asker: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = new AbortController();
  const expire = () => limit.abort(new ModelError('timeout', 'The model took too long.'));
  const leave = () => limit.abort(new ModelError('aborted', 'Nobody waits for the answer any more.'));
  const timer = setTimeout(expire, timeoutMs);
  if (asker?.aborted) leave();
  asker?.addEventListener('abort', leave, { once: true });
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
    asker?.removeEventListener('abort', leave);
  }
}
