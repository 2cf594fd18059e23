import type { Translate } from '../../http/texts.ts';
import { formatDay } from '../../lib/date-format.ts';
import type { ExerciseRow } from './exercise-queries.ts';
import type { EarlierSetRow } from './logging/log-queries.ts';
import { sessionsOf } from './logging/prefill.ts';
import { setText } from './progress/exercise-view.ts';
import type { Viewer } from '../../http/viewer.ts';

const SESSIONS = 6;

/** A word of the library (`lower back`, `e-z curl bar`) in the person's language. */
export function word(group: string, value: string, t: Translate): string {
  return t(`fitness.words.${group}.${value.replace(/[ -]/g, '_')}`);
}

/** One line of the library: "Chest, triceps · Barbell". */
export function exerciseRow(row: ExerciseRow, t: Translate) {
  const muscles = row.primary_muscles.map((muscle) => word('muscle', muscle, t)).join(', ');
  const equipment = row.equipment ? word('equipment', row.equipment, t) : '';
  return {
    href: `/fitness/exercises/${row.id}`,
    name: row.name,
    note: [muscles, equipment].filter(Boolean).join(' · '),
    isOwn: row.is_own,
  };
}

/** An exercise's own page: what it works, how it is called, and when it was done last. */
export function exercisePage(row: ExerciseRow, earlier: readonly EarlierSetRow[], viewer: Viewer) {
  const { t, language, today } = viewer;
  const muscles = (names: readonly string[]) => names.map((muscle) => word('muscle', muscle, t));
  return {
    id: row.id,
    href: `/fitness/exercises/${row.id}`,
    isOwn: row.is_own,
    primary: muscles(row.primary_muscles),
    secondary: muscles(row.secondary_muscles),
    facts: [
      row.equipment ? word('equipment', row.equipment, t) : '',
      row.mechanic ? t(`fitness.words.mechanic.${row.mechanic}`) : '',
      row.force ? t(`fitness.words.force.${row.force}`) : '',
      row.category === 'strength' ? '' : word('category', row.category, t),
    ].filter(Boolean),
    aliases: row.aliases.join(', '),
    notes: row.notes ?? '',
    progressHref: `/fitness/progress?exercise=${row.id}`,
    sessions: sessionsOf(earlier)
      .slice(0, SESSIONS)
      .map(({ workoutId, date, sets }) => ({
        href: `/fitness/workouts/${workoutId}`,
        day: formatDay(date, language, today),
        sets: setsText(
          sets.filter(({ set_type }) => set_type !== 'warmup'),
          viewer,
        ),
      })),
  };
}

/** "8, 8, 7 × 92.5 kg": sets of one weight in a row share it. */
function setsText(sets: readonly EarlierSetRow[], viewer: Viewer): string {
  const groups: EarlierSetRow[][] = [];
  for (const set of sets) {
    const last = groups.at(-1);
    const isSame = last?.[0]!.weight_kg === set.weight_kg && set.reps !== null && last[0].reps !== null;
    if (last && isSame && set.weight_kg) last.push(set);
    else groups.push([set]);
  }
  return groups
    .map((group) =>
      [...group.slice(0, -1).map(({ reps }) => String(reps)), setText(group.at(-1)!, viewer)].join(', '),
    )
    .join('; ');
}
