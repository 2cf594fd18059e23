import { formatNumber } from '../../lib/number-format.ts';
import { formatPace, paceSeconds } from './pace.ts';
import { setText } from './progress/exercise-view.ts';
import type { LoggedSet } from './logging/plan.ts';
import type { Viewer } from '../../http/viewer.ts';

type ShownSet = Pick<
  LoggedSet,
  'reps' | 'weightKg' | 'durationS' | 'distanceM' | 'rir' | 'rpe' | 'avgHr' | 'calories' | 'notes' | 'setType'
>;

/** One set in words: what was done ("5 × 100 kg"), what else is known ("2 in reserve · 5:30 /km"), and its type. */
export function setLine(set: ShownSet, viewer: Viewer): { text: string; note: string; type: string } {
  const { t, language, units } = viewer;
  const pace = paceSeconds(set.distanceM, set.durationS, units.distance);
  const number = (value: number) => formatNumber(value, language);
  const notes = [
    set.rir === null ? '' : t('fitness.set.rirShort', { value: number(set.rir) }),
    set.rpe === null ? '' : t('fitness.set.rpeShort', { value: number(set.rpe) }),
    pace === undefined ? '' : formatPace(Math.round(pace), units.distance),
    set.avgHr === null ? '' : t('fitness.set.hrShort', { value: number(set.avgHr) }),
    set.calories === null ? '' : t('fitness.set.caloriesShort', { value: number(set.calories) }),
    set.notes,
  ];
  return {
    text: setText(
      {
        weight_kg: set.weightKg,
        reps: set.reps,
        duration_s: set.durationS,
        distance_m: set.distanceM,
      },
      viewer,
    ),
    note: notes.filter(Boolean).join(' · '),
    type: set.setType === 'normal' ? '' : t(`fitness.set.type.${set.setType}`),
  };
}
