import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropicStream, ollamaStream, openAiStream } from './fake-model-formats.ts';

/** What the server does with one question. */
export type Turn =
  | { text: string }
  /** Speaks as its words come: the test says when. */
  | { words: AsyncIterable<string> }
  | { calls: { name: string; arguments: Record<string, unknown> }[] }
  | { status: number; retryAfterS?: number; message?: string }
  /** Takes the question and never says a word. */
  | { fault: 'silent' }
  /** Speaks without end. */
  | { fault: 'endless' }
  /** Ends the connection in the middle of the text. */
  | { fault: 'cut'; text: string };

/** A question as it came over the wire. */
export interface Asked {
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

export interface FakeModels {
  /** Of Ollama. OpenAI's and Anthropic's API stand below it at /v1. */
  url: string;
  asked: Asked[];
  /** What is answered next, in this order; after that `always`. */
  next(...turns: Turn[]): void;
  /** What is answered when nothing else is set. */
  always(turn: Turn): void;
  /** Resolves when so many questions have come. */
  asks(count: number): Promise<void>;
  /** Resolves when so many askers have gone before their answer was whole. */
  left(count: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A server that speaks the documented APIs of Ollama (https://docs.ollama.com/api), OpenAI (chat completions, SSE) and
 * Anthropic (messages, SSE): what its turns say, in pieces of a few characters.
 */
export async function startFakeModels(models: string[] = ['llama3.2:3b']): Promise<FakeModels> {
  const asked: Asked[] = [];
  const turns: Turn[] = [];
  let usual: Turn = { text: 'ok' };
  let questions = 0;
  let leavers = 0;
  let heard: () => void = () => undefined;

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname } = new URL(req.url ?? '', 'http://models');
    if (pathname === '/api/tags') return json(res, { models: models.map((name) => ({ name, model: name })) });
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
    asked.push({ path: pathname, headers: req.headers, body });
    if (pathname === '/api/show') return json(res, { capabilities: ['completion'], model_info: {} });
    if (pathname === '/api/embed') return json(res, embeddings(body));
    res.once('close', () => {
      if (!res.writableFinished) leavers++;
      heard();
    });
    questions++;
    heard();
    await speak(res, streamOf(pathname), turns.shift() ?? usual);
  }

  const server: Server = createServer((req, res) => {
    answer(req, res).catch(() => res.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    next: (...more) => void turns.push(...more),
    always: (turn) => void (usual = turn),
    async asks(count) {
      while (questions < count) await new Promise<void>((resolve) => (heard = resolve));
    },
    async left(count) {
      while (leavers < count) await new Promise<void>((resolve) => (heard = resolve));
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** How one API writes an answer: a head, pieces of text or calls of tools, an end. */
export interface WireFormat {
  contentType: string;
  head(): string;
  piece(text: string): string;
  call(call: { name: string; arguments: Record<string, unknown> }, index: number): string;
  end(reason: 'stop' | 'tools'): string;
  error(status: number, message: string): unknown;
}

function streamOf(pathname: string): WireFormat {
  if (pathname === '/api/chat') return ollamaStream;
  if (pathname === '/v1/chat/completions') return openAiStream;
  if (pathname === '/v1/messages') return anthropicStream;
  throw new Error(`the fake of the models knows no ${pathname}`);
}

async function speak(res: ServerResponse, format: WireFormat, turn: Turn): Promise<void> {
  if ('status' in turn) {
    res.statusCode = turn.status;
    if (turn.retryAfterS !== undefined) res.setHeader('Retry-After', String(turn.retryAfterS));
    return json(res, format.error(turn.status, turn.message ?? 'a fault of the fake'));
  }
  if ('fault' in turn && turn.fault === 'silent') return;
  res.setHeader('Content-Type', format.contentType);
  res.write(format.head());
  if ('calls' in turn) {
    turn.calls.forEach((call, index) => res.write(format.call(call, index)));
    return void res.end(format.end('tools'));
  }
  if ('fault' in turn && turn.fault === 'endless') return speakForEver(res, format);
  if ('words' in turn) return speakWords(res, format, turn.words);
  speakText(res, format, turn);
}

function speakText(res: ServerResponse, format: WireFormat, turn: { text: string; fault?: 'cut' }): void {
  const { text, fault } = turn;
  const said = fault ? text.slice(0, Math.ceil(text.length / 2)) : text;
  for (let at = 0; at < said.length; at += 7) res.write(format.piece(said.slice(at, at + 7)));
  if (fault) return void res.write('', () => res.destroy());
  res.end(format.end('stop'));
}

async function speakWords(
  res: ServerResponse,
  format: WireFormat,
  words: AsyncIterable<string>,
): Promise<void> {
  for await (const word of words) res.write(format.piece(word));
  res.end(format.end('stop'));
}

async function speakForEver(res: ServerResponse, format: WireFormat): Promise<void> {
  while (!res.destroyed) {
    const isRead = res.write(format.piece('again and again '.repeat(20)));
    await (isRead ? new Promise(setImmediate) : Promise.race([once(res, 'drain'), once(res, 'close')]));
  }
}

function embeddings(body: Record<string, unknown>) {
  const texts = [body['input']].flat() as string[];
  return { embeddings: texts.map((text) => [text.length, text.charCodeAt(0) || 0, 1]), prompt_eval_count: 3 };
}

function json(res: ServerResponse, value: unknown): void {
  res.setHeader('Content-Type', 'application/json');
  res.end(JSON.stringify(value));
}
