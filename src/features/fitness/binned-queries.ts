import { selectRows, type Db, type Scope } from '../../db/index.ts';
import type { BinnedThing } from '../../http/feature.ts';

interface BinnedRow {
  kind: keyof typeof RESTORATION;
  id: string;
  title: string;
  day: string | null;
  deleted_at: string;
}

/** Where each kind of thing is taken out of the bin. */
const RESTORATION = {
  workout: '/fitness/workouts',
  routine: '/fitness/routines',
  exercise: '/fitness/exercises',
  measurement: '/fitness/body/values',
  measurementType: '/fitness/body/types',
  goal: '/fitness/goals',
  photo: '/fitness/photos',
};

/** What this person threw away of training and body, latest first. */
export async function listBinnedTraining(db: Db, scope: Scope, limit: number): Promise<BinnedThing[]> {
  const rows = await selectRows<BinnedRow>(
    db,
    `select * from (
       select 'workout' as kind, id, title, local_date as day, deleted_at from workouts where user_id = :userId
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
       select 'photo', id, '', taken_on, deleted_at from photos where user_id = :userId) x
      where deleted_at is not null order by deleted_at desc, id limit :limit`,
    { userId: scope.userId, limit },
  );
  return rows.map((row) => ({
    // Only this goal is about nothing that has a name.
    kind:
      row.kind === 'goal' && row.title === ''
        ? 'body.goal.metric.workouts_per_week'
        : `fitness.binned.${row.kind}`,
    title: row.title,
    day: row.day,
    deletedAt: row.deleted_at,
    restoration: `${RESTORATION[row.kind]}/${row.id}/restoration`,
  }));
}
