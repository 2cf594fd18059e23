import type { ModelSettings } from '../config-models.ts';
import { visibleText } from './visible-text.ts';

/** Why a model gave no answer that can be used. */
export type ModelProblem =
  /** No model is set up, or none that this person allows. */
  | 'none'
  | 'cloud-not-allowed'
  | 'tokens-spent'
  | 'money-spent'
  | 'unreachable'
  | 'timeout'
  | 'aborted'
  | 'too-long'
  | 'invalid'
  | 'failed';

/** A call of a model that ended without a usable answer. `problem` is a key of the catalogue: `models.problem.…`. */
export class ModelError extends Error {
  readonly problem: ModelProblem;

  constructor(problem: ModelProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ModelError';
    this.problem = problem;
  }
}

/** What a page can say of any error of a model: a key of the catalogue. */
export function modelProblemOf(error: unknown): ModelProblem {
  return error instanceof ModelError ? error.problem : 'failed';
}

/** An error and what lies behind it, outermost first. Not by class: errors of node's own fetch may be of another realm. */
function causesOf(error: unknown): Record<string, unknown>[] {
  const causes: Record<string, unknown>[] = [];
  for (let cause = error; typeof cause === 'object' && cause !== null && causes.length < 5;) {
    causes.push(cause as Record<string, unknown>);
    cause = (cause as { cause?: unknown }).cause;
  }
  return causes;
}

/** The HTTP status behind an error of a provider; undefined when no answer came at all. */
function statusOf(error: unknown): number | undefined {
  const codes = causesOf(error).flatMap(({ statusCode, status_code, status }) => [
    statusCode,
    status_code,
    status,
  ]);
  return codes.find((code) => typeof code === 'number');
}

/** Seconds of a Retry-After header behind an error of a provider. */
export function retryAfterOf(error: unknown): number | undefined {
  for (const { responseHeaders } of causesOf(error)) {
    const given = (responseHeaders as Record<string, string> | undefined)?.['retry-after'];
    if (given !== undefined && Number.isFinite(Number(given))) return Math.max(0, Number(given));
  }
  return undefined;
}

/** Whether the same question may be answered a moment later: too many, or a fault of the server. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ModelError) return false;
  const status = statusOf(error);
  return status === undefined ? !isRefused(error) : status === 429 || status >= 500;
}

function isRefused(error: unknown): boolean {
  const text = errorChain(error);
  return /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN/.test(text);
}

function errorChain(error: unknown): string {
  return causesOf(error)
    .map(({ code, message }) => [code, message].filter((part) => typeof part === 'string').join(' '))
    .join(': ');
}

/** Any error of a provider in our words; keys are cut out. */
export function asModelError(error: unknown, settings: ModelSettings): ModelError {
  if (error instanceof ModelError) return error;
  const status = statusOf(error);
  const words = withoutKeys(visibleText(errorChain(error)).slice(0, 400), settings);
  if (status === undefined && isRefused(error)) return new ModelError('unreachable', words, { cause: error });
  return new ModelError('failed', status === undefined ? words : `${status}: ${words}`, { cause: error });
}

/** A provider may quote the key that it refused. */
function withoutKeys(text: string, { openai, anthropic }: ModelSettings): string {
  return [openai.key, anthropic.key]
    .filter((key) => key !== undefined)
    .reduce((words, key) => words.replaceAll(key, '…'), text)
    .replace(/\bsk-[\w*-]{8,}/g, '…');
}
