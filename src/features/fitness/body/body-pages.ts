import type { Request, Response } from 'express';
import type { Db } from '../../../db/index.ts';
import { NotFoundError } from '../../../errors.ts';
import type { FormValues } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import { addDays, addMonths, localTime } from '../../../lib/dates.ts';
import { listGoalStandings } from '../goals/goals.ts';
import { pathId } from '../../../http/path-id.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { displayOf } from './measure-display.ts';
import { measureLine, measureProgress, valueLines } from './measure-view.ts';
import * as queries from './measurement-queries.ts';
import type { MeasurementRow, TypeRow } from './measurement-queries.ts';
import { BODY_WEIGHT } from './measurement-schema.ts';
import { COMMON_TYPES } from './measurements.ts';

const LATEST_VALUES = 30;
/** Body weight before its first value: it has no row yet. */
export const WEIGHT_TO_BE: TypeRow = {
  id: BODY_WEIGHT,
  key: BODY_WEIGHT,
  name: 'Body weight',
  unit: 'kg',
  decimals: 1,
  version: 1,
  latest_value: null,
  latest_date: null,
};

/** A form that came back: what was typed, and a message at each field. */
export interface FormState {
  form?: FormValues;
  errors?: Record<string, string>;
}

/** The type in the address; throws NotFoundError. */
export async function findType(db: Db, req: Request): Promise<TypeRow> {
  const type = await queries.findType(db, scopeOf(req), pathId(req, 'The measurement'));
  if (!type) throw new NotFoundError('The measurement');
  return type;
}

interface PageDeps {
  db: Db;
  viewer: Viewer;
}

/** Weight, its trend, and the list of other measurements. */
export async function showBody(req: Request, res: Response, { db, viewer }: PageDeps, state: FormState = {}) {
  const scope = scopeOf(req);
  const [types, values, goals] = await Promise.all([
    queries.listTypes(db, scope),
    queries.listDayValues(db, scope, addMonths(viewer.today, -12)),
    listGoalStandings(db, scope, viewer),
  ]);
  const weight = types.find(({ key }) => key === BODY_WEIGHT) ?? WEIGHT_TO_BE;
  const valuesOf = (id: string) => values.filter((row) => row.measurement_type_id === id);
  const others = types.filter(({ key }) => key === null);
  const known = new Set(others.map(({ name }) => name.toLowerCase()));
  const goal = goals.find((standing) => standing.goal.measurement_type_id === weight.id);
  res.page('fitness/body/body', {
    capture: 'plain',
    title: viewer.t('body.title'),
    back: { href: '/fitness', label: viewer.t('fitness.overview.title') },
    weight: {
      ...measureProgress(weight, valuesOf(weight.id), viewer, goal?.goal.target_value),
      unit: viewer.units.weight,
      href: weight.id === BODY_WEIGHT ? '' : `/fitness/body/types/${weight.id}`,
      suggested: weight.latest_value === null ? '' : shownValue(weight, weight.latest_value, viewer),
    },
    measures: others.map((type) => measureLine(type, valuesOf(type.id), viewer)),
    common: COMMON_TYPES.map((type) => ({ ...type, name: viewer.t(`body.common.${type.key}`) })).filter(
      ({ name }) => !known.has(name.toLowerCase()),
    ),
    form: state.form ?? {},
    errors: state.errors ?? {},
    today: viewer.today,
  });
}

/** One measurement: its line, its values, its settings. */
export async function showType(
  req: Request,
  res: Response,
  { db, viewer, type }: PageDeps & { type: TypeRow },
  state: FormState = {},
) {
  const scope = scopeOf(req);
  const [days, rows] = await Promise.all([
    queries.listDayValues(db, scope, addDays(viewer.today, -366), type.id),
    queries.listMeasurements(db, scope, {
      ...{ typeId: type.id, from: null, to: null, after: null },
      limit: LATEST_VALUES,
    }),
  ]);
  res.page('fitness/body/type', {
    capture: 'plain',
    title: type.name,
    back: { href: '/fitness/body', label: viewer.t('body.title') },
    type: { id: type.id, name: type.name, unit: type.unit, decimals: type.decimals, version: type.version },
    isOwn: type.key === null,
    shownUnit: displayOf(type, viewer).unit,
    progress: measureProgress(type, days, viewer),
    values: valueLines(rows, type, viewer),
    form: state.form ?? {},
    errors: state.errors ?? {},
    today: viewer.today,
  });
}

function shownValue(type: TypeRow, stored: number, viewer: Viewer): string {
  return String(
    Math.round(displayOf(type, viewer).shown(stored) * 10 ** type.decimals) / 10 ** type.decimals,
  );
}

/** The value in the address with its type; throws NotFoundError. */
export async function findValue(db: Db, req: Request): Promise<{ row: MeasurementRow; type: TypeRow }> {
  const row = await queries.findMeasurement(db, scopeOf(req), pathId(req, 'The value'));
  const type = row && (await queries.findType(db, scopeOf(req), row.measurement_type_id));
  if (!row || !type) throw new NotFoundError('The value');
  return { row, type };
}

/** One value as a form. */
export async function showValue(
  req: Request,
  res: Response,
  { db, viewer }: PageDeps,
  state: FormState = {},
) {
  const { row, type } = await findValue(db, req);
  res.page('fitness/body/value', {
    capture: 'plain',
    title: type.name,
    back: { href: `/fitness/body/types/${type.id}`, label: type.name },
    id: row.id,
    unit: displayOf(type, viewer).unit,
    form: state.form ?? {
      value: shownValue(type, row.value, viewer),
      day: row.local_date,
      time: localTime(row.measured_at, viewer.timeZone),
      notes: row.notes,
    },
    errors: state.errors ?? {},
  });
}
