import type { WireFormat } from './fake-models.ts';

const USAGE = { prompt: 21, completion: 13 };

/** Ollama, POST /api/chat with `stream: true`: one JSON object a line. */
export const ollamaStream: WireFormat = {
  contentType: 'application/x-ndjson',
  head: () => '',
  piece: (content) => line({ message: { role: 'assistant', content }, done: false }),
  call: (call) =>
    line({ message: { role: 'assistant', content: '', tool_calls: [{ function: call }] }, done: false }),
  end: () =>
    line({
      message: { role: 'assistant', content: '' },
      done: true,
      done_reason: 'stop',
      prompt_eval_count: USAGE.prompt,
      eval_count: USAGE.completion,
    }),
  error: (_status, message) => ({ error: message }),
};

function line(part: object): string {
  return `${JSON.stringify({ model: 'llama3.2:3b', created_at: '2026-03-03T10:00:00Z', ...part })}\n`;
}

/** OpenAI, POST /v1/chat/completions with `stream: true`: server-sent events. */
export const openAiStream: WireFormat = {
  contentType: 'text/event-stream',
  head: () => completion({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }),
  piece: (content) => completion({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }),
  call: (call, index) =>
    completion({
      choices: [
        {
          index: 0,
          delta: {
            tool_calls: [
              {
                ...{ index, id: `call_${index}`, type: 'function' },
                function: { name: call.name, arguments: JSON.stringify(call.arguments) },
              },
            ],
          },
        },
      ],
    }),
  end: (reason) =>
    completion({
      choices: [{ index: 0, delta: {}, finish_reason: reason === 'tools' ? 'tool_calls' : 'stop' }],
    }) +
    completion({
      choices: [],
      usage: {
        prompt_tokens: USAGE.prompt,
        completion_tokens: USAGE.completion,
        total_tokens: USAGE.prompt + USAGE.completion,
      },
    }) +
    'data: [DONE]\n\n',
  error: (status, message) => ({ error: { message, type: 'fake', code: String(status) } }),
};

function completion(part: object): string {
  const whole = { id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'gpt-4.1-mini', ...part };
  return `data: ${JSON.stringify(whole)}\n\n`;
}

/** Anthropic, POST /v1/messages with `stream: true`: named server-sent events. */
export const anthropicStream: WireFormat = {
  contentType: 'text/event-stream',
  head: () =>
    event('message_start', {
      message: {
        ...{ id: 'm1', type: 'message', role: 'assistant', model: 'claude-haiku-4-5', content: [] },
        ...{ stop_reason: null, stop_sequence: null },
        usage: { input_tokens: USAGE.prompt, output_tokens: 1 },
      },
    }) + event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
  piece: (text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  call: (call, index) =>
    event('content_block_start', {
      index: index + 1,
      content_block: { type: 'tool_use', id: `toolu_${index}`, name: call.name, input: {} },
    }) +
    event('content_block_delta', {
      index: index + 1,
      delta: { type: 'input_json_delta', partial_json: JSON.stringify(call.arguments) },
    }) +
    event('content_block_stop', { index: index + 1 }),
  end: (reason) =>
    event('content_block_stop', { index: 0 }) +
    event('message_delta', {
      delta: { stop_reason: reason === 'tools' ? 'tool_use' : 'end_turn', stop_sequence: null },
      usage: { output_tokens: USAGE.completion },
    }) +
    event('message_stop', {}),
  error: (status, message) => ({
    type: 'error',
    error: { type: status === 429 ? 'rate_limit_error' : 'api_error', message },
  }),
};

function event(type: string, data: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}
