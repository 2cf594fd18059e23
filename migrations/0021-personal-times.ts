import type { Knex } from 'knex';

/** What runs for a person every day at a time of their own. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table personal_times (
      user_id uuid not null references users (id) on delete cascade,
      job text not null check (length(job) between 1 and 60),
      at_time text not null check (at_time ~ '^([01][0-9]|2[0-3]):[0-5][0-9]$'),
      next_at timestamptz not null,
      primary key (user_id, job)
    );
    create index personal_times_due on personal_times (next_at);
    comment on column personal_times.at_time is 'by the clock of the person''s time zone';
    comment on column personal_times.next_at is 'worked out anew after each run and when the person''s time zone changes';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table personal_times');
}
