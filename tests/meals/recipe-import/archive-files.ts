import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { ZipFile } from 'yazl';

/** Files in the form of other programs' exports, made up. */
export function zipOf(files: Record<string, Buffer | object>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) {
    zip.addBuffer(Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content)), name);
  }
  zip.end();
  return buffer(zip.outputStream);
}

export const picture = () =>
  sharp({ create: { width: 90, height: 60, channels: 3, background: '#3a6' } })
    .webp()
    .toBuffer();

export const mealieRecipe = {
  id: '0d8a7f60-0000-4000-8000-000000000001',
  slug: 'leek-pie',
  name: 'Leek pie',
  recipeServings: 6,
  recipeYield: '1 pie',
  prepTime: '20 minutes',
  performTime: '1 hour',
  orgURL: 'https://kitchen.example/leek-pie',
  rating: 4,
  tags: [{ name: 'Pie' }],
  notes: [{ title: 'Tip', text: 'Good cold.' }],
  recipeIngredient: [
    { title: 'Crust', quantity: 250, unit: { name: 'g' }, food: { name: 'flour' }, note: 'sifted' },
    { quantity: 0, unit: null, food: null, note: 'a pinch of salt' },
    { title: 'Filling', originalText: '3 leeks, in rings', quantity: 3, food: { name: 'leek' } },
  ],
  recipeInstructions: [
    { title: 'Crust', text: 'Knead the dough.' },
    { title: '', text: 'Bake it.\n\nLet it cool.' },
  ],
};

export const mealieBackup = {
  recipes: [
    {
      ...{
        id: 'b1',
        slug: 'rice',
        name: 'Rice',
        recipe_yield: '2 servings',
        org_url: null,
        total_time: 'PT20M',
      },
    },
  ],
  recipes_ingredients: [
    { recipe_id: 'b1', position: 1, note: '', quantity: 1, unit_id: 'u1', food_id: 'f2' },
    { recipe_id: 'b1', position: 0, note: 'washed', quantity: 200, unit_id: 'u2', food_id: 'f1' },
  ],
  recipe_instructions: [{ recipe_id: 'b1', position: 0, title: '', text: 'Boil it.' }],
  ingredient_foods: [
    { id: 'f1', name: 'rice' },
    { id: 'f2', name: 'water' },
  ],
  ingredient_units: [
    { id: 'u1', name: 'l' },
    { id: 'u2', name: 'g' },
  ],
  tags: [{ id: 't1', name: 'Basic' }],
  recipes_to_tags: [{ recipe_id: 'b1', tag_id: 't1' }],
};

export const tandoorRecipe = {
  name: 'Bean soup',
  description: 'Thick.',
  keywords: [{ name: 'Soup' }],
  working_time: 15,
  waiting_time: 60,
  servings: 4,
  servings_text: 'bowls',
  source_url: '',
  steps: [
    {
      name: '',
      order: 0,
      instruction: 'Soak the beans.\nCook them.',
      ingredients: [
        { food: null, unit: null, amount: 0, note: 'Base', order: 0, is_header: true, no_amount: true },
        {
          food: { name: 'white beans' },
          unit: { name: 'g' },
          amount: 400,
          note: 'dried',
          order: 1,
          is_header: false,
          no_amount: false,
        },
        {
          food: { name: 'salt' },
          unit: null,
          amount: 0,
          note: '',
          order: 2,
          is_header: false,
          no_amount: true,
        },
      ],
    },
  ],
};
