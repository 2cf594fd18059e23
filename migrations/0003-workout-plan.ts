import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table workouts add column plan jsonb not null default '[]' check (jsonb_typeof(plan) = 'array');
    comment on column workouts.plan is 'what a running workout is going to have, copied from a routine or an earlier workout';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table workouts drop column plan');
}
