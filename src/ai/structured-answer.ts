import * as z from 'zod';
import type { Db, Scope } from '../db/index.ts';
import { judgeCall } from './call-records.ts';
import { ModelError } from './model-error.ts';
import type { ChatRequest, Message, ModelTarget, StructuredRequest } from './port.ts';
import { readJson } from './read-json.ts';
import type { AskOnce } from './recorded-answer.ts';

const MAX_ISSUES = 8;
const MAX_QUOTE = 4000;

interface Asker {
  db: Db;
  scope: Scope;
  ask: AskOnce;
}

/** Asks for JSON of a schema; what comes is repaired and checked, and asked for once more with its faults. */
export async function structuredAnswer<Schema extends z.ZodType>(
  { db, scope, ask }: Asker,
  { schema, onProgress, ...request }: StructuredRequest<Schema>,
): Promise<{ value: z.output<Schema>; by: ModelTarget }> {
  const jsonSchema = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  let messages: readonly Message[] = request.messages;
  let fault = '';
  for (let round = 1; round <= 2; round++) {
    let characters = 0;
    const chat: ChatRequest = {
      ...request,
      messages,
      system: `${request.system ?? ''}\n\nAnswer with one JSON value of this JSON Schema and with nothing else:\n${JSON.stringify(jsonSchema)}`,
      onText: (piece) => onProgress?.((characters += piece.length)),
    };
    const { text, by, callId } = await ask(chat, { jsonSchema, isSilent: true });
    const read = readJson(text, (value) => schema.safeParse(value).success);
    const checked = read.ok ? schema.safeParse(read.value) : undefined;
    if (read.ok && checked?.success) {
      if (read.isRepaired) await judgeCall(db, scope, callId, { outcome: 'repaired', error: null });
      return { value: checked.data, by };
    }
    fault = checked?.error ? faultsOf(checked.error) : read.ok ? '' : read.problem;
    await judgeCall(db, scope, callId, { outcome: 'invalid', error: fault.slice(0, 500) });
    messages = [
      ...request.messages,
      { role: 'assistant', text: text.slice(0, MAX_QUOTE) || '(nothing)' },
      { role: 'user', text: `That cannot be used. ${fault}\nAnswer again, with the JSON value only.` },
    ];
  }
  throw new ModelError('invalid', `The answer could not be used twice. ${fault}`.slice(0, 500));
}

function faultsOf(error: z.ZodError): string {
  return error.issues
    .slice(0, MAX_ISSUES)
    .map(({ path, message }) => `${path.join('.') || 'the value'}: ${message}`)
    .join('\n');
}
