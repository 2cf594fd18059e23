import type { Viewer } from '../../../http/viewer.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import type { MealType } from '../meal-types.ts';
import type { Shortfall } from './solver/week-problem.ts';

type Reader = Pick<Viewer, 't' | 'language' | 'today'>;
/** More days than these with too little time are told in one sentence. */
const MANY_DAYS = 3;
type MissedMacro = Extract<Shortfall, { kind: 'macro' }>;
type TooLate = Extract<Shortfall, { kind: 'minutes' }>;

/** What a plan could not do, in sentences for one person: what is private to others is left out. */
export function shortfallSentences(
  shortfalls: readonly Shortfall[],
  reader: Reader,
  userId: string,
): string[] {
  const mine = shortfalls.filter((each) => !('eater' in each) || each.eater === userId);
  const missed = mine.filter((each) => each.kind === 'macro');
  const late = mine
    .filter((each) => each.kind === 'minutes')
    .filter(({ mealType }) => mealType === undefined);
  const sentences = mine.flatMap((each): string[] => {
    // On most days alike: said once.
    if (late.length > MANY_DAYS && each.kind === 'minutes' && late.includes(each))
      return late[0] === each ? [lateSentence(late, reader)] : [];
    if (each.kind !== 'macro') return [sentenceOf(each, reader)];
    // One sentence for all that misses on a day, where the first of it stands.
    const ofDay = missed.filter(({ date }) => date === each.date);
    return ofDay[0] === each ? [macroSentence(ofDay, reader)] : [];
  });
  return [...new Set(sentences)];
}

function lateSentence(late: readonly TooLate[], { t, language }: Reader): string {
  const minutes = late.map((each) => each.minutes);
  const number = (value: number) => formatNumber(value, language, 0);
  const figures = { least: number(Math.min(...minutes)), most: number(Math.max(...minutes)) };
  return t('plan.shortfall.minutesOften', { count: late.length, ...figures });
}

function macroSentence(missed: readonly MissedMacro[], reader: Reader): string {
  const { t, language } = reader;
  const list = missed.map(({ macro, aim, planned }) =>
    t('plan.shortfall.macroOff', {
      macro: t(`plan.macro.${macro}`),
      percent: formatNumber(Math.abs(planned / aim - 1) * 100, language, 0),
      side: t(planned > aim ? 'plan.shortfall.over' : 'plan.shortfall.under'),
      planned: t(`plan.amount.${macro}`, { value: formatNumber(planned, language, 0) }),
      aim: t(`plan.amount.${macro}`, { value: formatNumber(aim, language, 0) }),
    }),
  );
  return t('plan.shortfall.macro', { day: dayOf(missed[0]!.date, reader), list: list.join('; ') });
}

function sentenceOf(shortfall: Exclude<Shortfall, MissedMacro>, reader: Reader): string {
  const { t, language } = reader;
  const number = (value: number) => formatNumber(value, language, 0);
  switch (shortfall.kind) {
    case 'minutes':
      return t('plan.shortfall.minutes', {
        day: placeOf(shortfall, reader),
        minutes: number(shortfall.minutes),
        limit: number(shortfall.limit),
      });
    case 'disliked':
    case 'avoided':
      return t(`plan.shortfall.${unwantedKey(shortfall)}`, {
        ...shortfall,
        day: dayOf(shortfall.date, reader),
      });
    case 'repeats':
      return t('plan.shortfall.repeats', {
        title: shortfall.title,
        times: number(shortfall.times),
        limit: number(shortfall.limit),
      });
    case 'empty':
      return t(`plan.shortfall.empty.${shortfall.reason === 'none' ? 'none' : 'ruledOut'}`, {
        day: dayOf(shortfall.date, reader),
        meal: t(`plan.meal.${shortfall.mealType}`).toLowerCase(),
      });
    case 'wanted':
      return missedWish(shortfall, reader);
    case 'contradiction':
      return t('plan.shortfall.contradiction', {
        kcal: number(shortfall.kcal),
        fromMacros: number(shortfall.fromMacros),
      });
    case 'unknown':
    case 'uncounted':
      return t(`plan.shortfall.${shortfall.kind}`, { count: shortfall.count });
  }
}

function unwantedKey(shortfall: Extract<Shortfall, { kind: 'disliked' | 'avoided' }>): string {
  if (shortfall.kind === 'disliked') return 'disliked';
  return shortfall.wanted === undefined ? 'avoided' : 'avoidedButWanted';
}

/** A wish in its own words, with its day and meal where it has them, and why it is not met. */
function missedWish(missed: Extract<Shortfall, { kind: 'wanted' }>, reader: Reader): string {
  const { word, reason = 'noRecipe' } = missed;
  const place = placeOf(missed, reader);
  const wish = reader.t(place === '' ? 'plan.shortfall.wish' : 'plan.shortfall.wishAt', { word, place });
  return reader.t(`plan.shortfall.wanted.${reason}`, { wish });
}

function placeOf(
  { date, mealType }: { date: LocalDate | null; mealType?: MealType | null },
  reader: Reader,
): string {
  return [
    date === null ? '' : dayOf(date, reader),
    mealType ? reader.t(`plan.meal.${mealType}`).toLowerCase() : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function dayOf(date: LocalDate, { language, today }: Reader): string {
  return formatDay(date, language, today);
}
