import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { takesIdempotencyKey, type ApiRoute } from './api.ts';
import type { ApiDocument } from './api-docs.ts';

const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

/** The OpenAPI 3.1 document of the routes, from the schemas they really use. */
export function describeApi(routes: ApiRoute[], version: string): ApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) {
    const path = `/api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method]: operation(route) };
  }
  const document = createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Primary Assistant',
      version,
      description: 'Times are ISO 8601 UTC, dates YYYY-MM-DD, weights kg, distances m, durations s.',
    },
    security: [{ token: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token from Settings' },
      },
    },
    paths,
  });
  return document as unknown as ApiDocument;
}

function operation(route: ApiRoute): ZodOpenApiOperationObject {
  const { method, path, spec } = route;
  const ids = [...path.matchAll(/:(\w+)/g)].map(
    ([, name]) => [name!, name === 'date' ? z.iso.date() : z.uuid()] as const,
  );
  const status = spec.status ?? (spec.answer ? 200 : 204);
  const failures = [
    '400',
    '401',
    '403',
    ...(ids.length > 0 ? ['404'] : []),
    ...(spec.body ? ['409', '413', '415'] : []),
    '422',
    '429',
    '503',
  ];
  return {
    summary: spec.summary,
    tags: [spec.tag],
    operationId: `${method}${path.replace(/[/:]+(\w)/g, (_, letter: string) => letter.toUpperCase()).replace(/\W/g, '')}`,
    requestParams: {
      ...(ids.length > 0 && { path: z.object(Object.fromEntries(ids)) }),
      ...(spec.query && { query: spec.query as z.ZodObject }),
      ...(takesIdempotencyKey(route) && {
        header: z.object({ 'Idempotency-Key': z.string().max(200).optional() }),
      }),
    },
    ...(spec.body && {
      requestBody: { required: true, content: { 'application/json': { schema: spec.body } } },
    }),
    ...(spec.isUpload && {
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': { schema: z.object({ file: z.string().meta({ format: 'binary' }) }) },
        },
      },
    }),
    responses: {
      [status]: spec.answer
        ? { description: 'Done', content: { 'application/json': { schema: spec.answer } } }
        : { description: 'Done' },
      ...Object.fromEntries(
        failures.map((code) => [
          code,
          { description: 'Refused', content: { 'application/problem+json': { schema: problem } } },
        ]),
      ),
    },
  };
}
