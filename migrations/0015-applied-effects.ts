import type { Knex } from 'knex';

/** Effects of work that may be run again, each by a key of its own: what is noted here has been done. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table applied_effects (
      key text primary key check (length(key) between 1 and 200),
      applied_at timestamptz not null
    );
    create index applied_effects_age on applied_effects (applied_at);
    comment on table applied_effects is 'Kept for 30 days.';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table applied_effects');
}
