import type { Viewer } from '../../../http/viewer.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import type { Shortfall } from './solver/week-problem.ts';

type Reader = Pick<Viewer, 't' | 'language' | 'today'>;
type MissedMacro = Extract<Shortfall, { kind: 'macro' }>;

/** What a plan could not do, in sentences for one person: what is private to others is left out. */
export function shortfallSentences(
  shortfalls: readonly Shortfall[],
  reader: Reader,
  userId: string,
): string[] {
  const mine = shortfalls.filter((each) => !('eater' in each) || each.eater === userId);
  const missed = mine.filter((each) => each.kind === 'macro');
  const sentences = mine.flatMap((each): string[] => {
    if (each.kind !== 'macro') return [sentenceOf(each, reader)];
    // One sentence for all that misses on a day, where the first of it stands.
    const ofDay = missed.filter(({ date }) => date === each.date);
    return ofDay[0] === each ? [macroSentence(ofDay, reader)] : [];
  });
  return [...new Set(sentences)];
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
        day: dayOf(shortfall.date, reader),
        minutes: number(shortfall.minutes),
        limit: number(shortfall.limit),
      });
    case 'disliked':
    case 'avoided':
      return t(`plan.shortfall.${shortfall.kind}`, {
        day: dayOf(shortfall.date, reader),
        title: shortfall.title,
        word: shortfall.word,
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
      return shortfall.date === null
        ? t('plan.shortfall.wanted', { word: shortfall.word })
        : t('plan.shortfall.wantedOn', { word: shortfall.word, day: dayOf(shortfall.date, reader) });
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

function dayOf(date: LocalDate, { language, today }: Reader): string {
  return formatDay(date, language, today);
}
