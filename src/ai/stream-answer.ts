import type { LanguageModelMiddleware, ModelMessage, ToolSet } from 'ai';
import type { ModelSettings } from '../config-models.ts';
import { ModelError } from './model-error.ts';
import type { ChatRequest, ModelTarget, ModelTool } from './port.ts';
import { languageModelOf } from './providers.ts';
import { visibleText } from './visible-text.ts';

/** Largest answer, tools' inputs and thinking included. */
const MAX_ANSWER_BYTES = 100_000;
const MAX_TOOL_ROUNDS = 8;
const MAX_TOOL_RESULT = 20_000;

/** What has been heard of an answer so far: filled while it comes, and kept when it breaks off. */
export interface Heard {
  text: string;
  bytes: number;
  promptTokens: number | undefined;
  completionTokens: number | undefined;
}

export interface Asking {
  settings: ModelSettings;
  target: ModelTarget;
  request: ChatRequest;
  /** JSON Schema of the answer, for those that can be held to one. */
  jsonSchema?: object | undefined;
  signal: AbortSignal;
  heard: Heard;
}

/** Asks once and hears the answer out. Throws ModelError for limits and aborts, and the provider's own errors. */
export async function streamAnswer(asking: Asking): Promise<void> {
  const { settings, heard, request } = asking;
  const cut = new AbortController();
  const signal = AbortSignal.any([asking.signal, cut.signal]);
  const firstToken = setTimeout(
    () => cut.abort(new ModelError('timeout', 'The model did not begin to answer in time.')),
    settings.firstTokenMs,
  );
  try {
    const parts = await startStream(asking, signal);
    for await (const part of untilAborted(parts, signal)) {
      if (part.type === 'error') throw part.error;
      const piece = pieceOf(part);
      if (piece === undefined) {
        noteUsage(heard, part);
        continue;
      }
      clearTimeout(firstToken);
      heard.bytes += Buffer.byteLength(piece);
      if (heard.bytes > MAX_ANSWER_BYTES) throw new ModelError('too-long', 'The answer became too long.');
      if (part.type !== 'text-delta') continue;
      const text = visibleText(piece);
      heard.text += text;
      request.onText?.(text);
    }
    signal.throwIfAborted();
  } finally {
    clearTimeout(firstToken);
    // Ends the request where it still runs: after an answer that became too long, or an error in the middle.
    cut.abort();
  }
}

/** Has the answer held to a schema. Not by the package's `output`: that reads the whole answer again with each piece. */
function answersIn(schema: object): LanguageModelMiddleware {
  return {
    transformParams: async ({ params }) => ({ ...params, responseFormat: { type: 'json', schema } }),
  };
}

type Part = { type: string; text?: unknown; delta?: unknown; error?: unknown; totalUsage?: unknown };

async function startStream(
  { settings, target, request, jsonSchema: schema }: Asking,
  signal: AbortSignal,
): Promise<AsyncIterable<Part>> {
  const [{ streamText, stepCountIs, wrapLanguageModel }, model] = await Promise.all([
    import('ai'),
    languageModelOf(settings, target, signal),
  ]);
  const tools = request.tools && (await toolsOf(request.tools));
  // Anthropic is told the schema in words only: its way through a tool would be a second kind of answer.
  const isHeldToSchema = schema !== undefined && target.provider !== 'anthropic';
  const { stream } = streamText({
    model: isHeldToSchema ? wrapLanguageModel({ model, middleware: answersIn(schema) }) : model,
    ...(request.system !== undefined && { instructions: visibleText(request.system) }),
    messages: request.messages.map(messageOf),
    maxOutputTokens: request.maxOutputTokens ?? 2000,
    ...(request.temperature !== undefined && { temperature: request.temperature }),
    ...(tools && { tools, stopWhen: stepCountIs(MAX_TOOL_ROUNDS) }),
    providerOptions: { openai: { strictJsonSchema: false } },
    maxRetries: 0,
    abortSignal: signal,
    onError: () => undefined,
  });
  return stream as AsyncIterable<Part>;
}

/** The parts of a stream until it ends or the signal is aborted, also where its source does not listen to the signal. */
async function* untilAborted(parts: AsyncIterable<Part>, signal: AbortSignal): AsyncGenerator<Part> {
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  aborted.catch(() => undefined);
  const iterator = parts[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** What a part adds to the answer; undefined for what is none of it. */
function pieceOf(part: Part): string | undefined {
  const isPiece = ['text-delta', 'reasoning-delta', 'tool-input-delta'].includes(part.type);
  const piece = part.text ?? part.delta;
  return isPiece && typeof piece === 'string' ? piece : undefined;
}

function noteUsage(heard: Heard, part: Part): void {
  if (part.type !== 'finish') return;
  const { inputTokens, outputTokens } = part.totalUsage as { inputTokens?: number; outputTokens?: number };
  heard.promptTokens = inputTokens;
  heard.completionTokens = outputTokens;
}

function messageOf({ role, text, images = [] }: ChatRequest['messages'][number]): ModelMessage {
  const shown = visibleText(text);
  if (role === 'assistant') return { role, content: shown };
  return {
    role,
    content: [
      { type: 'text', text: shown },
      ...images.map(({ data, mediaType }) => ({ type: 'file' as const, data, mediaType })),
    ],
  };
}

async function toolsOf(tools: Readonly<Record<string, ModelTool>>): Promise<ToolSet> {
  const { tool } = await import('ai');
  return Object.fromEntries(
    Object.entries(tools).map(([name, one]) => [
      name,
      tool({
        description: one.description,
        inputSchema: one.input,
        execute: async (given: unknown) => resultOf(await one.run(given)),
      }),
    ]),
  );
}

/** What a tool found, as the model is shown it: data, and not too much of them. */
function resultOf(value: unknown): string {
  const text = visibleText(JSON.stringify(value) ?? 'null');
  return text.length <= MAX_TOOL_RESULT ? text : `${text.slice(0, MAX_TOOL_RESULT)}… (cut off)`;
}
