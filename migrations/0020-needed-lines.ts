import type { Knex } from 'knex';

/**
 * What every kitchen has is told apart when a line is written, and the lines that count for "what can I cook" stand
 * together in one index, which holds all that the question reads of them.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    alter table recipe_ingredients add column is_staple boolean not null generated always as (
      lower(food_name) ~ '^((sea|kosher|table|fine|coarse|flaky|iodized|freshly ground|ground|cracked|black|white|olive|vegetable|sunflower|canola|rapeseed|cooking|neutral|hot|cold|warm|boiling|ice|tap|lukewarm|granulated|white) )*(salt|pepper|salt and pepper|peppercorns|water|oil|sugar|ice|ice cubes)$'
    ) stored;
    comment on column recipe_ingredients.is_staple is 'salt, pepper, oil, sugar, water: every kitchen has it';
    create index recipe_ingredients_needed on recipe_ingredients (household_id, recipe_id, position)
      include (food_id, food_name) where not is_optional and not is_staple and food_name <> '';
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table recipe_ingredients drop column is_staple');
}
