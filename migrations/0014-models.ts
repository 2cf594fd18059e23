import type { Knex } from 'knex';

/** What is asked of language models: every call with what the model saw, and the work that waits for an answer. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table users add column allows_cloud_models boolean not null default false;
    comment on column users.allows_cloud_models is 'whether what this person owns may be sent to a model outside of this installation';

    create table model_calls (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      purpose text not null check (length(purpose) between 1 and 60),
      provider text not null check (provider in ('ollama', 'openai', 'anthropic')),
      model text not null check (length(model) between 1 and 200),
      prompt jsonb not null,
      answer text,
      prompt_tokens integer check (prompt_tokens >= 0),
      completion_tokens integer check (completion_tokens >= 0),
      held_tokens integer not null check (held_tokens >= 0),
      cost_micro_usd bigint not null default 0 check (cost_micro_usd >= 0),
      tries smallint not null default 1 check (tries between 1 and 10),
      latency_ms integer check (latency_ms >= 0),
      outcome text not null default 'running'
        check (outcome in ('running', 'answered', 'repaired', 'invalid', 'timeout', 'aborted', 'too-long', 'failed')),
      error text,
      created_at timestamptz not null
    );
    create index model_calls_of_person on model_calls (user_id, created_at desc, id desc);
    create index model_calls_age on model_calls (created_at);
    comment on table model_calls is 'Kept for 30 days.';
    comment on column model_calls.prompt is 'what the model saw: { system, messages: [{ role, text, images }], schema, tools }; pictures as type and size only';
    comment on column model_calls.held_tokens is 'what counts against the daily cap: an estimate while it runs, then what was used';
    comment on column model_calls.cost_micro_usd is 'millionths of a US dollar; an estimate while it runs';

    create table model_tasks (
      id uuid primary key,
      household_id uuid not null references households (id) on delete cascade,
      user_id uuid not null references users (id) on delete cascade,
      kind text not null check (length(kind) between 1 and 60),
      state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
      input jsonb not null,
      result jsonb,
      note text,
      watchers integer not null default 0,
      unwatched_since timestamptz,
      created_at timestamptz not null,
      finished_at timestamptz,
      check ((finished_at is null) = (state in ('waiting', 'running')))
    );
    create index model_tasks_of_person on model_tasks (user_id, created_at desc);
    create index model_tasks_age on model_tasks (created_at);
    comment on table model_tasks is 'Work of the jobs worker in which a model takes part. Kept for 30 days.';
    comment on column model_tasks.note is 'what the model did not do, as a key of the catalogue';
    comment on column model_tasks.watchers is 'open pages that follow it; work that nobody watches any more is ended';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table model_tasks;
    drop table model_calls;
    alter table users drop column allows_cloud_models;
  `);
}
