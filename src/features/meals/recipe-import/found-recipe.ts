import type { MealType } from '../meal-types.ts';

/** A recipe as a page has it, before anything of it is understood: texts without markup, minutes, addresses as written. */
export interface FoundRecipe {
  title?: string | undefined;
  description?: string | undefined;
  /** Where it is said as a plain number. */
  servings?: number | undefined;
  /** Where it is said in our words: breakfast, dinner. */
  mealTypes?: MealType[] | undefined;
  /** As written: "4 servings", "1 loaf". */
  yieldText?: string | undefined;
  prepMin?: number | undefined;
  cookMin?: number | undefined;
  totalMin?: number | undefined;
  cuisine?: string | undefined;
  course?: string | undefined;
  tags: string[];
  language?: string | undefined;
  /** Of the site, not of the person who wrote it. */
  sourceName?: string | undefined;
  sourceUrl?: string | undefined;
  imageUrl?: string | undefined;
  ingredients: FoundLine[];
  steps: FoundLine[];
}

/** An ingredient line or a step, and the heading it stands under. */
export interface FoundLine {
  text: string;
  section?: string | undefined;
}

export const nothingFound = (): FoundRecipe => ({ tags: [], ingredients: [], steps: [] });

/** Whether it is worth showing: a list of what goes in or of what to do. */
export function isRecipe({ ingredients, steps }: FoundRecipe): boolean {
  return ingredients.length > 0 || steps.length > 0;
}

/** What `first` lacks taken from `second`: a page often says in one place what it leaves out in another. */
export function mergeFound(first: FoundRecipe, second: FoundRecipe): FoundRecipe {
  const given = Object.entries(first).filter(([, value]) => value !== undefined && value !== '');
  const merged = { ...second, ...Object.fromEntries(given) };
  return {
    ...merged,
    tags: first.tags.length > 0 ? first.tags : second.tags,
    ingredients: first.ingredients.length > 0 ? first.ingredients : second.ingredients,
    steps: first.steps.length > 0 ? first.steps : second.steps,
  };
}
