import type { Knex } from 'knex';

/** What each person ate, private to them, and the secret address of each person's calendar. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table diary_entries (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      on_date date not null,
      at timestamptz not null,
      meal_type text not null check (meal_type in ('breakfast', 'lunch', 'dinner', 'snack')),
      recipe_id uuid references recipes (id) on delete set null,
      food_id uuid references foods (id) on delete set null,
      plan_entry_id uuid references meal_plan_entries (id) on delete set null,
      title text not null check (length(title) between 1 and 300),
      quantity numeric(9,3) check (quantity > 0 and quantity <= 100000),
      unit text check (length(unit) between 1 and 60),
      grams numeric(9,2) check (grams > 0 and grams <= 100000),
      servings numeric(7,3) check (servings > 0 and servings <= 100),
      nutrients jsonb not null check (jsonb_typeof(nutrients) = 'object'),
      notes text not null default '' check (length(notes) <= 2000),
      source text not null default 'web' check (source in ('web', 'api', 'capture', 'photo', 'import', 'telegram', 'assistant')),
      external_id text check (length(external_id) <= 300),
      import_id uuid,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1,
      check (recipe_id is null or food_id is null)
    );
    comment on column diary_entries.nutrients is
      'of all that was eaten, as it was known then: { kcal, proteinG, carbG, sugarG, fatG, saturatedFatG, fiberG, sodiumMg, complete }';
    comment on column diary_entries.title is 'the name of the recipe or food when it was eaten: it stays when that is gone';
    comment on column diary_entries.quantity is 'as it was said, in "unit": 2 slices; grams is what that weighs';
    create index diary_entries_day on diary_entries (user_id, on_date) where deleted_at is null;
    create index diary_entries_bin on diary_entries (deleted_at) where deleted_at is not null;
    create index diary_entries_recipe on diary_entries (recipe_id) where recipe_id is not null;
    create index diary_entries_food on diary_entries (food_id) where food_id is not null;
    create index diary_entries_plan on diary_entries (plan_entry_id) where plan_entry_id is not null;
    create unique index diary_entries_planned on diary_entries (user_id, plan_entry_id)
      where plan_entry_id is not null and deleted_at is null;
    create unique index diary_entries_external on diary_entries (user_id, external_id) where external_id is not null;

    create table calendar_feeds (
      user_id uuid primary key references users (id) on delete cascade,
      token_hash bytea not null unique check (length(token_hash) = 32),
      created_at timestamptz not null default now(),
      last_read_at timestamptz
    );
    comment on table calendar_feeds is 'the secret address of a person''s calendar: only its SHA-256 is kept';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table calendar_feeds, diary_entries');
}
