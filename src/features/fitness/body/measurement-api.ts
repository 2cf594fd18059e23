import * as z from 'zod';
import { NotFoundError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import { fromCursor, listOf, pageOf } from '../../../http/lists.ts';
import { versionOf } from '../../../http/if-match.ts';
import * as queries from './measurement-queries.ts';
import type { MeasurementRow, TypeRow } from './measurement-queries.ts';
import {
  measurementAnswer,
  measurementListQuery,
  measurementPatchSchema,
  newMeasurementSchema,
  newTypeSchema,
  typeAnswer,
  typePatchSchema,
} from './measurement-schema.ts';
import { addMeasurement, addType, changeMeasurement, changeType } from './measurements.ts';

const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);

/** `/api/v1/measurement-types` and `/api/v1/measurements`. */
export function measurementApi(api: Api): void {
  typeRoutes(api);
  measurementListRoutes(api);
  measurementRoutes(api);
}

function typeRoutes(api: Api): void {
  const tag = 'measurement types';
  api.get(
    '/measurement-types',
    {
      summary: 'All kinds of body values with their latest one',
      tag,
      answer: z.object({ items: z.array(typeAnswer) }),
    },
    async ({ db, scope }) => ({ items: (await queries.listTypes(db, scope)).map(toTypeAnswer) }),
  );
  api.post(
    '/measurement-types',
    { summary: 'Add an own kind of body value', tag, body: newTypeSchema, answer: typeAnswer, status: 201 },
    async ({ db, scope, body }) => {
      const id = await addType(db, scope, body);
      return toTypeAnswer((await queries.findType(db, scope, id))!);
    },
  );
  oneTypeRoutes(api, tag);
}

function oneTypeRoutes(api: Api, tag: string): void {
  api.get(
    '/measurement-types/:id',
    { summary: 'One kind of body value with its latest one', tag, answer: typeAnswer },
    async ({ db, scope, params }) => {
      const type = await queries.findType(db, scope, params['id']!);
      if (!type) throw new NotFoundError('The measurement type');
      return toTypeAnswer(type);
    },
  );
  api.patch(
    '/measurement-types/:id',
    { summary: 'Change an own kind of body value', tag, body: typePatchSchema, answer: typeAnswer },
    async ({ db, scope, params, body, now, req }) =>
      toTypeAnswer(
        await changeType(db, scope, params['id']!, { ...body, ...versionIn(req.get('if-match')), now }),
      ),
  );
  api.delete(
    '/measurement-types/:id',
    { summary: 'Move an own kind of body value, with its values, into the bin', tag },
    async ({ db, scope, params, now }) => {
      if (!(await queries.markTypeDeleted(db, scope, params['id']!, { isDeleted: true, now }))) {
        throw new NotFoundError('The measurement type');
      }
    },
  );
  typeRestoration(api, tag);
}

function typeRestoration(api: Api, tag: string): void {
  api.post(
    '/measurement-types/:id/restoration',
    { summary: 'Take an own kind of body value, with its values, out of the bin', tag, answer: typeAnswer },
    async ({ db, scope, params, now }) => {
      const id = params['id']!;
      if (!(await queries.markTypeDeleted(db, scope, id, { isDeleted: false, now }))) {
        throw new NotFoundError('The measurement type');
      }
      return toTypeAnswer((await queries.findType(db, scope, id))!);
    },
  );
}

function measurementListRoutes(api: Api): void {
  const tag = 'measurements';
  api.get(
    '/measurements',
    {
      summary: 'Body values, newest first',
      tag,
      query: measurementListQuery,
      answer: listOf(measurementAnswer),
    },
    async ({ db, scope, query }) => {
      const after = fromCursor(query.cursor, cursorSchema);
      const rows = await queries.listMeasurements(db, scope, {
        typeId: query.measurementTypeId ?? null,
        from: query.from ?? null,
        to: query.to ?? null,
        after: after ? { measuredAt: after[0], id: after[1] } : null,
        limit: query.limit + 1,
      });
      return pageOf(rows, query.limit, { item: toAnswer, place: ({ measured_at, id }) => [measured_at, id] });
    },
  );
  api.post(
    '/measurements',
    { summary: 'Keep a body value', tag, body: newMeasurementSchema, answer: measurementAnswer, status: 201 },
    async ({ db, scope, body, user, now }) => {
      const { measurementTypeId: typeId, measuredAt = now, value, notes } = body;
      const input = { typeId, measuredAt, value, notes, source: 'api' as const };
      return toAnswer(await addMeasurement(db, scope, input, user.timeZone));
    },
  );
}

function measurementRoutes(api: Api): void {
  const tag = 'measurements';
  api.get(
    '/measurements/:id',
    { summary: 'One body value', tag, answer: measurementAnswer },
    async ({ db, scope, params }) => {
      const row = await queries.findMeasurement(db, scope, params['id']!);
      if (!row) throw new NotFoundError('The measurement');
      return toAnswer(row);
    },
  );
  api.patch(
    '/measurements/:id',
    { summary: 'Change a body value', tag, body: measurementPatchSchema, answer: measurementAnswer },
    async ({ db, scope, params, body, user, now, req }) =>
      toAnswer(
        await changeMeasurement(db, scope, params['id']!, {
          patch: { ...body, ...versionIn(req.get('if-match')) },
          timeZone: user.timeZone,
          now,
        }),
      ),
  );
  api.delete(
    '/measurements/:id',
    { summary: 'Move a body value into the bin', tag },
    async ({ db, scope, params, now }) => {
      const moved = await queries.markMeasurementDeleted(db, scope, params['id']!, now);
      if (moved === undefined) throw new NotFoundError('The measurement');
    },
  );
  api.post(
    '/measurements/:id/restoration',
    { summary: 'Take a body value out of the bin', tag, answer: measurementAnswer },
    async ({ db, scope, params }) => {
      const id = params['id']!;
      const moved = await queries.markMeasurementDeleted(db, scope, id, null);
      const row = moved === undefined ? undefined : await queries.findMeasurement(db, scope, id);
      if (!row) throw new NotFoundError('The measurement');
      return toAnswer(row);
    },
  );
}

/** The version of an If-Match header, which stands above the one in the body. */
function versionIn(header: string | undefined): { version?: number } {
  const version = versionOf(header);
  return version === undefined ? {} : { version };
}

function toTypeAnswer(row: TypeRow): z.output<typeof typeAnswer> {
  const { id, key, name, unit, decimals, version } = row;
  const latest = row.latest_value === null ? null : { value: row.latest_value, date: row.latest_date! };
  return { id, key, name, unit, decimals, version, latest };
}

function toAnswer(row: MeasurementRow): z.output<typeof measurementAnswer> {
  const { id, value, notes, version } = row;
  return {
    id,
    measurementTypeId: row.measurement_type_id,
    measuredAt: row.measured_at,
    date: row.local_date,
    value,
    notes,
    version,
  };
}
