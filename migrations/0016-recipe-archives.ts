import type { Knex } from 'knex';

/** Recipes brought from other programs: the file, what it would add, what it added. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table recipe_archives (
      id uuid primary key,
      household_id uuid not null references households (id) on delete cascade,
      user_id uuid not null references users (id) on delete cascade,
      file_name text not null check (length(file_name) <= 200),
      file text unique,
      state text not null check (state in ('uploaded', 'read', 'applying', 'applied', 'refused', 'undone')),
      preview jsonb,
      result jsonb,
      problem text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      version integer not null default 1
    );
    create index recipe_archives_household on recipe_archives (household_id, created_at desc);
    comment on column recipe_archives.file is 'name in the store of exports; null once it was forgotten';
    alter table recipes add column archive_id uuid references recipe_archives (id) on delete set null;
    create index recipes_archive on recipes (archive_id) where archive_id is not null;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table recipes drop column archive_id; drop table recipe_archives');
}
