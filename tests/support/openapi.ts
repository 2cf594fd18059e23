import type { Schema } from '../../src/http/api-docs.ts';

/** One operation of an OpenAPI document, with what a test needs to call it. */
export interface Operation {
  method: string;
  /** With `{id}` in place of ids. */
  path: string;
  body: Schema | undefined;
  query: { name: string; schema: Schema }[];
  isUpload: boolean;
}

export interface Document {
  paths: Record<string, Record<string, RawOperation>>;
  components?: { schemas?: Record<string, Schema> };
}

interface RawOperation {
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      method,
      path,
      body: requestBody?.content['application/json']?.schema,
      query: parameters.filter((parameter) => parameter.in === 'query'),
      isUpload: requestBody?.content['multipart/form-data'] !== undefined,
    })),
  );
}

/** Ids of things that exist, by the path of their list: `/api/v1/workouts` → id. */
export type Ids = ReadonlyMap<string, string>;

let made = 0;

/** Makes values that fit schemas: the smallest that are valid, with the ids of things that exist. */
export class Examples {
  readonly #document: Document;
  readonly #ids: Ids;

  constructor(document: Document, ids: Ids) {
    this.#document = document;
    this.#ids = ids;
  }

  /** The schema itself, without a reference to it and without the null beside it. */
  plain(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1);
    if (name !== undefined) return this.plain(this.#document.components?.schemas?.[name] ?? {});
    const other = schema.anyOf?.find(({ type }) => type !== 'null');
    return other ? this.plain(other) : schema;
  }

  /** A valid value; `name` of the field tells what an id or a day is meant to be. */
  of(anySchema: Schema, name = ''): unknown {
    const schema = this.plain(anySchema);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    switch ([schema.type].flat()[0]) {
      case 'object':
        return this.#object(schema, schema.required ?? []);
      case 'array':
        return Array.from({ length: schema.minItems ?? 0 }, () => this.of(schema.items ?? {}, name));
      case 'number':
      case 'integer':
        return Math.max(schema.minimum ?? 1, 1);
      case 'boolean':
        return true;
      default:
        return this.#text(schema, name);
    }
  }

  /** The path with ids in it: those of existing things, or the given one for the last; a day for a date. */
  path(path: string, last?: string): string {
    const marks = [...path.matchAll(/\{(\w+)\}/g)];
    return marks.reduceRight((filled, mark, at) => {
      const list = path.slice(0, mark.index - 1);
      const own = mark[1] === 'date' ? '2026-03-03' : (this.#ids.get(list) ?? this.#idFor(mark[1]!));
      const id = at === marks.length - 1 && last !== undefined ? last : own;
      return filled.slice(0, mark.index) + id + filled.slice(mark.index + mark[0].length);
    }, path);
  }

  /** A body that changes something: with the first field, where none must be given. */
  patch(anySchema: Schema): unknown {
    const schema = this.plain(anySchema);
    const required = schema.required ?? [];
    // Not an id: it would say whose thing is meant.
    const first = Object.keys(schema.properties ?? {}).find((key) => !key.endsWith('Id'));
    return this.#object(schema, required.length > 0 || first === undefined ? required : [first]);
  }

  #object(schema: Schema, keys: readonly string[]): Record<string, unknown> {
    return Object.fromEntries(keys.map((key) => [key, this.of(schema.properties?.[key] ?? {}, key)]));
  }

  #text(schema: Schema, name: string): string {
    made += 1;
    if (schema.format === 'uuid') return this.#idFor(name);
    if (schema.format === 'date-time' || name.endsWith('At')) return '2026-03-03T09:00:00.000Z';
    if (schema.format === 'date' || name.endsWith('On')) return '2026-03-03';
    if (schema.format === 'email' || name === 'email') return `example${made}@example.org`;
    return `Example ${made}`.padEnd(schema.minLength ?? 0, '.').slice(0, schema.maxLength);
  }

  /** `measurementTypeId` is an id of `/api/v1/measurement-types`. */
  #idFor(name: string): string {
    const noun = name.replace(/Id$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return this.#ids.get(`/api/v1/${noun}s`) ?? '01890000-0000-7000-8000-000000000000';
  }
}

type Body = Record<string, unknown>;

/** What a test needs to make things: where to note them, and how to send a body to the API as their owner. */
export interface Workshop {
  ids: Map<string, string>;
  examples: Examples;
  post: (path: string, body: unknown) => Promise<{ status: number; text: string }>;
}

/**
 * Makes one thing of every noun that can be made and notes its id; twice over, since some refer to others. Returns the
 * bodies that were taken, by path.
 */
export async function makeThings(
  operations: readonly Operation[],
  workshop: Workshop,
): Promise<ReadonlyMap<string, Body>> {
  const taken = new Map<string, Body>();
  for (const { method, path, body } of [...operations, ...operations]) {
    if (method !== 'post' || !body || taken.has(path)) continue;
    const made = await makeThing(workshop, path, body);
    if (!made) continue;
    taken.set(path, made.body);
    if (made.id !== undefined) workshop.ids.set(path, made.id);
  }
  return taken;
}

async function makeThing(
  { examples, post }: Workshop,
  path: string,
  schema: Schema,
): Promise<{ id: string | undefined; body: Body } | undefined> {
  const { properties = {} } = examples.plain(schema);
  let body = examples.of(schema) as Body;
  for (let tries = 0; tries < 3; tries++) {
    const { status, text } = await post(examples.path(path), body);
    const answer = (text === '' ? {} : JSON.parse(text)) as { id?: string; errors?: { path: string }[] };
    if (status < 300) return { id: answer.id, body };
    // A field that the schema leaves open, but that the rules ask for.
    const missing = (answer.errors ?? []).filter(({ path: name }) => name in properties && !(name in body));
    if (missing.length === 0) return undefined;
    const added = missing.map(({ path: name }) => [name, examples.of(properties[name]!, name)]);
    body = { ...body, ...(Object.fromEntries(added) as Body) };
  }
  return undefined;
}
