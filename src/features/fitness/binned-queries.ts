import type { Db, Scope } from '../../db/index.ts';
import { selectBinned } from '../../http/binned-things.ts';
import type { BinnedThing } from '../../http/feature.ts';

/** Where each kind of thing is taken out of the bin. */
const PATHS = {
  workout: '/fitness/workouts',
  routine: '/fitness/routines',
  exercise: '/fitness/exercises',
  measurement: '/fitness/body/values',
  measurementType: '/fitness/body/types',
  goal: '/fitness/goals',
  photo: '/fitness/photos',
};

const ROWS = `select 'workout' as kind, id, title, local_date as day, deleted_at from workouts where user_id = :userId
    union all
    select 'routine', id, name, null, deleted_at from routines where user_id = :userId
    union all
    select 'exercise', id, name, null, deleted_at from exercises where user_id = :userId
    union all
    select 'measurement', m.id, t.name, m.local_date, m.deleted_at
      from measurements m join measurement_types t on t.id = m.measurement_type_id and t.deleted_at is null
     where m.user_id = :userId
    union all
    select 'measurementType', id, name, null, deleted_at from measurement_types where user_id = :userId
    union all
    select 'goal', g.id, coalesce(e.name, t.name, ''), null, g.deleted_at from goals g
      left join exercises e on e.id = g.exercise_id
      left join measurement_types t on t.id = g.measurement_type_id
     where g.user_id = :userId
    union all
    select 'photo', id, '', taken_on, deleted_at from photos where user_id = :userId`;

/** What this person threw away of training and body, latest first. */
export async function listBinnedTraining(db: Db, scope: Scope, limit: number): Promise<BinnedThing[]> {
  const things = await selectBinned(db, scope, { room: 'fitness', paths: PATHS, rows: ROWS }, limit);
  // Only this goal is about nothing that has a name.
  return things.map((thing) =>
    thing.kind === 'fitness.binned.goal' && thing.title === ''
      ? { ...thing, kind: 'body.goal.metric.workouts_per_week' }
      : thing,
  );
}
