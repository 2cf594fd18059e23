import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table exercises (
      id uuid primary key,
      user_id uuid references users (id) on delete cascade,
      slug text,
      name text not null check (length(name) between 1 and 120),
      kind text not null check (kind in ('strength', 'cardio', 'hold')),
      category text not null,
      equipment text,
      force text check (force in ('push', 'pull', 'static')),
      mechanic text check (mechanic in ('compound', 'isolation')),
      level text,
      primary_muscles text[] not null default '{}',
      secondary_muscles text[] not null default '{}',
      aliases text[] not null default '{}',
      is_bodyweight boolean not null default false,
      rest_s integer check (rest_s between 0 and 3600),
      notes text check (length(notes) <= 10000),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1,
      check ((user_id is null) = (slug is not null))
    );
    comment on table exercises is 'the library (user_id null, slug set) and people''s own exercises';
    create unique index exercises_slug on exercises (slug);
    create unique index exercises_own_name on exercises (user_id, lower(name)) where user_id is not null and deleted_at is null;
    create index exercises_name_trgm on exercises using gin (lower(name) gin_trgm_ops);

    create table workouts (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      title text not null default '' check (length(title) <= 200),
      notes text not null default '' check (length(notes) <= 10000),
      started_at timestamptz not null,
      ended_at timestamptz,
      local_date date not null,
      time_zone text not null,
      routine_day_id uuid,
      session_rpe numeric(3,1) check (session_rpe between 1 and 10),
      calories integer check (calories between 0 and 50000),
      source text not null default 'web' check (source in ('web', 'api', 'capture', 'import', 'telegram', 'assistant')),
      external_id text,
      import_id uuid,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1,
      check (ended_at is null or ended_at >= started_at)
    );
    create index workouts_by_start on workouts (user_id, started_at desc, id desc) where deleted_at is null;
    create index workouts_by_date on workouts (user_id, local_date) where deleted_at is null;
    create unique index workouts_external on workouts (user_id, external_id) where external_id is not null;
    create index workouts_bin on workouts (deleted_at) where deleted_at is not null;

    create table workout_sets (
      id uuid primary key,
      workout_id uuid not null references workouts (id) on delete cascade,
      user_id uuid not null references users (id) on delete cascade,
      exercise_id uuid not null references exercises (id),
      position integer not null check (position >= 0),
      superset smallint check (superset between 1 and 20),
      set_type text not null default 'normal' check (set_type in ('normal', 'warmup', 'drop', 'myo', 'failure')),
      reps integer check (reps between 0 and 1000),
      weight_kg numeric(8,3) check (weight_kg between 0 and 2000),
      weight_unit text check (weight_unit in ('kg', 'lb')),
      rir numeric(3,1) check (rir between 0 and 10),
      rpe numeric(3,1) check (rpe between 1 and 10),
      duration_s numeric(9,3) check (duration_s between 0 and 604800),
      distance_m numeric(10,2) check (distance_m between 0 and 2000000),
      avg_hr numeric(5,1) check (avg_hr between 20 and 260),
      max_hr numeric(5,1) check (max_hr between 20 and 260),
      calories integer check (calories between 0 and 50000),
      rest_s integer check (rest_s between 0 and 36000),
      target_reps_min integer check (target_reps_min between 0 and 1000),
      target_reps_max integer check (target_reps_max between 0 and 1000),
      target_weight_kg numeric(8,3) check (target_weight_kg between 0 and 2000),
      notes text not null default '' check (length(notes) <= 2000),
      completed_at timestamptz
    );
    create index workout_sets_workout on workout_sets (workout_id, position);
    create index workout_sets_exercise on workout_sets (user_id, exercise_id, completed_at desc);

    create table activity_tracks (
      workout_set_id uuid primary key references workout_sets (id) on delete cascade,
      user_id uuid not null references users (id) on delete cascade,
      points jsonb not null
    );
    comment on column activity_tracks.points is 'at most 300 points: [{ t: s since start, d: m, hr: bpm }]';

    create table routines (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      name text not null check (length(name) between 1 and 120),
      notes text not null default '' check (length(notes) <= 10000),
      is_active boolean not null default true,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1
    );
    create index routines_user on routines (user_id) where deleted_at is null;

    create table routine_days (
      id uuid primary key,
      routine_id uuid not null references routines (id) on delete cascade,
      user_id uuid not null references users (id) on delete cascade,
      position integer not null check (position >= 0),
      name text not null check (length(name) between 1 and 120),
      weekday smallint check (weekday between 0 and 6)
    );
    create index routine_days_routine on routine_days (routine_id, position);
    alter table workouts add foreign key (routine_day_id) references routine_days (id) on delete set null;

    create table routine_entries (
      id uuid primary key,
      routine_day_id uuid not null references routine_days (id) on delete cascade,
      user_id uuid not null references users (id) on delete cascade,
      exercise_id uuid not null references exercises (id),
      position integer not null check (position >= 0),
      superset smallint check (superset between 1 and 20),
      set_type text not null default 'normal' check (set_type in ('normal', 'warmup', 'drop', 'myo', 'failure')),
      sets integer not null default 3 check (sets between 1 and 50),
      reps_min integer check (reps_min between 0 and 1000),
      reps_max integer check (reps_max between 0 and 1000),
      weight_kg numeric(8,3) check (weight_kg between 0 and 2000),
      rir numeric(3,1) check (rir between 0 and 10),
      duration_s integer check (duration_s between 0 and 86400),
      distance_m numeric(10,2) check (distance_m between 0 and 2000000),
      rest_s integer check (rest_s between 0 and 3600),
      increment_kg numeric(6,3) check (increment_kg between 0 and 100),
      check (reps_min is null or reps_max is null or reps_min <= reps_max)
    );
    create index routine_entries_day on routine_entries (routine_day_id, position);
    comment on column routine_entries.increment_kg is 'progression: added to the load when every set reached reps_max';

    create table measurement_types (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      key text,
      name text not null check (length(name) between 1 and 80),
      unit text not null check (length(unit) between 0 and 20),
      decimals smallint not null default 1 check (decimals between 0 and 3),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1
    );
    comment on column measurement_types.key is 'body-weight for the built-in one (stored in kg), null for own types';
    create unique index measurement_types_key on measurement_types (user_id, key) where key is not null;
    create unique index measurement_types_name on measurement_types (user_id, lower(name)) where deleted_at is null;

    create table measurements (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      measurement_type_id uuid not null references measurement_types (id) on delete cascade,
      measured_at timestamptz not null,
      local_date date not null,
      value numeric(12,4) not null check (value between -1000000 and 1000000),
      notes text not null default '' check (length(notes) <= 2000),
      source text not null default 'web',
      external_id text,
      import_id uuid,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1
    );
    create index measurements_by_date on measurements (user_id, measurement_type_id, measured_at desc) where deleted_at is null;
    create unique index measurements_external on measurements (user_id, external_id) where external_id is not null;

    create table photos (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      taken_on date not null,
      pose text check (pose in ('front', 'side', 'back')),
      notes text not null default '' check (length(notes) <= 2000),
      file text not null unique,
      thumbnail_file text not null unique,
      width integer not null check (width > 0),
      height integer not null check (height > 0),
      bytes integer not null check (bytes > 0),
      external_id text,
      import_id uuid,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1
    );
    create index photos_by_date on photos (user_id, taken_on desc) where deleted_at is null;
    create unique index photos_external on photos (user_id, external_id) where external_id is not null;

    create table goals (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      exercise_id uuid references exercises (id) on delete cascade,
      measurement_type_id uuid references measurement_types (id) on delete cascade,
      metric text not null check (metric in ('one_rep_max', 'weight', 'reps', 'distance', 'measurement', 'workouts_per_week')),
      target_value numeric(12,4) not null,
      start_value numeric(12,4),
      due_on date,
      achieved_on date,
      notes text not null default '' check (length(notes) <= 2000),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1,
      check (num_nonnulls(exercise_id, measurement_type_id) <= 1)
    );
    create index goals_user on goals (user_id) where deleted_at is null;

    create table imports (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      file_name text not null,
      file_sha256 bytea not null,
      kind text,
      state text not null check (state in ('uploaded', 'read', 'applying', 'applied', 'refused', 'undone')),
      options jsonb not null default '{}',
      preview jsonb,
      result jsonb,
      problem text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      version integer not null default 1
    );
    create index imports_user on imports (user_id, created_at desc);
    alter table workouts add foreign key (import_id) references imports (id) on delete set null;
    alter table measurements add foreign key (import_id) references imports (id) on delete set null;
    alter table photos add foreign key (import_id) references imports (id) on delete set null;

    create table import_files (
      import_id uuid primary key references imports (id) on delete cascade,
      bytes bytea not null
    );

    create table exports (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      state text not null check (state in ('waiting', 'ready', 'failed', 'expired')),
      file text,
      bytes bigint,
      problem text,
      created_at timestamptz not null default now(),
      expires_at timestamptz
    );
    create index exports_user on exports (user_id, created_at desc);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table exports, import_files, imports, goals, photos, measurements, measurement_types, activity_tracks,
      workout_sets, workouts, routine_entries, routine_days, routines, exercises cascade;
  `);
}
