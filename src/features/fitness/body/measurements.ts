import { databaseErrorOf } from '../../../db/index.ts';
import type { Db, Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../errors.ts';
import { localDate } from '../../../lib/dates.ts';
import * as queries from './measurement-queries.ts';
import type { MeasurementRow, TypeRow } from './measurement-queries.ts';
import { BODY_WEIGHT, BODY_WEIGHT_KG } from './measurement-schema.ts';
import type { MeasurementPatch, NewType, TypePatch } from './measurement-schema.ts';

const UNIQUE_VIOLATION = '23505';

/** Measurements that many people keep; they become own types on their first value. Pages name them by `key`. */
export const COMMON_TYPES: readonly (NewType & { key: string })[] = [
  { key: 'bodyFat', name: 'Body fat', unit: '%', decimals: 1 },
  { key: 'waist', name: 'Waist', unit: 'cm', decimals: 1 },
  { key: 'hips', name: 'Hips', unit: 'cm', decimals: 1 },
  { key: 'chest', name: 'Chest', unit: 'cm', decimals: 1 },
  { key: 'upperArm', name: 'Upper arm', unit: 'cm', decimals: 1 },
  { key: 'thigh', name: 'Thigh', unit: 'cm', decimals: 1 },
  { key: 'restingHeartRate', name: 'Resting heart rate', unit: 'bpm', decimals: 0 },
];

/** Adds an own type. Throws ValidationError when its name is taken. */
export async function addType(db: Db, scope: Scope, type: NewType): Promise<string> {
  return refuseSameName(() => queries.insertType(db, scope, type));
}

/** Renames an own type or changes its unit; the values stay as they are. */
export async function changeType(
  db: Db,
  scope: Scope,
  id: string,
  patch: TypePatch & { now: Date },
): Promise<TypeRow> {
  const changed = await refuseSameName(() => queries.updateType(db, scope, id, patch));
  const stored = await queries.findType(db, scope, id);
  if (!stored) throw new NotFoundError('The measurement type');
  if (changed) return stored;
  if (stored.key !== null) {
    throw new ValidationError([
      { path: '', message: 'the built-in body weight cannot be changed', text: 'body.builtIn' },
    ]);
  }
  throw new ConflictError('The measurement type was changed meanwhile.', stored);
}

async function refuseSameName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (databaseErrorOf(error)?.code !== UNIQUE_VIOLATION) throw error;
    throw new ValidationError([
      { path: 'name', message: 'is taken: you have a measurement of this name', text: 'body.nameTaken' },
    ]);
  }
}

/** A value to keep, in the unit of its type; no `typeId` means body weight. */
export interface MeasurementInput {
  typeId?: string | undefined;
  measuredAt: Date;
  value: number;
  notes: string;
  source: 'web' | 'api' | 'capture';
}

/** Keeps a value. Throws NotFoundError for a type that is not this person's, ValidationError for an absurd weight. */
export async function addMeasurement(
  db: Db,
  scope: Scope,
  input: MeasurementInput,
  timeZone: string,
): Promise<MeasurementRow> {
  const { typeId: given, ...rest } = input;
  return db.transaction(async (trx) => {
    const typeId = given ?? (await queries.bodyWeightTypeId(trx, scope));
    const type = await queries.findType(trx, scope, typeId);
    if (!type) throw new NotFoundError('The measurement type');
    refuseAbsurdWeight(type, input.value);
    const day = localDate(input.measuredAt, timeZone);
    return (await queries.insertMeasurement(trx, scope, { typeId, localDate: day, ...rest }))!;
  });
}

/** Changes a value. With `version`, a newer one is answered with ConflictError. */
export async function changeMeasurement(
  db: Db,
  scope: Scope,
  id: string,
  change: { patch: MeasurementPatch; timeZone: string; now: Date },
): Promise<MeasurementRow> {
  const { patch, timeZone, now } = change;
  return db.transaction(async (trx) => {
    const stored = await queries.findMeasurement(trx, scope, id);
    if (!stored) throw new NotFoundError('The measurement');
    const type = await queries.findType(trx, scope, stored.measurement_type_id);
    if (type && patch.value !== undefined) refuseAbsurdWeight(type, patch.value);
    const day = patch.measuredAt ? { localDate: localDate(patch.measuredAt, timeZone) } : {};
    const updated = await queries.updateMeasurement(trx, scope, id, { ...patch, ...day, now });
    if (!updated) throw new ConflictError('The measurement was changed meanwhile.', stored);
    return updated;
  });
}

function refuseAbsurdWeight({ key }: TypeRow, value: number): void {
  const { min, max } = BODY_WEIGHT_KG;
  if (key === BODY_WEIGHT && (value < min || value > max)) {
    throw new ValidationError([
      {
        path: 'value',
        message: `must be ${min} to ${max} kg`,
        text: 'fields.betweenUnit',
        vars: { min, max, unit: 'kg' },
      },
    ]);
  }
}
