import type { ModelSettings } from '../config-models.ts';
import type { SeenPrompt } from './call-records.ts';
import type { ChatRequest, ModelTarget } from './port.ts';
import { priceOf } from './providers.ts';
import { visibleText } from './visible-text.ts';

const DEFAULT_OUTPUT_TOKENS = 2000;
/** Tokens of a picture of unknown size, at most about this at all three. */
const IMAGE_TOKENS = 1600;
/** Pixels that make a token, at least about this many at all three. */
const PIXELS_OF_TOKEN = 750;

/** Tokens of a call. */
export interface Tokens {
  prompt: number;
  output: number;
}

/** What the model is shown, as it is kept: pictures by type and size only. */
export function seenPrompt(
  settings: ModelSettings,
  { provider }: ModelTarget,
  { request, jsonSchema }: { request: ChatRequest; jsonSchema: object | undefined },
): SeenPrompt {
  const { system, messages, tools } = request;
  return {
    ...(system !== undefined && { system: visibleText(system) }),
    messages: messages.map(({ role, text, images }) => ({
      role,
      text: visibleText(text),
      ...(images && {
        images: images.map(({ data, mediaType }) => `${mediaType}, ${data.byteLength} bytes`),
      }),
    })),
    ...(jsonSchema && { schema: jsonSchema }),
    ...(tools && {
      tools: Object.fromEntries(Object.entries(tools).map(([name, { description }]) => [name, description])),
    }),
    ...(provider === 'ollama' && { numCtx: settings.ollama.numCtx }),
  };
}

/** Tokens it may come to, rather too many: for the caps, and to see whether it fits. */
export function estimateOf(request: ChatRequest, prompt: SeenPrompt): Tokens {
  const pictures = request.messages.flatMap(({ images = [] }) => images);
  const ofPictures = pictures.map(({ pixels }) =>
    pixels === undefined ? IMAGE_TOKENS : Math.ceil(pixels / PIXELS_OF_TOKEN),
  );
  return {
    prompt: tokensOf(JSON.stringify(prompt)) + ofPictures.reduce((sum, tokens) => sum + tokens, 0),
    output: request.maxOutputTokens ?? DEFAULT_OUTPUT_TOKENS,
  };
}

/** About as many tokens as a text has, rather too many. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / 3.5);
}

/** Millionths of a US dollar. */
export function costOf(settings: ModelSettings, target: ModelTarget, tokens: Tokens): number {
  const price = priceOf(settings, target);
  return price ? Math.ceil(tokens.prompt * price.input + tokens.output * price.output) : 0;
}
