import * as z from 'zod';
import { seconds, wholeNumber } from './config-values.ts';

/** Companies and servers that answer, as MODEL_PROVIDERS names them. */
export const MODEL_PROVIDERS = ['ollama', 'openai', 'anthropic'] as const;
export type ModelProvider = (typeof MODEL_PROVIDERS)[number];

const address = (example: string) =>
  z.url({ protocol: /^https?$/, error: `must be an address such as ${example}` });
const modelName = z.string().max(200);

/** US dollars for a million tokens, IN/OUT. */
const price = (fallback: string) =>
  z
    .string()
    .regex(
      /^\d{1,4}(\.\d{1,4})?\/\d{1,4}(\.\d{1,4})?$/,
      'must be IN/OUT in US dollars per million tokens, such as 0.40/1.60',
    )
    .default(fallback);

/** The settings of language models. Part of environmentSchema. */
export const modelEnvironment = {
  OLLAMA_BASE_URL: address('http://ollama:11434')
    .optional()
    .describe('Model server of your own (docs/models.md). `npm run doctor` asks whether it answers.'),
  OLLAMA_DEFAULT_MODEL: modelName
    .default('llama3.2:3b')
    .describe('Model of it that is asked. `npm run doctor` asks whether it is there.'),
  OLLAMA_VISION_MODEL: modelName
    .optional()
    .describe('Model of it that reads photos, such as qwen2.5vl:3b. Without it Ollama is shown none.'),
  OLLAMA_EMBEDDING_MODEL: modelName
    .optional()
    .describe('Model of it that turns texts into vectors, such as nomic-embed-text.'),
  OLLAMA_NUM_CTX: wholeNumber(1024, 131_072, 8192).describe(
    'Tokens that Ollama keeps in mind (num_ctx). Its own default cuts prompts without a word; more needs more memory.',
  ),
  OPENAI_API_KEY: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('Key for OpenAI or a server that speaks its API.'),
  OPENAI_BASE_URL: address('https://api.openai.com/v1')
    .default('https://api.openai.com/v1')
    .describe('Where OpenAI’s API is spoken.'),
  OPENAI_MODEL: modelName.default('gpt-4.1-mini').describe('Model that is asked there.'),
  OPENAI_PRICE: price('0.40/1.60').describe('What it costs: US dollars per million tokens, IN/OUT.'),
  ANTHROPIC_API_KEY: z.string().min(1).max(500).optional().describe('Key for Anthropic.'),
  ANTHROPIC_BASE_URL: address('https://api.anthropic.com/v1')
    .default('https://api.anthropic.com/v1')
    .describe('Where Anthropic’s API is spoken.'),
  ANTHROPIC_MODEL: modelName.default('claude-haiku-4-5').describe('Model that is asked there.'),
  ANTHROPIC_PRICE: price('1/5').describe('What it costs: US dollars per million tokens, IN/OUT.'),
  MODEL_PROVIDERS: z
    .string()
    .regex(
      /^(ollama|openai|anthropic)(,(ollama|openai|anthropic))*$/,
      'must be a list of ollama, openai and anthropic',
    )
    .default('ollama,openai,anthropic')
    .describe(
      'Who is asked, in this order; those without address or key are passed over. Clouds only for people who allow it.',
    ),
  MODEL_TOKENS_PER_DAY: wholeNumber(0, 100_000_000, 200_000).describe(
    'Tokens that one person may use in 24 hours, of all models together.',
  ),
  MODEL_MONEY_PER_MONTH: wholeNumber(0, 100_000, 5).describe(
    'US dollars that one person may cost in 30 days at OpenAI and Anthropic.',
  ),
  MODEL_TIMEOUT: wholeNumber(1, 60, 60).describe('Seconds that an answer may take, with all tries.'),
  MODEL_FIRST_TOKEN_TIMEOUT: seconds(30, 60).describe(
    'Seconds until a model must have begun to answer; a local one may have to be loaded first.',
  ),
};

type ModelEnvironment = z.output<z.ZodObject<typeof modelEnvironment>>;

/** What a cloud charges, in millionths of a US dollar for one token. */
export interface TokenPrice {
  input: number;
  output: number;
}

/** The same in the words of the config. */
export function toModels(env: ModelEnvironment) {
  return {
    order: [...new Set(env.MODEL_PROVIDERS.split(','))] as ModelProvider[],
    ollama: {
      url: env.OLLAMA_BASE_URL,
      model: env.OLLAMA_DEFAULT_MODEL,
      visionModel: env.OLLAMA_VISION_MODEL,
      embeddingModel: env.OLLAMA_EMBEDDING_MODEL,
      numCtx: env.OLLAMA_NUM_CTX,
    },
    openai: {
      key: env.OPENAI_API_KEY,
      url: env.OPENAI_BASE_URL,
      model: env.OPENAI_MODEL,
      price: toPrice(env.OPENAI_PRICE),
    },
    anthropic: {
      key: env.ANTHROPIC_API_KEY,
      url: env.ANTHROPIC_BASE_URL,
      model: env.ANTHROPIC_MODEL,
      price: toPrice(env.ANTHROPIC_PRICE),
    },
    tokensPerDay: env.MODEL_TOKENS_PER_DAY,
    microUsdPerMonth: env.MODEL_MONEY_PER_MONTH * 1_000_000,
    timeoutMs: env.MODEL_TIMEOUT * 1000,
    firstTokenMs: (env.MODEL_FIRST_TOKEN_TIMEOUT || env.MODEL_TIMEOUT) * 1000,
  };
}

export type ModelSettings = ReturnType<typeof toModels>;

function toPrice(text: string): TokenPrice {
  const [input = 0, output = 0] = text.split('/').map(Number);
  return { input, output };
}
