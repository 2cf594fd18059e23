import type { Db, Scope } from '../../db/index.ts';
import { createExerciseMatcher, type ExerciseMatch, type ExerciseMatcher } from './exercise-matcher.ts';
import { listLibraryNames, listOwnNames } from './exercise-queries.ts';

/** Finds exercises by the names people write: their own first, then the library. */
export interface ExerciseFinder {
  /** A matcher over everything this person can use. */
  for(db: Db, scope: Scope): Promise<ExerciseMatcher>;
}

/**
 * The library's names are prepared once a process (they change with a release only), a person's own ones at each
 * question. Make one finder for each place that asks.
 */
export function createExerciseFinder(): ExerciseFinder {
  let library: Promise<ExerciseMatcher> | undefined;
  const libraryOf = (db: Db): Promise<ExerciseMatcher> => {
    library ??= listLibraryNames(db).then(createExerciseMatcher);
    library.catch(() => (library = undefined));
    return library;
  };
  return {
    async for(db, scope) {
      const [shared, names] = await Promise.all([libraryOf(db), listOwnNames(db, scope)]);
      return names.length === 0 ? shared : bothOf(createExerciseMatcher(names), shared);
    },
  };
}

function bothOf(own: ExerciseMatcher, shared: ExerciseMatcher): ExerciseMatcher {
  return {
    match: (name) => own.match(name) ?? shared.match(name),
    suggest(name, limit = 8) {
      const all: ExerciseMatch[] = [...own.suggest(name, limit), ...shared.suggest(name, limit)];
      return all.sort((a, b) => b.score - a.score).slice(0, limit);
    },
  };
}
