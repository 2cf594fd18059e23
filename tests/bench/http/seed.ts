import { hashToken } from '../../../src/auth/sessions.ts';
import { execute, selectRows, type Db } from '../../../src/db/index.ts';
import { newId } from '../../../src/lib/uuid.ts';

const USERS = 200;
const WORKOUTS_EACH = 200;
const SETS_EACH = 2;
const MEASUREMENTS_EACH = 120;
const EXERCISES = [
  ...['barbell-squat', 'barbell-bench-press-medium-grip', 'barbell-deadlift'],
  ...['bent-over-barbell-row', 'standing-military-press', 'barbell-curl'],
];

/** Somebody the benchmark acts as. */
export interface Person {
  userId: string;
  /** The secret of their session, before it is signed into a cookie. */
  sessionToken: string;
  apiToken: string;
}

export interface Seeded {
  /** Have a year of training; nothing of theirs is changed. */
  readers: Person[];
  /** Logs workouts. */
  writer: Person;
  exerciseIds: string[];
}

/** Fills an empty, migrated database: 200 people, 40,000 workouts with 80,000 sets, 24,000 measurements. */
export async function seedBenchmark(db: Db): Promise<Seeded> {
  const people = Array.from({ length: USERS + 1 }, (_, at) => ({
    userId: newId(),
    sessionToken: `session-of-${at}`.padEnd(43, 'x'),
    apiToken: `pa_${`token-of-${at}`.padEnd(43, 'x')}`,
  }));
  await insertPeople(db, people);
  const exercises = await selectRows<{ id: string }>(
    db,
    'select id from exercises where slug = any(:slugs) order by slug',
    { slugs: EXERCISES },
  );
  const exerciseIds = exercises.map(({ id }) => id);
  if (exerciseIds.length !== EXERCISES.length)
    throw new Error('The library misses exercises of the benchmark.');
  const readers = people.slice(0, USERS);
  await insertTraining(
    db,
    readers.map(({ userId }) => userId),
    exerciseIds,
  );
  await execute(db, 'analyze');
  return { readers, writer: people[USERS]!, exerciseIds };
}

/** Takes away what was logged while measuring, so that every round meets the same tables. */
export async function removeWritten(db: Db, { writer }: Seeded): Promise<void> {
  await execute(db, 'delete from workouts where user_id = :userId', { userId: writer.userId });
}

async function insertPeople(db: Db, people: readonly Person[]): Promise<void> {
  const rows = people.map(({ userId, sessionToken, apiToken }, at) => ({
    ...{ user_id: userId, household_id: newId(), session_id: newId(), token_id: newId() },
    email: `person${at}@example.org`,
    name: `Person & Co <${at}>`,
    session_hash: `\\x${hashToken(sessionToken).toString('hex')}`,
    token_hash: `\\x${hashToken(apiToken).toString('hex')}`,
  }));
  await execute(
    db,
    `with people as materialized (
       select * from jsonb_to_recordset(:rows::jsonb) as p (user_id uuid, household_id uuid, session_id uuid, token_id uuid,
         email text, name text, session_hash bytea, token_hash bytea)),
     homes as (insert into households (id, name) select household_id, 'Home' from people),
     users as (insert into users (id, household_id, email, name, role, password_hash, time_zone)
       select user_id, household_id, email, name, 'owner', '!', 'Europe/Berlin' from people),
     sessions as (insert into sessions (id, token_hash, user_id, expires_at)
       select session_id, session_hash, user_id, now() + interval '1 day' from people)
     insert into api_tokens (id, user_id, name, token_hash, token_hint, scopes, last_used_at)
       select token_id, user_id, 'bench', token_hash, 'xxxx', '{read,write}', now() from people`,
    { rows: JSON.stringify(rows) },
  );
}

/** A version 7 UUID of an instant, as the product makes them: rows of one time lie together in an index. */
const UUID_AT = (instant: string) =>
  `(lpad(to_hex((extract(epoch from ${instant}) * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 3) ||
    '8' || substr(md5(random()::text), 1, 15))::uuid`;

async function insertTraining(db: Db, userIds: string[], exerciseIds: string[]): Promise<void> {
  await execute(
    db,
    `insert into workouts (id, user_id, title, notes, started_at, ended_at, local_date, time_zone)
     select ${UUID_AT('d.started_at')}, p.user_id,
            (array['Push day','Pull day','Leg day','Upper body','Full body','Long run','Intervals'])[1 + (d.n + p.at) % 7],
            'note ' || d.n, d.started_at, d.started_at + interval '50 minutes', d.started_at::date, 'Europe/Berlin'
       from unnest(:userIds::uuid[]) with ordinality as p (user_id, at),
            lateral (select n, date_trunc('hour', now()) - n * interval '1 day' - p.at * interval '1 minute' as started_at
                       from generate_series(1, ${WORKOUTS_EACH}) n) d`,
    { userIds },
  );
  await execute(
    db,
    `insert into workout_sets (id, workout_id, user_id, exercise_id, position, reps, weight_kg, weight_unit, completed_at)
     select ${UUID_AT('w.started_at')}, w.id, w.user_id, (:exerciseIds::uuid[])[1 + (w.at + p) % ${EXERCISES.length}], p,
            3 + (w.at + p) % 10, 20.5 + (w.at * 3 + p * 5) % 100, 'kg', w.started_at + interval '10 minutes'
       from (select *, row_number() over (order by started_at, id) as at from workouts) w,
            generate_series(0, ${SETS_EACH - 1}) p`,
    { exerciseIds },
  );
  await execute(
    db,
    `insert into measurement_types (id, user_id, key, name, unit)
     select ${UUID_AT('now()')}, u, 'body-weight', 'Body weight', 'kg' from unnest(:userIds::uuid[]) u
     on conflict do nothing`,
    { userIds },
  );
  await execute(
    db,
    `insert into measurements (id, user_id, measurement_type_id, measured_at, local_date, value)
     select ${UUID_AT('d.at')}, t.user_id, t.id, d.at, d.at::date, 70.5 + d.n % 20
       from measurement_types t,
            lateral (select n, date_trunc('hour', now()) - n * interval '1 day' as at
                       from generate_series(1, ${MEASUREMENTS_EACH}) n) d`,
  );
}
