import type { Knex } from 'knex';

/** Photos of a recipe in a book or on a card: kept until it is read, typed off, or a month has gone. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table recipe_photos (
      id uuid primary key,
      household_id uuid not null references households (id) on delete cascade,
      user_id uuid not null references users (id) on delete cascade,
      originals text[] not null,
      files text[] not null default '{}' check (cardinality(files) + cardinality(originals) <= 4),
      bytes bigint not null check (bytes >= 0),
      has_broken boolean not null default false,
      task_id uuid references model_tasks (id) on delete set null,
      recipe_id uuid,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      foreign key (recipe_id, household_id) references recipes (id, household_id) on delete set null (recipe_id)
    );
    create index recipe_photos_of_person on recipe_photos (user_id, created_at desc);
    create index recipe_photos_task on recipe_photos (task_id) where task_id is not null;
    create index recipe_photos_recipe on recipe_photos (recipe_id) where recipe_id is not null;
    create index recipe_photos_age on recipe_photos (updated_at);
    comment on table recipe_photos is 'The photos (1 to 4) of one recipe. Kept for 30 days after the last thing that happened to them.';
    comment on column recipe_photos.originals is 'uploads that still wait to be prepared: names in the store of uploads, in their order';
    comment on column recipe_photos.files is 'photos without metadata, at most 2048 px: names in the store of uploads, in their order';
    comment on column recipe_photos.bytes is 'what they take on the disk';
    comment on column recipe_photos.has_broken is 'whether a photo could not be decoded and was left out';
    comment on column recipe_photos.task_id is 'the last time a model read them';
    comment on column recipe_photos.recipe_id is 'what was made of them';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table recipe_photos');
}
