import type { Knex } from 'knex';

/** Recipes of a household: how they came, what goes in, what to do, and what their foods say of them. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table recipes (
      id uuid primary key,
      household_id uuid not null references households (id) on delete cascade,
      created_by uuid references users (id) on delete set null,
      title text not null check (length(title) between 1 and 200),
      description text not null default '' check (length(description) <= 10000),
      source_url text check (length(source_url) <= 2000),
      source_name text check (length(source_name) <= 200),
      yields_servings numeric(7,2) not null check (yields_servings > 0 and yields_servings <= 1000),
      yield_text text check (length(yield_text) <= 200),
      prep_min integer check (prep_min between 0 and 20160),
      cook_min integer check (cook_min between 0 and 20160),
      total_min integer check (total_min between 0 and 40320),
      cuisine text check (length(cuisine) <= 80),
      course text check (length(course) <= 80),
      tags text[] not null default '{}' check (cardinality(tags) <= 50),
      meal_types text[] not null default '{}' check (meal_types <@ array['breakfast', 'lunch', 'dinner', 'snack']),
      rating smallint check (rating between 1 and 5),
      notes text not null default '' check (length(notes) <= 10000),
      language text check (length(language) <= 20),
      nutrition jsonb,
      allergens text[] not null default '{}',
      diets text[] not null default '{}',
      image_state text check (image_state in ('waiting', 'ready', 'refused')),
      image_file text unique,
      image_thumbnail_file text unique,
      image_original_file text unique,
      image_width integer check (image_width > 0),
      image_height integer check (image_height > 0),
      image_bytes integer check (image_bytes > 0),
      image_problem text,
      image_url text check (length(image_url) <= 2000),
      source text not null default 'web'
        check (source in ('web', 'api', 'capture', 'import', 'model', 'telegram', 'assistant')),
      external_id text,
      search tsvector not null default '',
      search_text text not null default '',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1,
      unique (id, household_id),
      check (image_state is distinct from 'ready'
        or num_nonnulls(image_file, image_thumbnail_file, image_width, image_height) = 4)
    );
    comment on column recipes.nutrition is 'per serving, computed from the lines: { kcal, proteinG, carbG, sugarG, fatG, saturatedFatG, fiberG, sodiumMg, complete, missing }';
    comment on column recipes.image_url is 'where an imported recipe had its picture';
    comment on column recipes.image_original_file is 'the upload as it came, until it has been re-encoded';
    comment on column recipes.search is 'title (A), tags (B), foods of the lines (C)';
    comment on column recipes.search_text is 'title, tags and foods, lower case without accents: for searches with typing errors';
    create index recipes_household on recipes (household_id, created_at desc, id desc) where deleted_at is null;
    create index recipes_search on recipes using gin (search);
    create unique index recipes_external on recipes (household_id, external_id) where external_id is not null;
    create index recipes_bin on recipes (deleted_at) where deleted_at is not null;

    create table recipe_ingredients (
      id uuid primary key,
      recipe_id uuid not null,
      household_id uuid not null,
      position integer not null check (position >= 0),
      section text check (length(section) <= 200),
      original_text text not null check (length(original_text) between 1 and 500),
      quantity numeric check (quantity >= 0 and quantity <= 1000000),
      quantity_max numeric check (quantity_max >= 0 and quantity_max <= 1000000),
      unit text check (length(unit) <= 40),
      food_name text not null default '' check (length(food_name) <= 500),
      note text check (length(note) <= 500),
      is_optional boolean not null default false,
      is_negligible boolean not null default false,
      food_id uuid references foods (id) on delete set null,
      grams numeric check (grams >= 0),
      foreign key (recipe_id, household_id) references recipes (id, household_id) on delete cascade
    );
    create index recipe_ingredients_recipe on recipe_ingredients (recipe_id, position);
    create index recipe_ingredients_food on recipe_ingredients (food_id) where food_id is not null;

    comment on column recipe_ingredients.is_negligible is 'without weight, and none is missed in the nutrition: salt to taste';

    create table recipe_steps (
      id uuid primary key,
      recipe_id uuid not null,
      household_id uuid not null,
      position integer not null check (position >= 0),
      section text check (length(section) <= 200),
      text text not null check (length(text) between 1 and 5000),
      timer_s integer check (timer_s between 1 and 604800),
      lead_min integer check (lead_min between 1 and 20160),
      foreign key (recipe_id, household_id) references recipes (id, household_id) on delete cascade
    );
    create index recipe_steps_recipe on recipe_steps (recipe_id, position);
    comment on column recipe_steps.lead_min is 'must start so many minutes before the meal: thaw, soak, marinate';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table recipe_steps, recipe_ingredients, recipes');
}
