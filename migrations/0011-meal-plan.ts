import type { Knex } from 'knex';

/**
 * The household's plan of meals, the runs of its planner, and what each person wants of it: targets, preferences and
 * portions are private to their person, the plan itself is the household's.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table plan_runs (
      id uuid primary key,
      household_id uuid not null references households (id) on delete cascade,
      requested_by uuid references users (id) on delete set null,
      starts_on date not null,
      days smallint not null check (days between 1 and 14),
      seed integer not null default 1 check (seed between 1 and 1000000),
      wishes jsonb not null default '{}' check (jsonb_typeof(wishes) = 'object'),
      status text not null default 'queued' check (status in
        ('queued', 'solving', 'proposed', 'accepted', 'discarded', 'undone', 'failed')),
      progress smallint not null default 0 check (progress between 0 and 100),
      proposal jsonb,
      shortfalls jsonb,
      explanation text,
      model_note text,
      problem text,
      previous jsonb,
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      finished_at timestamptz,
      unique (id, household_id)
    );
    create index plan_runs_household on plan_runs (household_id, created_at desc, id desc);
    comment on column plan_runs.previous is 'the plan that accepting replaced, so that it can be undone';

    create table meal_plan_entries (
      id uuid primary key,
      household_id uuid not null references households (id) on delete cascade,
      on_date date not null,
      meal_type text not null check (meal_type in ('breakfast', 'lunch', 'dinner', 'snack')),
      at_time time(0),
      recipe_id uuid,
      food_id uuid,
      title text not null default '' check (length(title) <= 300),
      note text not null default '' check (length(note) <= 2000),
      servings numeric(6,2) not null default 1 check (servings > 0 and servings <= 100),
      grams numeric(8,1) check (grams > 0 and grams <= 100000),
      leftover_of uuid,
      is_locked boolean not null default false,
      origin text not null default 'manual' check (origin in ('manual', 'solver', 'model')),
      plan_run_id uuid,
      position integer not null default 0 check (position >= 0),
      version integer not null default 1,
      created_by uuid references users (id) on delete set null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      check (num_nonnulls(recipe_id, food_id) <= 1),
      unique (id, household_id),
      foreign key (recipe_id, household_id) references recipes (id, household_id) on delete set null (recipe_id),
      foreign key (food_id) references foods (id) on delete set null,
      foreign key (leftover_of, household_id) references meal_plan_entries (id, household_id)
        on delete set null (leftover_of),
      foreign key (plan_run_id, household_id) references plan_runs (id, household_id)
        on delete set null (plan_run_id)
    );
    create index meal_plan_entries_days on meal_plan_entries (household_id, on_date) where deleted_at is null;
    create index meal_plan_entries_recipe on meal_plan_entries (recipe_id) where recipe_id is not null;
    create index meal_plan_entries_food on meal_plan_entries (food_id) where food_id is not null;
    create index meal_plan_entries_leftover on meal_plan_entries (leftover_of) where leftover_of is not null;
    create index meal_plan_entries_run on meal_plan_entries (plan_run_id) where plan_run_id is not null;
    create index meal_plan_entries_bin on meal_plan_entries (deleted_at) where deleted_at is not null;
    comment on column meal_plan_entries.title is 'the name of the recipe or food when it was planned: it stays when that is gone';
    comment on column meal_plan_entries.servings is 'what everybody together eats at this meal, in servings of the recipe';
    comment on column meal_plan_entries.grams is 'of a food, for everybody together';
    comment on column meal_plan_entries.leftover_of is 'the meal that this one is cooked with';

    create table meal_portions (
      entry_id uuid not null,
      household_id uuid not null,
      user_id uuid not null references users (id) on delete cascade,
      servings numeric(6,2) not null check (servings > 0 and servings <= 100),
      primary key (entry_id, user_id),
      foreign key (entry_id, household_id) references meal_plan_entries (id, household_id) on delete cascade
    );
    create index meal_portions_user on meal_portions (user_id);
    comment on table meal_portions is 'what one person eats of a planned meal, in servings: that person''s own';

    create table nutrition_targets (
      id uuid primary key,
      user_id uuid not null references users (id) on delete cascade,
      day_kind text not null check (day_kind in ('every', 'training', '1', '2', '3', '4', '5', '6', '7')),
      kcal numeric(7,1) check (kcal between 500 and 10000),
      protein_g numeric(6,1) check (protein_g between 0 and 1000),
      carb_g numeric(6,1) check (carb_g between 0 and 2000),
      fat_g numeric(6,1) check (fat_g between 0 and 1000),
      fiber_g numeric(6,1) check (fiber_g between 0 and 300),
      version integer not null default 1,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (user_id, day_kind)
    );
    comment on column nutrition_targets.day_kind is 'a weekday of ISO 8601 (1 Monday to 7 Sunday), a training day, or every other day';

    create table food_preferences (
      user_id uuid primary key references users (id) on delete cascade,
      dislikes text[] not null default '{}',
      allergies text[] not null default '{}',
      diets text[] not null default '{}',
      portion numeric(4,2) check (portion between 0.3 and 3),
      version integer not null default 1,
      updated_at timestamptz not null default now()
    );
    comment on column food_preferences.portion is 'of one serving of a recipe; null: worked out from the energy target';

    create table meal_settings (
      household_id uuid primary key references households (id) on delete cascade,
      meal_types text[] not null default '{breakfast,lunch,dinner}'
        check (meal_types <@ '{breakfast,lunch,dinner,snack}' and cardinality(meal_types) between 1 and 4),
      minutes integer[] not null default array[null, null, null, null, null, null, null]::integer[]
        check (cardinality(minutes) = 7),
      meal_times time(0)[] not null default '{07:30,12:30,18:30,16:00}' check (cardinality(meal_times) = 4),
      max_repeats smallint not null default 2 check (max_repeats between 1 and 14),
      use_leftovers boolean not null default true,
      guests numeric(4,2) not null default 0 check (guests between 0 and 30),
      version integer not null default 1,
      updated_at timestamptz not null default now()
    );
    comment on column meal_settings.minutes is 'time to cook in a day, Monday to Sunday; null: no limit';
    comment on column meal_settings.meal_times is 'of breakfast, lunch, dinner, snack';
    comment on column meal_settings.guests is 'portions for people at the table who have no account';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table meal_settings, food_preferences, nutrition_targets, meal_portions, meal_plan_entries, plan_runs;
  `);
}
