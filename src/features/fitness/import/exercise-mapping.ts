import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import { createExerciseMatcher, type MatchableExercise } from '../exercise-matcher.ts';
import type { ImportedSet, ImportedWorkout } from './imported.ts';
import type { ImportPreview, StoredAnswers } from './import-schema.ts';

/** One name of a file and what it becomes. */
export type MappedExercise = ImportPreview['exercises'][number];

/** All exercises this person can use, ready to be matched. */
export async function loadExercises(db: Db, scope: Scope): Promise<MatchableExercise[]> {
  return selectRows<{ id: string; name: string; aliases: string[]; equipment: string | null; own: boolean }>(
    db,
    `select id, name, aliases, equipment, user_id is not null as own from exercises
      where deleted_at is null and (user_id is null or user_id = :userId)`,
    { userId: scope.userId },
  );
}

/**
 * Finds the exercise for each name of a file. Two names of one file never become the same exercise by
 * themselves: in the app they come from they are two. What is chosen by the person always counts.
 */
export function mapExercises(
  workouts: readonly ImportedWorkout[],
  library: readonly MatchableExercise[],
  chosen: StoredAnswers['exercises'] = {},
): MappedExercise[] {
  const matcher = createExerciseMatcher(library);
  const names = countNames(workouts);
  const found = chosenExercises(names, library, chosen);
  const taken = new Set([...found.values()].flatMap(({ exercise }) => (exercise ? [exercise.id] : [])));
  for (const certainty of ['name', 'alias'] as const) {
    for (const [name] of names) {
      const match = found.has(name) ? undefined : matcher.match(name);
      if (match?.certainty !== certainty || taken.has(match.id)) continue;
      taken.add(match.id);
      found.set(name, { exercise: { id: match.id, name: match.name }, certainty });
    }
  }
  return names.map(([name, sets]) => ({
    name,
    sets,
    ...(found.get(name) ?? { exercise: null, certainty: 'own' }),
    suggestions: matcher.suggest(name, 5).map((match) => ({ id: match.id, name: match.name })),
  }));
}

type Found = Pick<MappedExercise, 'exercise' | 'certainty'>;

function chosenExercises(
  names: readonly [string, number][],
  library: readonly MatchableExercise[],
  chosen: NonNullable<StoredAnswers['exercises']>,
): Map<string, Found> {
  const byId = new Map(library.map((exercise) => [exercise.id, exercise]));
  const found = new Map<string, Found>();
  for (const [name] of names) {
    const choice = Object.hasOwn(chosen, name) ? chosen[name] : undefined;
    const exercise = choice === undefined ? undefined : byId.get(choice);
    if (exercise)
      found.set(name, { exercise: { id: exercise.id, name: exercise.name }, certainty: 'chosen' });
    else if (choice === 'own') found.set(name, { exercise: null, certainty: 'chosen' });
  }
  return found;
}

/** Names by the number of their sets, most first. */
function countNames(workouts: readonly ImportedWorkout[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { sets } of workouts) {
    for (const { exerciseName } of sets) counts.set(exerciseName, (counts.get(exerciseName) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/** What kind of exercise the sets of a name show. */
export function kindOfSets(sets: readonly ImportedSet[]): 'strength' | 'cardio' | 'hold' {
  const has = (pick: (set: ImportedSet) => number | null) => sets.some((set) => (pick(set) ?? 0) > 0);
  if (has(({ reps }) => reps) || has(({ weight }) => weight)) return 'strength';
  if (has(({ distanceM }) => distanceM) || has(({ avgHr }) => avgHr)) return 'cardio';
  return has(({ durationS }) => durationS) ? 'hold' : 'strength';
}
