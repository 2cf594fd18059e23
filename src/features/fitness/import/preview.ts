import type { Db, Scope } from '../../../db/index.ts';
import { localDate } from '../../../lib/dates.ts';
import { loadExercises, mapExercises } from './exercise-mapping.ts';
import type { Translate } from '../../../http/texts.ts';
import { wordsIn } from './import-words.ts';
import type { ImportedFile, ImportedWorkout } from './imported.ts';
import type { ImportPreview, StoredAnswers } from './import-schema.ts';
import { listKnownKeys } from './known-workouts.ts';

const shownWarnings = 50;
const shownWorkouts = 5;

/** The dry run of a workout file: what it is, what would be added, what is there already, what is open. */
export async function previewOf(
  db: Db,
  scope: Scope,
  file: ImportedFile,
  { answers, timeZone, t }: { answers: StoredAnswers; timeZone: string; t: Translate },
): Promise<ImportPreview> {
  const known = await listKnownKeys(
    db,
    scope,
    file.workouts.map(({ externalId }) => externalId),
  );
  const toAdd = file.workouts.filter(({ externalId }) => !known.has(externalId));
  const inBin = [...known.values()].filter((workout) => workout.inBin).length;
  const days = file.workouts.map((workout) => dayOf(workout, timeZone)).sort();
  return {
    kind: file.kind,
    from: days[0] ?? null,
    to: days.at(-1) ?? null,
    workouts: { total: file.workouts.length, toAdd: toAdd.length, existing: known.size - inBin, inBin },
    sets: { total: countSets(file.workouts), toAdd: countSets(toAdd) },
    others: [],
    skippedRows: file.skippedRows,
    questions: file.questions,
    warnings: file.warnings
      .slice(0, shownWarnings)
      .map(({ line, ...words }) => ({ line, message: wordsIn(t, words) })),
    exercises: mapExercises(toAdd, await loadExercises(db, scope), answers.exercises),
    sample: toAdd.slice(-shownWorkouts).map((workout) => ({
      title: workout.title,
      localDate: dayOf(workout, timeZone),
      sets: workout.sets.length,
    })),
  };
}

/** The day of a workout on the person's calendar. */
export function dayOf({ start }: ImportedWorkout, timeZone: string): string {
  return 'instant' in start ? localDate(start.instant, timeZone) : start.local.slice(0, 10);
}

function countSets(workouts: readonly ImportedWorkout[]): number {
  return workouts.reduce((sum, { sets }) => sum + sets.length, 0);
}
