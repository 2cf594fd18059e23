import type { Translate } from '../../../http/texts.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { formatDistance, formatDuration, formatNumber, formatWeight } from '../../../lib/number-format.ts';
import { loadableStep, readableWeight } from '../../../lib/units.ts';
import type { NextLoad } from '../next-load.ts';
import { USUAL_PLATES } from '../plates.ts';
import { setText } from '../progress/exercise-view.ts';
import { setLine } from '../set-line.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { warmUpRamp } from '../warm-up.ts';
import type { EarlierSetRow } from './log-queries.ts';
import { workingSets, type PlanEntry, type WorkoutExercise } from './plan.ts';
import { lastTimeSet, prefillFor, sessionsOf, type Prefill } from './prefill.ts';

const REST_S = { strength: 120, hold: 60, cardio: 0 };
const LETTERS = 'ABCDEFGHIJKLMNOPQRST';

/** One exercise of the logging screen, as texts: what to do, what was done, and the form of the next set. */
export function exercisePanel(
  workout: { id: string },
  exercise: WorkoutExercise,
  earlier: readonly EarlierSetRow[],
  viewer: Viewer,
) {
  const { facts, target } = exercise;
  const { t, units } = viewer;
  const sessions = sessionsOf(earlier);
  const prefill = prefillFor(exercise, sessions, { today: viewer.today, unit: units.weight });
  const done = workingSets(exercise).length;
  const last = lastTimeSet(sessions, done);
  return {
    id: facts.id,
    name: facts.name,
    kind: facts.kind,
    href: `/fitness/exercises/${facts.id}`,
    superset: target.superset === null ? '' : (LETTERS[target.superset - 1] ?? ''),
    heading: setHeading(done, target.sets, viewer),
    progress: target.sets === null ? String(done) : `${done}/${target.sets}`,
    isDone: target.sets !== null && done >= target.sets,
    isStarted: exercise.sets.length > 0,
    target: targetText(target, viewer),
    last: last
      ? t('fitness.log.last', {
          set: lastText(last, viewer),
          day: formatDay(last.date, viewer.language, viewer.today),
        })
      : '',
    peek: last ? setText(last, viewer) : targetText(target, viewer),
    reason: prefill.suggestion ? reasonText(prefill.suggestion, viewer) : '',
    form: formOf(exercise, prefill, viewer),
    restS: target.restS ?? facts.rest_s ?? REST_S[facts.kind],
    sets: exercise.sets.map((set) => ({
      ...setLine(set, viewer),
      href: `/fitness/workouts/${workout.id}/sets/${set.id}`,
    })),
    warmUp: done === 0 ? warmUpOf(exercise, prefill, viewer) : [],
    hasPlates: facts.equipment === 'barbell',
  };
}
export type ExercisePanel = ReturnType<typeof exercisePanel>;

function setHeading(done: number, planned: number | null, { t }: Viewer): string {
  return planned === null || done >= planned
    ? t('fitness.log.setNumber', { number: done + 1 })
    : t('fitness.log.setOf', { number: done + 1, count: planned });
}

/** "3 × 8–12 · 60 kg · 2 in reserve", or nothing without a plan. */
export function targetText(target: PlanEntry, viewer: Viewer): string {
  const { t, units, language } = viewer;
  const shown = [
    countText(target, t),
    textOf(target.durationS, formatDuration),
    textOf(target.distanceM, (metres) => formatDistance(metres, units.distance, language)),
    textOf(target.weightKg, (kg) => formatWeight(kg, units.weight, language)),
    textOf(target.rir, (rir) => t('fitness.set.rirShort', { value: formatNumber(rir, language) })),
  ];
  return shown.filter(Boolean).join(' · ');
}

function textOf(value: number | null, format: (value: number) => string): string {
  return value === null ? '' : format(value);
}

/** "3 × 8–12", "3 sets", "8–12 reps". */
function countText({ sets, repsMin, repsMax }: PlanEntry, t: Translate): string {
  const [low, high] = [repsMin ?? repsMax, repsMax ?? repsMin];
  const range = low === high ? textOf(low, String) : `${low}–${high}`;
  if (sets === null) return range && t('fitness.log.repsRange', { range });
  return range ? `${sets} × ${range}` : t('fitness.log.sets', { count: sets });
}

function lastText(last: EarlierSetRow, viewer: Viewer): string {
  const reserve =
    last.rir === null
      ? ''
      : ` · ${viewer.t('fitness.set.rirShort', { value: formatNumber(last.rir, viewer.language) })}`;
  return `${setText(last, viewer)}${reserve}`;
}

/** The suggestion's reason in words: "+2.5 kg: all sets hit last time". */
export function reasonText({ reason }: NextLoad, { t, units, language }: Viewer): string {
  const { deltaKg, ...numbers } = reason.vars;
  const vars = Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [name, formatNumber(value, language)]),
  );
  const delta = deltaKg === undefined ? '' : formatWeight(deltaKg, units.weight, language);
  return t(`fitness.nextLoad.${reason.key}`, { ...vars, delta });
}

function formOf(exercise: WorkoutExercise, prefill: Prefill, { units }: Viewer) {
  const { target, facts } = exercise;
  const inUnit = (kg: number | null) => (kg === null ? '' : String(readableWeight(kg, units.weight)));
  return {
    weight: inUnit(prefill.weightKg),
    reps: prefill.reps === null ? '' : String(prefill.reps),
    seconds: prefill.seconds === null ? '' : String(Math.round(prefill.seconds)),
    weightStep:
      facts.equipment === 'dumbbell' ? loadableStep(units.weight) * 0.4 : loadableStep(units.weight),
    unit: units.weight,
    distanceUnit: units.distance,
    hidden: {
      superset: target.superset,
      targetRepsMin: target.repsMin,
      targetRepsMax: target.repsMax,
      targetWeightKg: target.weightKg ?? prefill.suggestion?.weightKg ?? null,
    },
  };
}

/** The ramp to the first working set of a barbell exercise; none once a warm-up set was done. */
function warmUpOf(exercise: WorkoutExercise, prefill: Prefill, { units, language }: Viewer) {
  if (exercise.facts.equipment !== 'barbell' || prefill.weightKg === null || exercise.sets.length > 0)
    return [];
  const barKg = units.weight === 'lb' ? 20.412 : USUAL_PLATES.kg.bar;
  return warmUpRamp(prefill.weightKg, barKg, units.weight).map(({ weightKg, reps }) => ({
    weight: String(readableWeight(weightKg, units.weight)),
    reps: String(reps),
    text: `${reps} × ${formatWeight(weightKg, units.weight, language)}`,
  }));
}
