import { selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { ArchivePart } from './archive-schema.ts';

const pageRows = 200;

/** Of every row: its columns but those that belong to one installation. */
const rowOf = (alias: string, ...hidden: string[]) =>
  `to_jsonb(${alias}) - '{user_id,import_id,deleted_at,updated_at,version${hidden.map((name) => `,${name}`).join('')}}'::text[]`;

const EXERCISE_NAME = (alias: string) =>
  `jsonb_build_object('exercise', (select e.name from exercises e where e.id = ${alias}.exercise_id))`;

const SETS = `coalesce((
  select jsonb_agg(${rowOf('s', 'workout_id')} || ${EXERCISE_NAME('s')} || jsonb_build_object('track', t.points) order by s.position, s.id)
    from workout_sets s left join activity_tracks t on t.workout_set_id = s.id where s.workout_id = r.id), '[]')`;

const ENTRIES = `coalesce((
  select jsonb_agg(${rowOf('n', 'routine_day_id')} || ${EXERCISE_NAME('n')} order by n.position, n.id)
    from routine_entries n where n.routine_day_id = d.id), '[]')`;

const DAYS = `coalesce((
  select jsonb_agg(${rowOf('d', 'routine_id')} || jsonb_build_object('entries', ${ENTRIES}) order by d.position, d.id)
    from routine_days d where d.routine_id = r.id), '[]')`;

const PARTS: Record<ArchivePart, { table: string; row: string; onlyWhere?: string }> = {
  exercises: { table: 'exercises', row: rowOf('r', 'slug') },
  routines: { table: 'routines', row: `${rowOf('r')} || jsonb_build_object('days', ${DAYS})` },
  workouts: { table: 'workouts', row: `${rowOf('r', 'plan')} || jsonb_build_object('sets', ${SETS})` },
  measurementTypes: { table: 'measurement_types', row: rowOf('r') },
  measurements: { table: 'measurements', row: rowOf('r') },
  goals: { table: 'goals', row: `${rowOf('r')} || ${EXERCISE_NAME('r')}` },
  photos: {
    table: 'photos',
    row: rowOf(
      'r',
      'file',
      'thumbnail_file',
      'original_file',
      'width',
      'height',
      'bytes',
      'state',
      'problem',
    ),
    onlyWhere: `r.state = 'ready'`,
  },
};

/** All rows of a part that are not in the bin, by id, read in pages so that no statement is long. */
export async function* archiveRows(
  db: Db,
  scope: Scope,
  part: ArchivePart,
): AsyncGenerator<Record<string, unknown>> {
  const { table, row, onlyWhere = 'true' } = PARTS[part];
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await selectRows<{ id: string; row: Record<string, unknown> }>(
      db,
      `select r.id, ${row} as row from ${table} r
        where r.user_id = :userId and r.deleted_at is null and ${onlyWhere} and r.id > :after order by r.id limit :limit`,
      { userId: scope.userId, after, limit: pageRows },
    );
    for (const { row: columns } of rows) yield inCamelCase(columns) as Record<string, unknown>;
    const last = rows.at(-1);
    if (!last || rows.length < pageRows) return;
    after = last.id;
  }
}

/** Keys as the API writes them, instants in UTC. */
function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isInstant = (key === 'at' || key.endsWith('_at')) && typeof inner === 'string';
      const camel = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
      return [camel, isInstant ? new Date(inner).toISOString() : inCamelCase(inner)];
    }),
  );
}

export interface Profile {
  name: string;
  email: string;
  weightUnit: string;
  distanceUnit: string;
  timeZone: string;
  weekStart: number;
  language: string;
  theme: string;
}

export function findProfile(db: Db, scope: Scope): Promise<Profile | undefined> {
  return selectRow<Profile & Record<string, unknown>>(
    db,
    `select name, email, weight_unit as "weightUnit", distance_unit as "distanceUnit", time_zone as "timeZone",
            week_start as "weekStart", language, theme from users where id = :userId`,
    { userId: scope.userId },
  );
}

/** Stored names of the pictures of the photos not in the bin, by the id of the photo. */
export async function listPhotoFiles(db: Db, scope: Scope): Promise<{ id: string; file: string }[]> {
  return selectRows<{ id: string; file: string }>(
    db,
    `select id, file from photos where user_id = :userId and deleted_at is null and state = 'ready' order by id`,
    { userId: scope.userId },
  );
}
