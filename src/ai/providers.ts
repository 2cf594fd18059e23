import type { EmbeddingModel, LanguageModel as NamedModel } from 'ai';
import type { ModelSettings, TokenPrice } from '../config-models.ts';
import type { ModelSkill, ModelTarget } from './port.ts';

/** A model with its client; names alone would go to a service of the package's maker. */
type LanguageModel = Exclude<NamedModel, string>;

const OPENAI_EMBEDDING_MODEL = 'text-embedding-3-small';

/** Who can be asked for work of this kind, in the order of MODEL_PROVIDERS; clouds only where they are allowed. */
export function targetsFor(settings: ModelSettings, skill: ModelSkill, allowsClouds: boolean): ModelTarget[] {
  return settings.order.flatMap((provider) => {
    const model =
      provider === 'ollama' ? ollamaModel(settings, skill) : cloudModel(settings, provider, skill);
    const isAllowed = provider === 'ollama' || allowsClouds;
    return model !== undefined && isAllowed ? [{ provider, model }] : [];
  });
}

function ollamaModel({ ollama }: ModelSettings, skill: ModelSkill): string | undefined {
  if (ollama.url === undefined) return undefined;
  return { text: ollama.model, vision: ollama.visionModel, embedding: ollama.embeddingModel }[skill];
}

function cloudModel(
  settings: ModelSettings,
  provider: 'openai' | 'anthropic',
  skill: ModelSkill,
): string | undefined {
  if (settings[provider].key === undefined) return undefined;
  if (skill !== 'embedding') return settings[provider].model;
  return provider === 'openai' ? OPENAI_EMBEDDING_MODEL : undefined;
}

/** What a target charges; undefined where it costs nothing. */
export function priceOf(settings: ModelSettings, { provider }: ModelTarget): TokenPrice | undefined {
  return provider === 'ollama' ? undefined : settings[provider].price;
}

/** `fetch` that ends with our signal, whatever becomes of the one that the client passes on (or does not). */
function fetchUntil(signal: AbortSignal): typeof fetch {
  return (input, init) => fetch(input, { ...init, signal });
}

/** The target as the `ai` package knows it; its client is loaded only here. Requests end with the signal. */
export async function languageModelOf(
  settings: ModelSettings,
  target: ModelTarget,
  signal: AbortSignal,
): Promise<LanguageModel> {
  if (target.provider === 'ollama') {
    const ollama = await openOllama(settings, signal);
    return ollama(target.model, {
      options: { num_ctx: settings.ollama.numCtx },
      structuredOutputs: true,
      // Retries, repair and limits are ours: one place, and every request counted.
      reliableObjectGeneration: false,
      reliableToolCalling: false,
    });
  }
  if (target.provider === 'openai') return (await openOpenAi(settings, signal)).chat(target.model);
  const { createAnthropic } = await import('@ai-sdk/anthropic');
  return createAnthropic(cloudOptions(settings.anthropic, signal))(target.model);
}

/** The same for vectors. */
export async function embeddingModelOf(
  settings: ModelSettings,
  target: ModelTarget,
  signal: AbortSignal,
): Promise<EmbeddingModel> {
  if (target.provider !== 'ollama') return (await openOpenAi(settings, signal)).embedding(target.model);
  const ollama = await openOllama(settings, signal);
  return ollama.embedding(target.model, { options: { num_ctx: settings.ollama.numCtx } });
}

async function openOllama({ ollama: { url } }: ModelSettings, signal: AbortSignal) {
  const { createOllama } = await import('ai-sdk-ollama');
  return createOllama({ ...(url !== undefined && { baseURL: url }), fetch: fetchUntil(signal) });
}

async function openOpenAi({ openai }: ModelSettings, signal: AbortSignal) {
  const { createOpenAI } = await import('@ai-sdk/openai');
  return createOpenAI(cloudOptions(openai, signal));
}

function cloudOptions({ key, url }: { key?: string | undefined; url: string }, signal: AbortSignal) {
  return { baseURL: url, ...(key !== undefined && { apiKey: key }), fetch: fetchUntil(signal) };
}
