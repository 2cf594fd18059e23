import type * as z from 'zod';
import type { ModelProvider } from '../config-models.ts';
import type { Scope } from '../db/index.ts';

/** A picture for a model that reads pictures. */
export interface ModelImage {
  data: Uint8Array;
  mediaType: 'image/jpeg' | 'image/png' | 'image/webp';
  /** Width times height, where it is known: what it comes to is estimated by it. */
  pixels?: number;
}

export interface Message {
  role: 'user' | 'assistant';
  text: string;
  images?: readonly ModelImage[];
}

/** What is asked. */
export interface ModelRequest {
  /** What for, in kebab-case: shown to the person beside what the model saw. */
  purpose: string;
  system?: string;
  messages: readonly Message[];
  /** Default 2000. */
  maxOutputTokens?: number;
  temperature?: number;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal;
}

/** Something a model may have done in the course of its answer. `run` must bind the person by itself: never from `input`. */
export interface ModelTool {
  description: string;
  input: z.ZodType;
  /** Given what the model wrote, unchecked: `modelTool` makes a tool that checks it. */
  run(given: unknown): Promise<unknown>;
}

export interface ChatRequest extends ModelRequest {
  tools?: Readonly<Record<string, ModelTool>>;
  /** Told of the answer piece by piece. */
  onText?: (piece: string) => void;
}

export interface StructuredRequest<Schema extends z.ZodType> extends ModelRequest {
  schema: Schema;
  /** Told how many characters have come. */
  onProgress?: (characters: number) => void;
}

/** Who answered. */
export interface ModelTarget {
  provider: ModelProvider;
  model: string;
}

export interface Answer {
  text: string;
  by: ModelTarget;
}

/** Kinds of work that may need different models. */
export type ModelSkill = 'text' | 'vision' | 'embedding';

/** The one port to language models. All of it throws ModelError, and nothing else, when no answer can be used. */
export interface Models {
  /** Who would be asked, the first one first; empty when nobody is. Asks no server: one keyed read of the database. */
  available(scope: Scope, skill?: ModelSkill): Promise<ModelTarget[]>;
  /** Text in answer to a conversation, streamed; with tools in at most 8 rounds. */
  chat(scope: Scope, request: ChatRequest): Promise<Answer>;
  /** A value of the schema: what the model wrote, repaired and checked; asked once more with the fault. */
  structured<Schema extends z.ZodType>(
    scope: Scope,
    request: StructuredRequest<Schema>,
  ): Promise<{ value: z.output<Schema>; by: ModelTarget }>;
  /** One vector a text, in their order. */
  embed(
    scope: Scope,
    request: { purpose: string; texts: readonly string[]; signal?: AbortSignal },
  ): Promise<number[][]>;
}
