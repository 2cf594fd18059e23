/** The parts of JSON Schema (2020-12) that our OpenAPI documents use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
  description?: string;
}

type Content = Record<string, { schema: Schema }>;

interface Operation {
  summary: string;
  tags: string[];
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}

/** The parts of an OpenAPI 3.1 document that the page shows. */
export interface ApiDocument {
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

/** One field, as a line of a table: `sets[].reps`, `whole number or null`, `0 to 1000`. */
export interface DocField {
  path: string;
  type: string;
  note: string;
  isRequired: boolean;
}

export interface DocOperation {
  id: string;
  method: string;
  path: string;
  summary: string;
  parameters: (DocField & { place: string })[];
  body: DocField[];
  bodyType: string;
  status: string;
  answer: DocField[];
}

export interface DocSection {
  /** For links to it: the noun without blanks, which would end an id. */
  id: string;
  tag: string;
  operations: DocOperation[];
}

/** What the page about the API prints: operations by noun, every schema as a flat list of fields. */
export function sectionsOf(document: ApiDocument): DocSection[] {
  const sections = new Map<string, DocOperation[]>();
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? '';
      const operations = sections.get(tag) ?? [];
      sections.set(tag, [...operations, toDocOperation(document, { method, path, operation })]);
    }
  }
  return [...sections].map(([tag, operations]) => ({ id: tag.replaceAll(' ', '-'), tag, operations }));
}

function toDocOperation(
  document: ApiDocument,
  { method, path, operation }: { method: string; path: string; operation: Operation },
): DocOperation {
  const [bodyType, body] = firstOf(operation.requestBody?.content ?? {});
  const [status, answer] = firstOf(operation.responses);
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    path,
    summary: operation.summary,
    parameters: parametersOf(operation),
    bodyType,
    body: fieldsOf(document, body?.schema ?? {}),
    status,
    answer: fieldsOf(document, answer?.content?.['application/json']?.schema ?? {}),
  };
}

function parametersOf({ parameters = [] }: Operation): DocOperation['parameters'] {
  return parameters.map(({ name, in: place, required = false, schema }) => ({
    place,
    ...toField(schema, name, required),
  }));
}

function firstOf<T>(entries: Record<string, T>): [name: string, value: T | undefined] {
  return Object.entries(entries)[0] ?? ['', undefined];
}

/** Fields below fields get a path of their own; a schema inside itself is not followed a second time. */
function fieldsOf(
  document: ApiDocument,
  schema: Schema,
  prefix = '',
  seen: readonly string[] = [],
): DocField[] {
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) {
    const named = document.components?.schemas?.[name];
    return named && !seen.includes(name) ? fieldsOf(document, named, prefix, [...seen, name]) : [];
  }
  const whole = withoutNull(schema);
  if (whole !== schema) return fieldsOf(document, whole, prefix, seen);
  if (schema.items) return fieldsOf(document, schema.items, `${prefix}[]`, seen);
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const path = prefix ? `${prefix}.${key}` : key;
    const own = toField(field, path, schema.required?.includes(key) ?? false);
    return [own, ...fieldsOf(document, field, path, seen)];
  });
}

function toField(schema: Schema, path: string, isRequired: boolean): DocField {
  const value = withoutNull(schema);
  const isNullable = value !== schema || (Array.isArray(schema.type) && schema.type.includes('null'));
  const note = [value.description ?? schema.description, rangeOf(value), defaultOf(schema)];
  return {
    path,
    type: `${typeOf(value)}${isNullable ? ' or null' : ''}`,
    note: note.filter(Boolean).join('; '),
    isRequired,
  };
}

/** The one schema beside null in an `anyOf`. */
function withoutNull(schema: Schema): Schema {
  const others = schema.anyOf?.filter(({ type }) => type !== 'null');
  return others?.length === 1 ? others[0]! : schema;
}

const FORMATS: Record<string, string> = {
  'date-time': 'instant',
  uuid: 'UUID',
  date: 'date',
  binary: 'file',
};
const TYPES: Record<string, string> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: 'true or false',
  array: 'list',
  object: 'object',
};

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return 'object';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(', ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' or ');
  const type = [schema.type].flat().find((name) => name !== 'null') ?? '';
  return FORMATS[schema.format ?? ''] ?? TYPES[type] ?? 'anything';
}

/** Limits in words. A whole number's largest safe value is none that anyone chose. */
function rangeOf(schema: Schema): string {
  const { minimum, exclusiveMinimum, maximum, minLength, maxLength, maxItems } = schema;
  const isChosen = (limit: number | undefined) =>
    limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER;
  const parts = [
    isChosen(minimum) && `from ${minimum}`,
    isChosen(exclusiveMinimum) && `more than ${exclusiveMinimum}`,
    isChosen(maximum) && `to ${maximum}`,
    minLength !== undefined && `at least ${minLength} characters`,
    maxLength !== undefined && `at most ${maxLength} characters`,
    maxItems !== undefined && `at most ${maxItems}`,
  ];
  return parts.filter(Boolean).join(' ');
}

function defaultOf(schema: Schema): string {
  return schema.default === undefined || schema.default === ''
    ? ''
    : `default ${JSON.stringify(schema.default)}`;
}
