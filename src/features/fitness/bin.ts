import { binTable, type BinNoun } from '../../jobs/bin.ts';
import { photoBin } from './photos/photo-jobs.ts';

/** What of Fitness can be thrown away, in the order in which it must go: sets before their exercises. */
export const fitnessBin: readonly BinNoun[] = [
  binTable('workouts'),
  binTable('routines'),
  binTable('measurements'),
  photoBin,
  binTable('goals'),
  binTable('measurement_types'),
  // An exercise that something still shows stays: its name is part of old workouts.
  binTable(
    'exercises',
    `not exists (select from workout_sets s where s.exercise_id = exercises.id)
     and not exists (select from routine_entries n where n.exercise_id = exercises.id)`,
  ),
];
