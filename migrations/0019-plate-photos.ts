import type { Knex } from 'knex';

/** Photos of plates, on the way to the diary. Small, so they stand in the row: nothing is left on a disk. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table plate_photos (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      on_date date not null,
      meal_type text not null check (meal_type in ('breakfast', 'lunch', 'dinner', 'snack')),
      picture bytea not null check (octet_length(picture) <= 10485760),
      is_prepared boolean not null default false,
      task_id uuid references model_tasks (id) on delete set null,
      entry_ids uuid[] not null default '{}' check (cardinality(entry_ids) <= 20),
      created_at timestamptz not null,
      updated_at timestamptz not null
    );
    create index plate_photos_person on plate_photos (user_id, created_at desc);
    create index plate_photos_task on plate_photos (task_id) where task_id is not null;
    create index plate_photos_age on plate_photos (created_at);
    comment on table plate_photos is 'Kept for 30 days.';
    comment on column plate_photos.picture is 'as it was sent; once prepared a small JPEG without metadata, as a model sees it';
    comment on column plate_photos.task_id is 'the last time a model looked at it';
    comment on column plate_photos.entry_ids is 'what stands in the diary because of it';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table plate_photos');
}
