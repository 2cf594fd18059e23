import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { FoodRow } from '../foods/food-row.ts';
import { kindOfUnit, type FoodMeasures } from '../ingredients/units.ts';
import { listRecipes } from '../recipes/recipe-list.ts';

/** A food that words may mean. */
export interface FoundFood extends FoodMeasures {
  id: string;
  name: string;
  kcal: number | null;
  /** 0–1: how surely the words mean it. */
  score: number;
}

/** A recipe that words may mean. */
export interface FoundRecipe {
  id: string;
  title: string;
  /** 0–1. */
  score: number;
}

const LIMIT = { foods: 8, recipes: 4 };

/** Foods and recipes by words, the best match first. */
export async function searchEdibles(
  db: Db,
  scope: Scope,
  words: string,
): Promise<{ foods: FoundFood[]; recipes: FoundRecipe[] }> {
  const [foods, recipes] = await Promise.all([
    searchFoods(db, scope, words),
    listRecipes(db, scope, { q: words }, { limit: LIMIT.recipes }),
  ]);
  return {
    foods,
    recipes: recipes.items.map(({ id, title }) => ({ id, title, score: likeness(words, title) })),
  };
}

function searchFoods(db: Db, scope: Scope, words: string): Promise<FoundFood[]> {
  return selectRows<FoundFood & Record<string, unknown>>(
    db,
    `with wanted as (select lower(unaccent(:words)) as words, lower(unaccent(:singular)) as singular),
     liked as (
       select f.*, greatest(word_similarity(w.words, f.search_text), word_similarity(w.singular, f.search_text)) as score
         from foods f, wanted w
        where f.deleted_at is null and (f.household_id is null or f.household_id = :householdId)
          and (w.words <% f.search_text or w.singular <% f.search_text))
     select id, name, kcal, density_g_per_ml as "densityGPerMl", score,
            coalesce((select jsonb_agg(jsonb_build_object('unit', p.unit, 'amount', 1, 'grams', p.grams))
                        from food_portions p where p.food_id = liked.id and p.household_id = :householdId), '[]')
              || portions as portions
       from liked order by score desc, household_id is null, commonness desc, length(name), id limit :limit`,
    { words, singular: singularOf(words), householdId: scope.householdId, limit: LIMIT.foods },
  );
}

/** "eggs" → "egg", "tomatoes" → "tomato": what foods are called in the table. */
function singularOf(words: string): string {
  return words.replace(/(?:(?<=[sxo]|[cs]h)es|(?<=[^s])s)\b/gi, '');
}

/** A row of the food table as something that was found. */
export function toFound({
  id,
  name,
  kcal,
  density_g_per_ml: densityGPerMl,
  portions,
}: FoodRow): Omit<FoundFood, 'score'> {
  return { id, name, kcal, densityGPerMl, portions };
}

/** The units an amount of a food can be given in: grams, its household measures, ml where its density is known. */
export function unitsOf({ portions, densityGPerMl }: FoodMeasures): string[] {
  const measures = portions.map(({ unit }) => unit);
  const pieces = measures.some((unit) => kindOfUnit(unit) === 'size') ? [''] : [];
  const volume =
    densityGPerMl !== null || measures.some((unit) => kindOfUnit(unit) === 'volume') ? ['ml'] : [];
  return [...new Set(['g', ...pieces, ...measures, ...volume])].slice(0, 12);
}

/** How many of the words stand in a title, 0–1; plurals and endings count as the word. */
function likeness(words: string, title: string): number {
  const stems = (text: string) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 2)
      .map((word) => word.slice(0, 5));
  const wanted = stems(words);
  const there = new Set(stems(title));
  return wanted.length === 0 ? 0 : wanted.filter((stem) => there.has(stem)).length / wanted.length;
}
