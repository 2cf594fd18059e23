import { canAsk } from '../../../ai/index.ts';
import type { Request, Response } from 'express';
import type { Db, Scope } from '../../../db/index.ts';
import type { AppDeps } from '../../../http/feature.ts';
import type { FormValues } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { addDays, isLocalDate, weekStart, type LocalDate } from '../../../lib/dates.ts';
import { mealTabs } from '../sections.ts';
import { targetsOfDays } from '../targets/targets.ts';
import { listEntriesOfDays } from './diary-queries.ts';
import { mealSections, plannedLine } from './diary-view.ts';
import { sumNutrients } from './nutrients.ts';
import { listPlannedMeals } from './planned-meals.ts';
import { listDayTotals } from './totals.ts';
import { totalsView, weekStrip } from './totals-view.ts';

/** The day in an address; today for what is no day. */
export function dayOf(asked: unknown, today: LocalDate): LocalDate {
  return typeof asked === 'string' && isLocalDate(asked) && asked >= '1900-01-01' && asked <= '2100-12-31'
    ? asked
    : today;
}

/** A form that came back: what was typed, and what is wrong with it. */
export interface FormState {
  form?: FormValues;
  errors?: Record<string, string>;
}

/** The page of a day: what was eaten, what is planned, and how far that is from the target. */
export async function showDay(
  req: Request,
  res: Response,
  { deps, viewer, date }: { deps: AppDeps; viewer: Viewer; date: LocalDate },
  state: FormState = {},
): Promise<void> {
  const { t, language, today } = viewer;
  const scope = scopeOf(req);
  const [{ entries, dayBefore, planned, week, target }, canReadPhotos] = await Promise.all([
    readDay(deps.db, scope, date, viewer),
    canAsk(deps, scope, 'vision'),
  ]);
  const eaten = sumNutrients(entries.map(({ nutrients }) => nutrients));
  const pager = (day: LocalDate) => ({
    href: `/meals/diary?date=${day}`,
    label: formatDay(day, language, today),
  });
  res.page('meals/diary/day', {
    title: t('diary.title'),
    subtitle: formatDay(date, language, today),
    tabs: mealTabs(t, '/meals/diary'),
    date,
    isToday: date === today,
    before: pager(addDays(date, -1)),
    after: pager(addDays(date, 1)),
    week: weekStrip(date, { totals: week, kcalTarget: target?.kcal ?? null }, viewer),
    totals: totalsView(eaten, target, viewer),
    canReadPhotos,
    isEmpty: entries.length === 0,
    planned: planned.filter(({ isEaten }) => !isEaten).map((meal) => plannedLine(meal, viewer)),
    meals: mealSections({ date, entries, dayBefore }, viewer),
    form: state.form ?? {},
    errors: state.errors ?? {},
  });
}

async function readDay(db: Db, scope: Scope, date: LocalDate, viewer: Viewer) {
  const first = weekStart(date, viewer.weekStart);
  const [rows, planned, week, [target = null]] = await Promise.all([
    listEntriesOfDays(db, scope, { from: addDays(date, -1), to: date }),
    listPlannedMeals(db, scope, { from: date, to: date }),
    listDayTotals(db, scope, { from: first, to: addDays(first, 6) }),
    targetsOfDays(db, scope, { dates: [date], today: viewer.today }),
  ]);
  return {
    entries: rows.filter((row) => row.on_date === date),
    dayBefore: rows.filter((row) => row.on_date !== date),
    planned,
    week,
    target,
  };
}
