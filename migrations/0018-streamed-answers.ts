import type { Knex } from 'knex';

/** What a model has said so far of an answer that a page shows while it comes. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table model_tasks
      add column answer text not null default '' check (length(answer) <= 200000),
      add column answer_pieces integer not null default 0 check (answer_pieces >= 0);
    comment on column model_tasks.answer is 'text streamed to the page that follows the task, whole up to now';
    comment on column model_tasks.answer_pieces is 'order number of the last piece of it that was told';
    create index model_tasks_of_plan on model_tasks ((input->>'runId')) where kind = 'explain-plan';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop index model_tasks_of_plan;
    alter table model_tasks drop column answer_pieces, drop column answer;
  `);
}
