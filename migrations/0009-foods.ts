import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table foods (
      id uuid primary key,
      household_id uuid references households (id) on delete cascade,
      name text not null check (length(name) between 1 and 160),
      plural text check (length(plural) <= 160),
      aliases text[] not null default '{}',
      description text not null default '' check (length(description) <= 2000),
      aisle text not null default 'other' check (aisle in ('produce', 'bakery', 'meat', 'fish', 'dairy', 'eggs', 'frozen',
        'grains', 'canned', 'baking', 'spices', 'oils', 'condiments', 'snacks', 'sweets', 'beverages', 'baby', 'household',
        'other')),
      source text not null check (source in ('usda', 'own', 'edamam')),
      source_id text,
      density_g_per_ml numeric(7,4) check (density_g_per_ml > 0 and density_g_per_ml <= 25),
      kcal numeric(7,2) check (kcal between 0 and 1000),
      protein_g numeric(6,2) check (protein_g between 0 and 100),
      carb_g numeric(6,2) check (carb_g between 0 and 100),
      sugar_g numeric(6,2) check (sugar_g between 0 and 100),
      fat_g numeric(6,2) check (fat_g between 0 and 100),
      saturated_fat_g numeric(6,2) check (saturated_fat_g between 0 and 100),
      fiber_g numeric(6,2) check (fiber_g between 0 and 100),
      sodium_mg numeric(8,2) check (sodium_mg between 0 and 100000),
      confidence text not null default 'measured' check (confidence in ('measured', 'derived', 'estimated')),
      allergens text[] not null default '{}',
      diets text[] not null default '{}',
      portions jsonb not null default '[]',
      commonness smallint not null default 0 check (commonness between 0 and 100),
      match_names text[] not null default '{}',
      match_words text[] not null default '{}',
      search_text text not null default '',
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1,
      check ((household_id is null) = (source = 'usda'))
    );
    comment on table foods is 'the product''s food table (household_id null) and the foods of households; nutrients per 100 g';
    comment on column foods.source_id is 'NDB number of the USDA, foodId of Edamam';
    comment on column foods.portions is 'household measures: [{ unit, amount, grams }]';
    comment on column foods.commonness is '0 seldom bought … 100 in every kitchen: orders what is found';
    comment on column foods.match_names is 'name, plural and aliases as a recipe''s line would say them: small letters, singular';
    comment on column foods.match_words is 'single words of name, aliases and description, as in match_names';
    comment on column foods.search_text is 'name, plural and aliases in small letters without accents, for typo-tolerant search';
    create unique index foods_source on foods (source, source_id) where household_id is null;
    create unique index foods_household_source on foods (household_id, source, source_id) where source_id is not null and household_id is not null;
    create unique index foods_own_name on foods (household_id, lower(name)) where household_id is not null and deleted_at is null;
    create index foods_search on foods using gin (search_text gin_trgm_ops);
    create index foods_match_names on foods using gin (match_names);
    create index foods_match_words on foods using gin (match_words);
    create index foods_bin on foods (deleted_at) where deleted_at is not null;

    create table food_memory (
      household_id uuid not null references households (id) on delete cascade,
      term text not null check (length(term) between 1 and 200),
      food_id uuid not null references foods (id) on delete cascade,
      updated_at timestamptz not null default now(),
      primary key (household_id, term)
    );
    comment on table food_memory is 'what a household said the food of a line is; term = the line''s food words, as in foods.match_names';
    create index food_memory_food on food_memory (food_id);

    create table food_portions (
      household_id uuid not null references households (id) on delete cascade,
      food_id uuid not null references foods (id) on delete cascade,
      unit text not null check (length(unit) between 1 and 60),
      grams numeric(9,3) not null check (grams > 0 and grams <= 100000),
      updated_at timestamptz not null default now(),
      primary key (household_id, food_id, unit)
    );
    comment on table food_portions is 'what one slice, cup … of a food weighs in this household; comes before the food''s own portions';
    create index food_portions_food on food_portions (food_id);

    create table seeded_tables (
      name text primary key,
      checksum text not null,
      seeded_at timestamptz not null default now()
    );
    comment on table seeded_tables is 'which edition of a shipped table was loaded, so that a start loads only what changed';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table seeded_tables, food_portions, food_memory, foods');
}
