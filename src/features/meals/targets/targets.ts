import type { Db, Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError } from '../../../errors.ts';
import { weekdayOf, type LocalDate } from '../../../lib/dates.ts';
import { listTrainingDates } from '../../fitness/index.ts';
import * as queries from './target-queries.ts';
import type { DayKind, StoredTarget, Target } from './target-schema.ts';

const WHAT = 'The target';
const NOTHING: Target = { kcal: null, proteinG: null, carbG: null, fatG: null, fiberG: null };

/**
 * What a person wants of each of these days; null without any target. A weekday's own figures come first, then those of
 * training days, then those of every day: each figure by itself.
 */
export async function targetsOfDays(
  db: Db,
  scope: Scope,
  { dates, today }: { dates: readonly LocalDate[]; today: LocalDate },
): Promise<(Target | null)[]> {
  const targets = await queries.listTargets(db, scope);
  if (targets.length === 0) return dates.map(() => null);
  const hasTraining = targets.some(({ dayKind }) => dayKind === 'training');
  const training = hasTraining ? await trainingDates(db, scope, dates, today) : new Set<LocalDate>();
  return dates.map((date) => targetOfDay(targets, date, training.has(date)));
}

/** The days on which a person trained, or their routine says that they will. */
export async function trainingDates(
  db: Db,
  scope: Scope,
  dates: readonly LocalDate[],
  today: LocalDate,
): Promise<Set<LocalDate>> {
  const sorted = [...dates].sort();
  const [from, to] = [sorted[0], sorted.at(-1)];
  if (from === undefined || to === undefined) return new Set();
  const { done, planned } = await listTrainingDates(db, scope, { from, today, to });
  return new Set([...done, ...planned].map(({ date }) => date));
}

/** The figures that count on a day. */
export function targetOfDay(
  targets: readonly (Target & { dayKind: DayKind })[],
  date: LocalDate,
  isTraining: boolean,
): Target | null {
  const weekday = String(weekdayOf(date) || 7) as DayKind;
  const order: DayKind[] = isTraining ? [weekday, 'training', 'every'] : [weekday, 'every'];
  const found = order.flatMap((kind) => targets.filter(({ dayKind }) => dayKind === kind));
  if (found.length === 0) return null;
  const pick = (figure: keyof Target) =>
    found.map((target) => target[figure]).find((value) => value !== null) ?? null;
  return {
    kcal: pick('kcal'),
    proteinG: pick('proteinG'),
    carbG: pick('carbG'),
    fatG: pick('fatG'),
    fiberG: pick('fiberG'),
  };
}

/** Adds a target for a kind of day; ConflictError when there is one. */
export async function addTarget(
  db: Db,
  scope: Scope,
  target: Partial<Target> & { dayKind: DayKind },
  now: Date,
): Promise<StoredTarget> {
  const id = await queries.insertTarget(db, scope, { ...NOTHING, ...target }, now);
  if (id === undefined) throw new ConflictError('There is a target for these days already: change that one.');
  return (await queries.findTarget(db, scope, id))!;
}

export async function changeTarget(
  db: Db,
  scope: Scope,
  change: { id: string; patch: Partial<Target>; expectedVersion?: number | undefined },
  now: Date,
): Promise<StoredTarget> {
  const { id, patch, expectedVersion } = change;
  return db.transaction(async (trx) => {
    const stored = await queries.findTarget(trx, scope, id);
    if (!stored) throw new NotFoundError(WHAT);
    const figures = { ...stored, ...patch, id, version: expectedVersion ?? null };
    if (!(await queries.updateTarget(trx, scope, figures, now)))
      throw new ConflictError('The target was changed meanwhile.', stored);
    return (await queries.findTarget(trx, scope, id))!;
  });
}

export async function removeTarget(db: Db, scope: Scope, id: string): Promise<void> {
  if (!(await queries.deleteTarget(db, scope, id))) throw new NotFoundError(WHAT);
}

/** Saves the page's whole form: a kind of day without any figure has no target. */
export async function saveTargets(
  db: Db,
  scope: Scope,
  targets: readonly (Partial<Target> & { dayKind: DayKind })[],
  now: Date,
): Promise<void> {
  const full = targets
    .map((target) => ({ ...NOTHING, ...target }))
    .filter(({ dayKind: _kind, ...figures }) => Object.values(figures).some((value) => value !== null));
  await db.transaction((trx) => queries.replaceTargets(trx, scope, full, now));
}
