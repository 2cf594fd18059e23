import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create extension if not exists citext;
    create extension if not exists pg_trgm;
    create extension if not exists unaccent;

    create table households (
      id uuid primary key,
      name text not null check (length(name) between 1 and 100),
      created_at timestamptz not null default now()
    );

    create table users (
      id uuid primary key,
      household_id uuid not null references households (id),
      email citext not null check (length(email) between 3 and 254),
      name text not null check (length(name) between 1 and 100),
      role text not null check (role in ('owner', 'admin', 'member')),
      password_hash text not null,
      totp_secret text,
      totp_enabled_at timestamptz,
      totp_last_step bigint,
      weight_unit text not null default 'kg' check (weight_unit in ('kg', 'lb')),
      distance_unit text not null default 'km' check (distance_unit in ('km', 'mi')),
      time_zone text not null default 'UTC',
      week_start smallint not null default 1 check (week_start between 0 and 6),
      language text not null default 'en',
      theme text not null default 'auto' check (theme in ('auto', 'light', 'dark')),
      disabled_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      version integer not null default 1
    );
    create unique index users_email on users (email);
    create index users_household on users (household_id);
    comment on column users.week_start is '0 = Sunday … 6 = Saturday';
    comment on column users.totp_secret is 'encrypted with SECRET_KEY';

    create table recovery_codes (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      code_hash bytea not null,
      used_at timestamptz
    );
    create index recovery_codes_user on recovery_codes (user_id);

    create table sessions (
      id uuid primary key,
      token_hash bytea not null unique,
      user_id uuid not null references users (id) on delete cascade,
      created_at timestamptz not null default now(),
      last_seen_at timestamptz not null default now(),
      expires_at timestamptz not null,
      ip inet,
      user_agent text not null default ''
    );
    create index sessions_user on sessions (user_id);
    comment on column sessions.token_hash is 'sha256 of the cookie''s token: a stolen table opens no session';

    create table one_time_links (
      id uuid primary key,
      token_hash bytea not null unique,
      kind text not null check (kind in ('setup', 'invitation', 'password-reset')),
      user_id uuid references users (id) on delete cascade,
      household_id uuid references households (id) on delete cascade,
      role text check (role in ('admin', 'member')),
      email citext,
      created_by uuid references users (id) on delete cascade,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      used_at timestamptz
    );

    create table api_tokens (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      name text not null check (length(name) between 1 and 100),
      token_hash bytea not null unique,
      token_hint text not null,
      scopes text[] not null check (scopes <@ array['read', 'write'] and cardinality(scopes) > 0),
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      last_used_at timestamptz,
      revoked_at timestamptz
    );
    create index api_tokens_user on api_tokens (user_id);

    create table sign_in_failures (
      account_hash bytea not null,
      ip inet not null,
      failed_at timestamptz not null default now()
    );
    create index sign_in_failures_account on sign_in_failures (account_hash, failed_at);
    create index sign_in_failures_ip on sign_in_failures (ip, failed_at);

    create table audit_log (
      id uuid primary key,
      household_id uuid references households (id) on delete cascade,
      user_id uuid references users (id) on delete set null,
      event text not null,
      subject text,
      ip inet,
      user_agent text,
      detail jsonb not null default '{}',
      at timestamptz not null default now()
    );
    create index audit_log_household on audit_log (household_id, at desc);

    create table idempotency_keys (
      user_id uuid not null references users (id) on delete cascade,
      key text not null check (length(key) between 1 and 200),
      request_hash bytea not null,
      status smallint not null,
      answer jsonb not null,
      created_at timestamptz not null default now(),
      primary key (user_id, key)
    );
    create index idempotency_keys_age on idempotency_keys (created_at);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table idempotency_keys, audit_log, sign_in_failures, api_tokens, one_time_links, sessions,
      recovery_codes, users, households;
  `);
}
