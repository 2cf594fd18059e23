import type { Db, Scope } from '../../../db/index.ts';
import type { RecipeDraft } from '../recipes/recipe-schema.ts';
import { saveRecipe } from '../recipes/recipes.ts';
import { readWrittenLines } from '../recipes/written-lines.ts';

type DemoRecipe = Omit<RecipeDraft, 'ingredients' | 'steps'> & { ingredients: string[]; steps: string[] };

/** Made-up recipes of common dishes, the same each time, as drafts. The file is read only when they are asked for. */
export async function demoRecipes(): Promise<RecipeDraft[]> {
  const { default: recipes } = await import('./recipes.json', { with: { type: 'json' } });
  return (recipes as DemoRecipe[]).map((recipe) => ({
    ...recipe,
    ingredients: readWrittenLines(recipe.ingredients.join('\n')),
    steps: readWrittenLines(recipe.steps.join('\n')),
  }));
}

/** Stars that a household gave: every third recipe has some. */
const STARS = [5, null, null, 4, null, null, 3, null, null];

/** Gives a household some forty recipes, written over the last months. Says how many. */
export async function writeDemoRecipes(db: Db, scope: Scope, now: Date): Promise<number> {
  const drafts = await demoRecipes();
  return db.transaction(async (trx) => {
    for (const [at, draft] of drafts.entries()) {
      const writtenAt = new Date(now.getTime() - (drafts.length - at) * 3 * 86_400_000);
      await saveRecipe(trx, scope, { ...draft, language: 'en', rating: STARS[at % STARS.length] }, writtenAt);
    }
    return drafts.length;
  });
}
