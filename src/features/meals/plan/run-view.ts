import { taskTopic } from '../../../ai/index.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { formatDay, formatShortDay } from '../../../lib/date-format.ts';
import { addDays } from '../../../lib/dates.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import type { ComingExplanation } from '../wishes/explain-plan.ts';
import type { PlanRun, Proposal, ProposedFigures } from './run-schema.ts';
import { shortfallSentences } from './shortfall-words.ts';
import { figureBar, WEEK } from './week-view.ts';
import type { Wish } from './wish-schema.ts';

/** A run of the planner as its page shows it to one person. */
export function runPage(
  run: PlanRun & { coming: ComingExplanation | undefined },
  viewer: Viewer,
  userId: string,
) {
  const { t, language } = viewer;
  const isWaiting = run.status === 'queued' || run.status === 'solving';
  const until = addDays(run.startsOn, run.days - 1);
  return {
    id: run.id,
    href: `${WEEK}/plans/${run.id}`,
    label: `${formatShortDay(run.startsOn, language)} – ${formatShortDay(until, language)}`,
    weekHref: `${WEEK}?from=${run.startsOn}`,
    status: run.status,
    isWaiting,
    /** Something on its page may change by itself. */
    isOpen: isWaiting || run.status === 'proposed' || run.coming !== undefined,
    progress: run.progress,
    problem: run.problem,
    wishes: run.wishes.wishes.map((wish) => wishChip(wish, viewer)),
    editHref: `${WEEK}/plan?run=${run.id}`,
    summary: run.proposal ? summaryOf(run.proposal, viewer, userId) : '',
    shortfalls: shortfallSentences(run.shortfalls ?? [], viewer, userId),
    explanation: run.explanation,
    coming: run.coming && comingText(run.coming, userId),
    modelNote: run.modelNote === null ? null : t(`models.problem.${run.modelNote}`),
    days: run.proposal ? daysOf(run.proposal, viewer, userId) : [],
    note: t(`plan.run.${run.status}`),
  };
}

/** An explanation that is on its way: only who asked for the plan hears it word by word. */
function comingText({ taskId, text, pieces, userId }: ComingExplanation, viewerId: string) {
  const isOwn = userId === viewerId;
  return {
    text: isOwn ? text : '',
    pieces,
    topic: isOwn ? taskTopic(taskId) : null,
    whole: isOwn ? `/api/v1/model-tasks/${taskId}` : null,
  };
}

/** What the planner did, in a sentence or two. */
function summaryOf({ meals, days }: Proposal, { t, language }: Viewer, userId: string): string {
  const mine = days.flatMap(({ people }) => people[userId] ?? []).filter(({ aim }) => aim !== null);
  const dishes = new Set(meals.map(({ recipeId }) => recipeId)).size;
  const leftovers = meals.filter(({ isLeftover }) => isLeftover).length;
  const worst = Math.max(0, ...mine.map((day) => day.worst));
  const met = mine.filter((day) => day.worst <= 0.05 + 1e-6).length;
  return [
    t('plan.run.did', { count: meals.length, dishes }),
    leftovers > 0 ? t('plan.run.leftovers', { count: leftovers }) : '',
    mine.length === 0
      ? t('plan.run.noTargets')
      : met === mine.length
        ? t('plan.run.allMet', { percent: formatNumber(worst * 100, language, 0) })
        : t('plan.run.someMet', { met, count: mine.length }),
  ]
    .filter(Boolean)
    .join(' ');
}

function daysOf({ meals, days }: Proposal, viewer: Viewer, userId: string) {
  const { t, language, today } = viewer;
  return days
    .map(({ date, people }) => ({
      date,
      label: formatDay(date, language, today),
      bars: people[userId] ? barsOf(people[userId], viewer) : [],
      meals: meals
        .filter((meal) => meal.date === date)
        .toSorted((a, b) => MEAL_TYPES.indexOf(a.mealType) - MEAL_TYPES.indexOf(b.mealType))
        .map((meal) => ({
          meal: t(`plan.meal.${meal.mealType}`),
          title: meal.title,
          href: `/meals/recipes/${meal.recipeId}`,
          note: [
            meal.isLeftover ? t('plan.week.leftover') : '',
            t('plan.swap.servings', {
              count: meal.portions[userId] ?? 0,
              servings: formatNumber(meal.portions[userId] ?? 0, language, 2),
            }),
          ]
            .filter(Boolean)
            .join(' · '),
        })),
    }))
    .filter((day) => day.meals.length > 0);
}

function barsOf({ macros, aim }: ProposedFigures, viewer: Viewer) {
  return (['kcal', 'proteinG'] as const).flatMap((figure, at) => {
    const wanted = aim?.[at];
    return wanted ? [figureBar(figure, macros[at]!, wanted, viewer)] : [];
  });
}

/** A wish in a few words: "With Thai, Fri 6 Mar, dinner"; a dish for no certain day is for any. */
export function wishChip(wish: Wish, { t, language, today }: Viewer): string {
  const place = [
    wish.date ? formatDay(wish.date, language, today) : '',
    wish.kind === 'want' && !wish.date ? t('plan.wish.anyDay').toLowerCase() : '',
    wish.mealType ? t(`plan.meal.${wish.mealType}`).toLowerCase() : '',
  ]
    .filter(Boolean)
    .join(', ');
  const text = t(`plan.wish.chip.${wish.kind}`, {
    words: wish.words ?? '',
    minutes: wish.minutes ?? 0,
    time: wish.time ?? '',
  });
  return place === '' ? text : t('plan.wish.chipAt', { text, place });
}
