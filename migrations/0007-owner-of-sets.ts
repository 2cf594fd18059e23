import type { Knex } from 'knex';

/** A set belongs to whom its workout belongs: one foreign key says so, instead of two that could disagree. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table workouts add constraint workouts_owner unique (id, user_id);
    alter table workout_sets
      drop constraint workout_sets_workout_id_fkey,
      drop constraint workout_sets_user_id_fkey,
      add constraint workout_sets_owner foreign key (workout_id, user_id)
        references workouts (id, user_id) on delete cascade;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table workout_sets
      drop constraint workout_sets_owner,
      add constraint workout_sets_workout_id_fkey foreign key (workout_id) references workouts (id) on delete cascade,
      add constraint workout_sets_user_id_fkey foreign key (user_id) references users (id) on delete cascade;
    alter table workouts drop constraint workouts_owner;
  `);
}
