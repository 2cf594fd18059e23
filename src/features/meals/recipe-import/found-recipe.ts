/** A recipe as a page has it, before anything of it is understood: texts without markup, minutes, addresses as written. */
export interface FoundRecipe {
  title?: string;
  description?: string;
  /** As written: "4 servings", "1 loaf". */
  yieldText?: string;
  prepMin?: number;
  cookMin?: number;
  totalMin?: number;
  cuisine?: string;
  course?: string;
  tags: string[];
  language?: string;
  /** Of the site, not of the person who wrote it. */
  sourceName?: string;
  sourceUrl?: string;
  imageUrl?: string;
  ingredients: FoundLine[];
  steps: FoundLine[];
}

/** An ingredient line or a step, and the heading it stands under. */
export interface FoundLine {
  text: string;
  section?: string;
}

export const nothingFound = (): FoundRecipe => ({ tags: [], ingredients: [], steps: [] });

/** Whether it is worth showing: a list of what goes in or of what to do. */
export function isRecipe({ ingredients, steps }: FoundRecipe): boolean {
  return ingredients.length > 0 || steps.length > 0;
}

/** What `first` lacks taken from `second`: a page often says in one place what it leaves out in another. */
export function mergeFound(first: FoundRecipe, second: FoundRecipe): FoundRecipe {
  const given = Object.entries(first).filter(([, value]) => value !== undefined && value !== '');
  const merged = { ...second, ...Object.fromEntries(given) } as FoundRecipe;
  return {
    ...merged,
    tags: first.tags.length > 0 ? first.tags : second.tags,
    ingredients: first.ingredients.length > 0 ? first.ingredients : second.ingredients,
    steps: first.steps.length > 0 ? first.steps : second.steps,
  };
}
