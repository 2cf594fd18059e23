import type { Knex } from 'knex';

/**
 * Shopping lists and the pantry, both of a household. What a person can change without a network carries the time of
 * the tap, one for each thing that two people may change independently: the tick, the words, and whether it is there.
 */
export async function up(knex: Knex): Promise<void> {
  const aisle = `check (aisle in ('produce', 'bakery', 'meat', 'fish', 'dairy', 'eggs', 'frozen', 'grains', 'canned',
        'baking', 'spices', 'oils', 'condiments', 'snacks', 'sweets', 'beverages', 'baby', 'household', 'other'))`;
  await knex.raw(`
    create table shopping_lists (
      id uuid primary key,
      household_id uuid not null references households (id) on delete cascade,
      created_by uuid references users (id) on delete set null,
      name text not null check (length(name) between 1 and 80),
      aisle_order text[] not null default '{}' check (cardinality(aisle_order) <= 40),
      fills_pantry boolean not null default false,
      external_id text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1,
      unique (id, household_id)
    );
    create index shopping_lists_household on shopping_lists (household_id, created_at) where deleted_at is null;
    create index shopping_lists_bin on shopping_lists (deleted_at) where deleted_at is not null;
    create unique index shopping_lists_external on shopping_lists (household_id, external_id)
      where external_id is not null;
    comment on column shopping_lists.aisle_order is 'the way through this store; aisles that are not named follow in the usual order';
    comment on column shopping_lists.fills_pantry is 'ticked goods go to the pantry by themselves';

    create table shopping_items (
      id uuid primary key,
      household_id uuid not null,
      list_id uuid not null,
      food_id uuid references foods (id) on delete set null,
      text text not null check (length(text) between 1 and 200),
      quantity numeric(12,3) check (quantity > 0),
      unit text check (length(unit) between 1 and 40),
      needed text not null default '' check (length(needed) <= 80),
      aisle text not null default 'other' ${aisle},
      position integer not null default 0,
      origin text not null default 'hand' check (origin in ('hand', 'plan')),
      plan_key text check (length(plan_key) <= 300),
      plan_refs jsonb not null default '[]' check (jsonb_typeof(plan_refs) = 'array'),
      is_edited boolean not null default false,
      checked_at timestamptz,
      checked_by uuid references users (id) on delete set null,
      stocked_at timestamptz,
      check_changed_at timestamptz not null,
      text_changed_at timestamptz not null,
      bin_changed_at timestamptz not null,
      changed_at timestamptz not null
        generated always as (greatest(check_changed_at, text_changed_at, bin_changed_at)) stored,
      external_id text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1,
      foreign key (list_id, household_id) references shopping_lists (id, household_id) on delete cascade
    );
    create index shopping_items_list on shopping_items (list_id, position);
    create index shopping_items_food on shopping_items (food_id) where food_id is not null;
    create index shopping_items_bin on shopping_items (deleted_at) where deleted_at is not null;
    create unique index shopping_items_external on shopping_items (household_id, external_id)
      where external_id is not null;
    comment on column shopping_items.needed is 'what the meals need of it, where a shop sells another amount';
    comment on column shopping_items.plan_key is 'food and kind of unit that lines of recipes were merged by';
    comment on column shopping_items.plan_refs is 'the meals that want it: [{ entryId, title, onDate, amount, unit }]';
    comment on column shopping_items.is_edited is 'a person changed words or amount: the plan leaves them alone';
    comment on column shopping_items.stocked_at is 'when it went into the pantry';
    comment on column shopping_items.changed_at is 'time of the last tap that counted';

    create table aisle_memory (
      household_id uuid not null references households (id) on delete cascade,
      term text not null check (length(term) between 1 and 200),
      aisle text not null ${aisle},
      updated_at timestamptz not null default now(),
      primary key (household_id, term)
    );
    comment on table aisle_memory is 'where this household finds something; term = the food''s id or the words of the item';

    create table pantry_items (
      id uuid primary key,
      household_id uuid not null references households (id) on delete cascade,
      food_id uuid references foods (id) on delete set null,
      name text not null check (length(name) between 1 and 200),
      quantity numeric(12,3) check (quantity > 0),
      unit text check (length(unit) between 1 and 40),
      aisle text not null default 'other' ${aisle},
      location text not null default 'cupboard' check (location in ('cupboard', 'fridge', 'freezer', 'cellar')),
      expires_on date,
      shopping_item_id uuid unique references shopping_items (id) on delete set null,
      external_id text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      deleted_at timestamptz,
      version integer not null default 1
    );
    create index pantry_items_household on pantry_items (household_id, expires_on) where deleted_at is null;
    create index pantry_items_food on pantry_items (food_id) where food_id is not null;
    create index pantry_items_bin on pantry_items (deleted_at) where deleted_at is not null;
    create unique index pantry_items_external on pantry_items (household_id, external_id)
      where external_id is not null;
    comment on column pantry_items.quantity is 'null: some of it, nobody counted';
    comment on column pantry_items.shopping_item_id is 'the purchase it came from: ticking twice stocks it once';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table pantry_items, aisle_memory, shopping_items, shopping_lists');
}
