import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import { createExerciseMatcher, type ExerciseMatcher, type MatchableExercise } from '../exercise-matcher.ts';
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
  const byId = new Map(library.map((exercise) => [exercise.id, exercise]));
  const taken = new Set<string>();
  const mapped = new Map<string, MappedExercise>();
  const names = [...countNames(workouts)];
  for (const [name, sets] of names) {
    const choice = Object.hasOwn(chosen, name) ? chosen[name] : undefined;
    const exercise = choice === undefined || choice === 'own' ? undefined : byId.get(choice);
    if (choice === 'own' || exercise) {
      const ref = exercise ? { id: exercise.id, name: exercise.name } : null;
      mapped.set(name, {
        name,
        sets,
        exercise: ref,
        certainty: 'chosen',
        suggestions: suggestionsFor(matcher, name),
      });
      if (exercise) taken.add(exercise.id);
    }
  }
  for (const certainty of ['name', 'alias'] as const) {
    for (const [name, sets] of names) {
      const match = mapped.has(name) ? undefined : matcher.match(name);
      if (match?.certainty !== certainty || taken.has(match.id)) continue;
      taken.add(match.id);
      const exercise = { id: match.id, name: match.name };
      mapped.set(name, { name, sets, exercise, certainty, suggestions: suggestionsFor(matcher, name) });
    }
  }
  return names.map(
    ([name, sets]) =>
      mapped.get(name) ?? {
        name,
        sets,
        exercise: null,
        certainty: 'own',
        suggestions: suggestionsFor(matcher, name),
      },
  );
}

function suggestionsFor(matcher: ExerciseMatcher, name: string): { id: string; name: string }[] {
  return matcher.suggest(name, 5).map((match) => ({ id: match.id, name: match.name }));
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
