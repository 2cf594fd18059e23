import type { Viewer } from '../../../http/viewer.ts';
import { formatDay, formatShortDay, formatWeekday } from '../../../lib/date-format.ts';
import { addDays, type LocalDate } from '../../../lib/dates.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import type { MealType } from '../meal-types.ts';
import type { Target } from '../targets/target-schema.ts';
import type { PlanEntry } from './entry-schema.ts';

export const WEEK = '/meals/week';
/** Planned and wanted, as a bar that ends at this share of the target. */
const BAR_END = 1.3;
const CLOSE = 0.05;

export interface WeekGround {
  from: LocalDate;
  /** The day that a phone shows. */
  day: LocalDate;
  entries: readonly PlanEntry[];
  /** What this person wants of each of the seven days. */
  targets: readonly (Target | null)[];
  mealTypes: readonly MealType[];
}

/** The week as seven columns; a phone shows one of them. */
export function weekView(ground: WeekGround, viewer: Viewer) {
  const { from, day } = ground;
  const days = Array.from({ length: 7 }, (_, at) => dayView(addDays(from, at), at, ground, viewer));
  const weekOf = (date: LocalDate) => `${WEEK}?from=${date}`;
  return {
    from,
    label: `${formatShortDay(from, viewer.language)} – ${formatShortDay(addDays(from, 6), viewer.language)}`,
    days,
    isEmpty: ground.entries.length === 0,
    previous: weekOf(addDays(from, -7)),
    next: weekOf(addDays(from, 7)),
    lastWeek: addDays(from, -7),
    planHref: `${WEEK}/plan?from=${from}`,
    self: `${WEEK}?from=${from}&day=${day}`,
  };
}

function dayView(date: LocalDate, at: number, ground: WeekGround, viewer: Viewer) {
  const { t, language, today } = viewer;
  const entries = ground.entries.filter(({ onDate }) => onDate === date);
  const target = ground.targets[at] ?? null;
  const planned = new Set(entries.map(({ mealType }) => mealType));
  return {
    date,
    weekday: formatWeekday(date, language),
    short: formatShortDay(date, language),
    label: formatDay(date, language, today),
    href: `${WEEK}?from=${ground.from}&day=${date}`,
    isToday: date === today,
    isShown: date === ground.day,
    bars: [barOf('kcal', entries, target, viewer), barOf('proteinG', entries, target, viewer)].filter(
      (bar) => bar !== undefined,
    ),
    note: entries.some(({ isComplete, mine }) => !isComplete || mine === null)
      ? t('plan.week.incomplete')
      : '',
    meals: entries.map((entry) => mealLine(entry, viewer)),
    free: ground.mealTypes
      .filter((type) => !planned.has(type))
      .map((type) => ({
        href: `${WEEK}/meals/new?date=${date}&meal=${type}`,
        label: t('plan.week.add', { meal: t(`plan.meal.${type}`).toLowerCase() }),
      })),
    addHref: `${WEEK}/meals/new?date=${date}&meal=snack`,
  };
}

/** A slim bar of what is planned against the target; none without a target or a meal. */
export function barOf(
  figure: 'kcal' | 'proteinG',
  entries: readonly Pick<PlanEntry, 'mine'>[],
  target: Target | null,
  viewer: Pick<Viewer, 't' | 'language'>,
) {
  const wanted = target?.[figure] ?? null;
  const planned = entries.reduce((sum, { mine }) => sum + (mine?.[figure] ?? 0), 0);
  if (wanted === null || entries.length === 0) return undefined;
  return figureBar(figure, planned, wanted, viewer);
}

export function figureBar(
  figure: 'kcal' | 'proteinG',
  planned: number,
  wanted: number,
  { t, language }: Pick<Viewer, 't' | 'language'>,
) {
  const share = wanted > 0 ? planned / wanted : 0;
  const number = (value: number) => formatNumber(value, language, 0);
  const side = Math.abs(share - 1) <= CLOSE ? 'met' : share < 1 ? 'under' : 'over';
  return {
    name: t(`plan.bar.${figure}`),
    width: Number((Math.min(1, share / BAR_END) * 100).toFixed(1)),
    mark: Number((100 / BAR_END).toFixed(1)),
    side,
    text: t('plan.week.bar', { planned: number(planned), target: number(wanted) }),
    label: t('plan.week.barLabel', {
      name: t(`plan.macro.${figure}`),
      planned: number(planned),
      target: t(`plan.amount.${figure}`, { value: number(wanted) }),
    }),
  };
}

export function mealLine(entry: PlanEntry, viewer: Pick<Viewer, 't' | 'language'>) {
  const { t, language } = viewer;
  const kcal = entry.mine && t('plan.amount.kcal', { value: formatNumber(entry.mine.kcal, language, 0) });
  return {
    id: entry.id,
    version: entry.version,
    mealType: entry.mealType,
    href: `${WEEK}/meals/${entry.id}`,
    meal: t(`plan.meal.${entry.mealType}`),
    title: entry.title || t('plan.week.untitled'),
    note: [
      entry.leftoverOf === null ? '' : t('plan.week.leftover'),
      entry.minutes === null ? '' : t('plan.week.minutes', { count: entry.minutes }),
      kcal ?? '',
    ]
      .filter(Boolean)
      .join(' · '),
    isLocked: entry.isLocked,
    isEaten: entry.isEaten,
    problem: entry.recipeState === 'binned' || entry.recipeState === 'gone' ? t('plan.week.recipeGone') : '',
  };
}
