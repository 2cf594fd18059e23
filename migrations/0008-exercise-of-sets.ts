import type { Knex } from 'knex';

/**
 * When a person is deleted, their own exercises may go before the sets that name them: what counts is that no such set
 * is left in the end.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(
    'alter table workout_sets alter constraint workout_sets_exercise_id_fkey deferrable initially deferred',
  );
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table workout_sets alter constraint workout_sets_exercise_id_fkey not deferrable');
}
