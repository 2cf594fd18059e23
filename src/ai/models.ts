import type * as z from 'zod';
import type { ModelSettings } from '../config-models.ts';
import type { Db, Scope } from '../db/index.ts';
import type { Clock } from '../lib/clock.ts';
import { allowsClouds } from './call-records.ts';
import { embedTexts } from './embed-texts.ts';
import { ModelError } from './model-error.ts';
import type { Answer, ChatRequest, Models, ModelSkill, StructuredRequest } from './port.ts';
import { targetsFor } from './providers.ts';
import { type AskOnce, recordedAnswer } from './recorded-answer.ts';
import { structuredAnswer } from './structured-answer.ts';

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

  /** Runs `work` with a way to ask that ends for all of it at the time limit, or when nobody waits any more. */
  async function withinLimits<T>(
    scope: Scope,
    request: { signal?: AbortSignal },
    { skill, work }: { skill: ModelSkill; work: (ask: AskOnce) => Promise<T> },
  ): Promise<T> {
    const targets = await targetsOrThrow(scope, skill);
    const limit = new AbortController();
    const timer = setTimeout(
      () => limit.abort(new ModelError('timeout', 'The model took too long.')),
      settings.timeoutMs,
    );
    const leave = () => limit.abort(new ModelError('aborted', 'Nobody waits for the answer any more.'));
    if (request.signal?.aborted) leave();
    request.signal?.addEventListener('abort', leave, { once: true });
    const context = { ...parts, scope, targets, signal: limit.signal };
    try {
      return await work((asked, options) => recordedAnswer(context, asked, options));
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', leave);
    }
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
      withinLimits(scope, request, {
        skill: skillOf(request),
        work: async (ask) => {
          const { text, by } = await ask(request);
          return { text, by };
        },
      }),
    structured: <Schema extends z.ZodType>(scope: Scope, request: StructuredRequest<Schema>) =>
      withinLimits(scope, request, {
        skill: skillOf(request),
        work: (ask) => structuredAnswer({ db, scope, ask }, request),
      }),
    embed: async (scope, request) =>
      embedTexts({ ...parts, scope, targets: await targetsOrThrow(scope, 'embedding') }, request),
  };
}

function skillOf({ messages }: Pick<ChatRequest, 'messages'>): ModelSkill {
  return messages.some(({ images }) => images && images.length > 0) ? 'vision' : 'text';
}
