import { NotFoundError } from '../../../errors.ts';
import type { Db, Scope } from '../../../db/index.ts';
import { localTime } from '../../../lib/dates.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { findWorkoutToLog, listEarlierSets, type WorkoutToLog } from './log-queries.ts';
import { exercisePanel } from './panel-view.ts';
import { bareEntry, currentExercise, exercisesOf, nextExercise } from './plan.ts';

/** What is shown: an exercise that was picked, or what follows after one. */
export interface Shown {
  exerciseId?: string | undefined;
  after?: string | undefined;
}

/** All of the logging screen: two queries, however many exercises it has. */
export async function readLogPage(
  db: Db,
  scope: Scope,
  id: string,
  context: { viewer: Viewer; shown: Shown },
) {
  const { viewer, shown } = context;
  const workout = await findWorkoutToLog(db, scope, id);
  if (!workout) throw new NotFoundError('The workout');
  const exercises = exercisesOf(workout.plan, workout.sets, workout.exercises);
  const current =
    exercises.find(({ facts }) => facts.id === shown.exerciseId) ??
    (shown.after ? nextExercise(exercises, shown.after) : currentExercise(exercises));
  const earlier = await listEarlierSets(
    db,
    scope,
    exercises.map(({ facts }) => facts.id),
    { workoutId: id, before: workout.startedAt },
  );
  const panels = exercises.map((exercise) => {
    const own = earlier.filter((row) => row.exercise_id === exercise.facts.id);
    return { ...exercisePanel(workout, exercise, own, viewer), isCurrent: exercise === current };
  });
  const upNext = current && nextExercise(exercises.map(asIfDone(current)), current.facts.id);
  return {
    workout: workoutHead(workout, viewer),
    panels,
    next: panels.find((panel) => panel.id === upNext?.facts.id && !panel.isCurrent),
    rest: restOf(workout, panels),
  };
}

/** The peek from below shows what follows once the current exercise is done. */
function asIfDone(current: { facts: { id: string } }) {
  return <E extends { facts: { id: string }; target: ReturnType<typeof bareEntry> }>(exercise: E): E =>
    exercise.facts.id === current.facts.id
      ? { ...exercise, target: { ...exercise.target, sets: 0 } }
      : exercise;
}

function workoutHead(workout: WorkoutToLog, viewer: Viewer) {
  const { t } = viewer;
  return {
    id: workout.id,
    href: `/fitness/workouts/${workout.id}`,
    title: workout.title || t('fitness.workout.untitled'),
    notes: workout.notes,
    isOver: workout.endedAt !== null,
    subtitle: t('fitness.log.since', { time: localTime(workout.startedAt, viewer.timeZone) }),
    setCount: workout.sets.length,
  };
}

/** The rest that the set done last began. */
function restOf(workout: WorkoutToLog, panels: readonly { id: string; restS: number }[]) {
  const last = workout.sets.reduce<(typeof workout.sets)[number] | undefined>(
    (latest, set) => ((set.completedAt ?? '') > (latest?.completedAt ?? '') ? set : latest),
    undefined,
  );
  if (workout.endedAt !== null || !last?.completedAt) return undefined;
  const seconds = panels.find(({ id }) => id === last.exerciseId)?.restS ?? 0;
  return seconds > 0 ? { seconds, startedAt: last.completedAt } : undefined;
}
