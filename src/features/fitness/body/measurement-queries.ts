import { ConflictError } from '../../../errors.ts';
import { execute, selectRow, selectRows } from '../../../db/index.ts';
import type { Db, Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { newId } from '../../../lib/uuid.ts';
import { markDeletedIn } from '../../../db/mark-deleted.ts';
import { BODY_WEIGHT } from './measurement-schema.ts';
import type { MeasurementPatch, NewType, TypePatch } from './measurement-schema.ts';

export interface TypeRow {
  id: string;
  /** `body-weight` for the built-in one, stored in kg. */
  key: string | null;
  name: string;
  unit: string;
  decimals: number;
  version: number;
  latest_value: number | null;
  latest_date: LocalDate | null;
}

export interface MeasurementRow {
  id: string;
  measurement_type_id: string;
  measured_at: string;
  local_date: LocalDate;
  value: number;
  notes: string;
  version: number;
}

const TYPE_COLUMNS = 't.id, t.key, t.name, t.unit, t.decimals, t.version';
const MEASUREMENT_COLUMNS = 'id, measurement_type_id, measured_at, local_date, value, notes, version';

const TYPES_WITH_LATEST = `select ${TYPE_COLUMNS}, m.value as latest_value, m.local_date as latest_date
       from measurement_types t
       left join lateral (
         select value, local_date from measurements
          where user_id = :userId and measurement_type_id = t.id and deleted_at is null
          order by measured_at desc limit 1) m on true
      where t.user_id = :userId and t.deleted_at is null`;

/** All types with their latest value: body weight first, then by name. */
export function listTypes(db: Db, scope: Scope): Promise<TypeRow[]> {
  return selectRows<TypeRow>(db, `${TYPES_WITH_LATEST} order by t.key is null, lower(t.name)`, {
    userId: scope.userId,
  });
}

/** The latest body weight in kg; undefined before the first one. */
export async function readBodyWeight(db: Db, scope: Scope): Promise<number | undefined> {
  const row = await selectRow<{ value: number }>(
    db,
    `select m.value from measurements m join measurement_types t on t.id = m.measurement_type_id
      where m.user_id = :userId and m.deleted_at is null and t.user_id = :userId and t.key = :key
      order by m.measured_at desc limit 1`,
    { userId: scope.userId, key: BODY_WEIGHT },
  );
  return row?.value;
}

/** One type with its latest value. */
export function findType(db: Db, scope: Scope, id: string): Promise<TypeRow | undefined> {
  return selectRow<TypeRow>(db, `${TYPES_WITH_LATEST} and t.id = :id`, { id, userId: scope.userId });
}

/**
 * The id of the built-in body weight, made on its first use and brought back from the bin. Throws ConflictError when an
 * own type has taken its name.
 */
export async function bodyWeightTypeId(db: Db, scope: Scope): Promise<string> {
  const owner = { userId: scope.userId, key: BODY_WEIGHT };
  // Two statements: a parallel first weight may collide with the name before it does with the key, and only
  // `do nothing` covers both.
  await execute(
    db,
    `insert into measurement_types (id, user_id, key, name, unit, decimals)
     values (:id, :userId, :key, 'Body weight', 'kg', 1) on conflict do nothing`,
    { id: newId(), ...owner },
  );
  const row = await selectRow<{ id: string }>(
    db,
    'update measurement_types set deleted_at = null where user_id = :userId and key = :key returning id',
    owner,
  );
  if (!row)
    throw new ConflictError(
      'A value of your own is called “Body weight”: give it another name first.',
      undefined,
      'body.weightNameTaken',
    );
  return row.id;
}

/** Throws 23505 when a type of that name is there already. */
export async function insertType(db: Db, scope: Scope, type: NewType): Promise<string> {
  const id = newId();
  await execute(
    db,
    `insert into measurement_types (id, user_id, name, unit, decimals)
     values (:id, :userId, :name, :unit, :decimals)`,
    { id, userId: scope.userId, ...type },
  );
  return id;
}

/** Of own types only: the built-in ones stay as they are. Returns false when there is none such. */
export async function updateType(
  db: Db,
  scope: Scope,
  id: string,
  patch: TypePatch & { now: Date },
): Promise<boolean> {
  const count = await execute(
    db,
    `update measurement_types set name = coalesce(:name, name), unit = coalesce(:unit, unit),
            decimals = coalesce(:decimals::smallint, decimals), updated_at = :now, version = version + 1
      where id = :id and user_id = :userId and key is null and deleted_at is null
        and (:version::int is null or version = :version::int)`,
    {
      id,
      userId: scope.userId,
      now: patch.now,
      name: patch.name ?? null,
      unit: patch.unit ?? null,
      decimals: patch.decimals ?? null,
      version: patch.version ?? null,
    },
  );
  return count > 0;
}

/** Into the bin, or out of it; the built-in body weight stays. False when there was nothing to move. */
export const markTypeDeleted = markDeletedIn('measurement_types', 'key is null');

export interface DayValueRow {
  measurement_type_id: string;
  date: LocalDate;
  value: number;
}

/** The mean of each day since `from`, of all types or of one, ascending. */
export function listDayValues(
  db: Db,
  scope: Scope,
  from: LocalDate,
  typeId: string | null = null,
): Promise<DayValueRow[]> {
  return selectRows<DayValueRow>(
    db,
    `select measurement_type_id, local_date as date, avg(value) as value from measurements
      where user_id = :userId and deleted_at is null and local_date >= :from
        and (:typeId::uuid is null or measurement_type_id = :typeId::uuid)
      group by measurement_type_id, local_date order by local_date`,
    { userId: scope.userId, from, typeId },
  );
}

export interface MeasurementFilter {
  typeId: string | null;
  from: LocalDate | null;
  to: LocalDate | null;
  after: { measuredAt: string; id: string } | null;
  limit: number;
}

/** Single values, newest first. */
export function listMeasurements(db: Db, scope: Scope, filter: MeasurementFilter): Promise<MeasurementRow[]> {
  return selectRows<MeasurementRow>(
    db,
    `select ${MEASUREMENT_COLUMNS} from measurements
      where user_id = :userId and deleted_at is null
        and (:typeId::uuid is null or measurement_type_id = :typeId::uuid)
        and local_date between coalesce(:from::date, '-infinity') and coalesce(:to::date, 'infinity')
        and (:measuredAt::timestamptz is null or (measured_at, id) < (:measuredAt::timestamptz, :afterId::uuid))
      order by measured_at desc, id desc limit :limit`,
    {
      userId: scope.userId,
      typeId: filter.typeId,
      from: filter.from,
      to: filter.to,
      measuredAt: filter.after?.measuredAt ?? null,
      afterId: filter.after?.id ?? null,
      limit: filter.limit,
    },
  );
}

export function findMeasurement(db: Db, scope: Scope, id: string): Promise<MeasurementRow | undefined> {
  return selectRow<MeasurementRow>(
    db,
    `select ${MEASUREMENT_COLUMNS} from measurements where id = :id and user_id = :userId and deleted_at is null`,
    { id, userId: scope.userId },
  );
}

export interface NewMeasurement {
  typeId: string;
  measuredAt: Date;
  localDate: LocalDate;
  value: number;
  notes: string;
  source: 'web' | 'api' | 'capture';
}

/** Undefined when the type is not this person's. */
export function insertMeasurement(
  db: Db,
  scope: Scope,
  measurement: NewMeasurement,
): Promise<MeasurementRow | undefined> {
  return selectRow<MeasurementRow>(
    db,
    `insert into measurements (id, user_id, measurement_type_id, measured_at, local_date, value, notes, source)
     select :id, t.user_id, t.id, :measuredAt, :localDate, :value, :notes, :source
       from measurement_types t where t.id = :typeId and t.user_id = :userId and t.deleted_at is null
     returning ${MEASUREMENT_COLUMNS}`,
    { id: newId(), userId: scope.userId, ...measurement },
  );
}

/** Undefined when it is not there, or of another version. */
export function updateMeasurement(
  db: Db,
  scope: Scope,
  id: string,
  patch: MeasurementPatch & { localDate?: LocalDate; now: Date },
): Promise<MeasurementRow | undefined> {
  return selectRow<MeasurementRow>(
    db,
    `update measurements set measured_at = coalesce(:measuredAt::timestamptz, measured_at),
            local_date = coalesce(:localDate::date, local_date), value = coalesce(:value::numeric, value),
            notes = coalesce(:notes, notes), updated_at = :now, version = version + 1
      where id = :id and user_id = :userId and deleted_at is null
        and (:version::int is null or version = :version::int)
     returning ${MEASUREMENT_COLUMNS}`,
    {
      id,
      userId: scope.userId,
      now: patch.now,
      measuredAt: patch.measuredAt ?? null,
      localDate: patch.localDate ?? null,
      value: patch.value ?? null,
      notes: patch.notes ?? null,
      version: patch.version ?? null,
    },
  );
}

/** Into the bin, or out of it. Returns the type it belongs to, undefined when there was nothing to move. */
export async function markMeasurementDeleted(
  db: Db,
  scope: Scope,
  id: string,
  deletedAt: Date | null,
): Promise<string | undefined> {
  const row = await selectRow<{ measurement_type_id: string }>(
    db,
    `update measurements set deleted_at = :deletedAt
      where id = :id and user_id = :userId and (deleted_at is null) = (:deletedAt::timestamptz is not null)
     returning measurement_type_id`,
    { id, userId: scope.userId, deletedAt },
  );
  return row?.measurement_type_id;
}
