import { afterAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { newId } from '../../src/lib/uuid.ts';
import { startTestApp } from '../support/app.ts';
import { HOSTILE_JSON, HOSTILE_TEXT, mustRefuse } from '../support/hostile.ts';
import { Examples, makeThings, operationsOf, type Document, type Operation } from '../support/openapi.ts';
import { makeToken, makeUser } from '../support/users.ts';

// Everything here is driven by the OpenAPI document: a new noun is covered with its first route.
const app = await startTestApp();
const url = await app.listen();
afterAll(() => app.stop());

const [anna, ben] = [await makeUser(app.db), await makeUser(app.db)];
const annas = await makeToken(app.db, anna);
const bens = await makeToken(app.db, ben);
const readOnly = await makeToken(app.db, anna, ['read']);

interface Answer {
  status: number;
  text: string;
}

async function call(method: string, path: string, token?: string, body?: unknown): Promise<Answer> {
  const response = await fetch(url + path, {
    method: method.toUpperCase(),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, text: await response.text() };
}

const document = JSON.parse((await call('get', '/api/openapi.json', annas)).text) as Document;
const operations = operationsOf(document);
const ids = new Map<string, string>();
const examples = new Examples(document, ids);

const taken = await makeThings(operations, {
  ids,
  examples,
  post: (path, body) => call('post', path, annas, body),
});

const nameOf = ({ method, path }: Operation) => `${method.toUpperCase()} ${path}`;
const each = (list: Operation[]) => list.map((operation) => [nameOf(operation), operation] as const);
/** A body that is taken as it is, as far as the document tells. */
function bodyOf({ method, path, body }: Operation): Record<string, unknown> | undefined {
  if (!body) return undefined;
  const known = method === 'post' ? taken.get(path) : undefined;
  return (
    known ?? ((method === 'patch' ? examples.patch(body) : examples.of(body)) as Record<string, unknown>)
  );
}

/** Answers that did not do what they should, in a form that says what was sent. */
function wrong(answers: { sent: unknown; answer: Answer }[], isRight: (answer: Answer) => boolean): string[] {
  return answers
    .filter(({ answer }) => !isRight(answer))
    .map(
      ({ sent, answer }) =>
        `${JSON.stringify(sent).slice(0, 200)} → ${answer.status} ${answer.text.slice(0, 300)}`,
    );
}

test('the document is valid OpenAPI', async () => {
  const { valid, errors } = await new Validator().validate(document as never);
  expect([valid, errors]).toEqual([true, undefined]);
});

test('the page about the API shows every operation with its fields, to people who are signed in', async () => {
  const { text, status } = await (await app.as(anna)).get('/api/docs');
  expect(status).toBe(200);
  for (const { path, method } of operations) {
    expect(text).toMatch(
      new RegExp(`${method.toUpperCase()}</span>\\s*<code>${path.replaceAll(/[{}]/g, '\\$&')}</code>`),
    );
  }
  expect(text).toContain('sets[].reps');
  const { status: signedOut, headers } = await app.visitor().get('/api/docs');
  expect([signedOut, headers['location']]).toEqual([303, '/auth/sign-in?next=%2Fapi%2Fdocs']);
});

test('the examples cover the main nouns', () => {
  expect([...ids.keys()]).toEqual(
    expect.arrayContaining(
      ['exercises', 'workouts', 'workouts/{id}/sets', 'goals', 'measurements'].map(
        (noun) => `/api/v1/${noun}`,
      ),
    ),
  );
});

describe('every operation', () => {
  test.each(each(operations))('%s needs somebody who is signed in', async (_name, operation) => {
    const path = examples.path(operation.path);
    expect((await call(operation.method, path, undefined, bodyOf(operation))).status).toBe(401);
    expect((await call(operation.method, path, 'pa_made-up', bodyOf(operation))).status).toBe(401);
  });

  test.each(each(operations.filter(({ method }) => method !== 'get')))(
    '%s needs a token that may write',
    async (_name, operation) => {
      const path = examples.path(operation.path);
      expect((await call(operation.method, path, readOnly, bodyOf(operation))).status).toBe(403);
    },
  );

  test.each(each(operations.filter(({ path }) => path.includes('{'))))(
    '%s answers 404 for what is another person’s, what does not exist and what is no id',
    async (_name, operation) => {
      const { method, path } = operation;
      if (ids.has(path.replace(/\/\{\w+\}[^{]*$/, ''))) {
        expect((await call(method, examples.path(path), bens, bodyOf(operation))).status).toBe(404);
      }
      for (const id of [newId(), 'x', '1', '%2e%2e%2f', `${newId()}0`, 'x'.repeat(3000)]) {
        const { status } = await call(method, examples.path(path, id), annas, bodyOf(operation));
        expect([id.slice(0, 40), status]).toEqual([id.slice(0, 40), 404]);
      }
      for (const id of ['%00', '%ff', '%ed%a0%80']) {
        expect([400, 404]).toContain(
          (await call(method, examples.path(path, id), annas, bodyOf(operation))).status,
        );
      }
    },
  );

  test.each(each(operations))(
    '%s refuses a query that it does not know or cannot read',
    async (_name, operation) => {
      const path = examples.path(operation.path);
      const { status } = await call(operation.method, `${path}?isAdmin=1`, annas, bodyOf(operation));
      expect(status).toBe(422);
      if (operation.method !== 'get') return;
      const answers = [];
      for (const { name, schema } of operation.query) {
        for (const value of [...HOSTILE_TEXT, 'a\0b']) {
          const sent = `${path}?${new URLSearchParams({ [name]: value }).toString()}`;
          const answer = await call('get', sent, annas);
          answers.push({ sent, answer });
          const isNumber = ['number', 'integer'].includes(String(examples.plain(schema).type));
          if (value.includes('\0') || (isNumber && value.trim() !== ''))
            expect([sent, answer.status]).toEqual([sent, 422]);
        }
        const twice = `${path}?${name}=1&${name}=2`;
        answers.push({ sent: twice, answer: await call('get', twice, annas) });
      }
      expect(wrong(answers, ({ status: got }) => got === 200 || got === 422 || got === 404)).toEqual([]);
    },
  );
});

const withBody = operations.filter(({ body }) => body);

describe('every body', () => {
  test.each(each(withBody))('%s refuses unknown keys, and what is no object', async (_name, operation) => {
    const { method } = operation;
    const path = examples.path(operation.path);
    const good = bodyOf(operation)!;
    for (const key of ['userId', 'isAdmin', 'role', 'household_id']) {
      const { status, text } = await call(method, path, annas, { ...good, [key]: anna.id });
      expect([status, JSON.parse(text)]).toEqual([422, expect.objectContaining({ status: 422 })]);
    }
    for (const body of [[], [good], 'text', 1, true, null]) {
      expect([400, 422]).toContain((await call(method, path, annas, body)).status);
    }
  });

  test.each(each(withBody))(
    '%s answers every bad value in every field with what is wrong, never with a fault',
    async (_name, operation) => {
      const { method, body } = operation;
      const path = examples.path(operation.path);
      const good = bodyOf(operation)!;
      const schema = examples.plain(body!);
      const [mustBeRefused, mayPass] = [[], []] as { sent: unknown; answer: Answer }[][];
      for (const [key, field] of Object.entries(schema.properties ?? {})) {
        for (const value of HOSTILE_JSON) {
          const sent = { [key]: value };
          const answer = await call(method, path, annas, { ...good, ...sent });
          const isNullable =
            field.anyOf?.some(({ type }) => type === 'null') || [field.type].flat().includes('null');
          const isRefusal = value === null ? !isNullable : mustRefuse(examples.plain(field), value);
          (isRefusal ? mustBeRefused : mayPass)!.push({ sent, answer });
        }
        if (schema.required?.includes(key)) {
          const { [key]: _left, ...rest } = good;
          mustBeRefused!.push({ sent: `without ${key}`, answer: await call(method, path, annas, rest) });
        }
      }
      expect(wrong(mustBeRefused!, ({ status }) => status === 422)).toEqual([]);
      expect(wrong(mayPass!, ({ status }) => status < 500)).toEqual([]);
    },
  );
});

test.each(each(operations.filter(({ isUpload }) => isUpload)))(
  '%s refuses what is no upload',
  async (_name, operation) => {
    const { method } = operation;
    const path = examples.path(operation.path);
    for (const body of [undefined, {}, { file: 'x' }]) {
      expect([400, 415, 422]).toContain((await call(method, path, annas, body)).status);
    }
    const empty = new FormData();
    empty.set('note', 'no file');
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${annas}` },
      body: empty,
    });
    expect([400, 422]).toContain(response.status);
  },
);
