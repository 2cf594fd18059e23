import type { Recipe } from './recipe-schema.ts';

/** A recipe as schema.org's Recipe (https://schema.org/Recipe), which other programs read. `origin` makes addresses whole. */
export function recipeJsonLd(recipe: Recipe, origin?: string): Record<string, unknown> {
  const { nutrition, image } = recipe;
  return present({
    '@context': 'https://schema.org',
    '@type': 'Recipe',
    name: recipe.title,
    description: recipe.description,
    url: recipe.sourceUrl,
    author: recipe.sourceName === null ? null : { '@type': 'Organization', name: recipe.sourceName },
    image: origin !== undefined && image?.url ? `${origin}${image.url}` : null,
    datePublished: recipe.createdAt.slice(0, 10),
    inLanguage: recipe.language,
    recipeYield: [String(recipe.yieldsServings), recipe.yieldText].filter((text) => text !== null),
    prepTime: durationOf(recipe.prepMin),
    cookTime: durationOf(recipe.cookMin),
    totalTime: durationOf(recipe.totalMin),
    recipeCuisine: recipe.cuisine,
    recipeCategory: [recipe.course, ...recipe.mealTypes].filter((text) => text !== null),
    keywords: recipe.tags.join(', '),
    recipeIngredient: ingredientsOf(recipe),
    recipeInstructions: instructionsOf(recipe),
    nutrition: nutrition
      ? {
          '@type': 'NutritionInformation',
          servingSize: '1 serving',
          calories: `${Math.round(nutrition.kcal)} kcal`,
          proteinContent: `${tenth(nutrition.proteinG)} g`,
          carbohydrateContent: `${tenth(nutrition.carbG)} g`,
          sugarContent: `${tenth(nutrition.sugarG)} g`,
          fatContent: `${tenth(nutrition.fatG)} g`,
          saturatedFatContent: `${tenth(nutrition.saturatedFatG)} g`,
          fiberContent: `${tenth(nutrition.fiberG)} g`,
          sodiumContent: `${Math.round(nutrition.sodiumMg)} mg`,
        }
      : null,
  });
}

/** ISO 8601: PT1H20M. */
function durationOf(minutes: number | null): string | null {
  if (minutes === null) return null;
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `PT${hours > 0 ? `${hours}H` : ''}${rest > 0 || hours === 0 ? `${rest}M` : ''}`;
}

/** A heading that lines stand under is a line that ends in a colon, as other programs write it: JSON-LD has no place for it. */
function ingredientsOf({ ingredients }: Recipe): string[] {
  return ingredients.flatMap(({ text, section }, index) => {
    const isNew = section !== null && section !== ingredients[index - 1]?.section;
    return isNew ? [`${section}:`, text] : [text];
  });
}

function instructionsOf({ steps }: Recipe): object[] {
  const sections: { '@type': string; name?: string; itemListElement: object[] }[] = [];
  for (const { text, section } of steps) {
    const last = sections.at(-1);
    const step = { '@type': 'HowToStep', text };
    if (last && last.name === (section ?? undefined)) last.itemListElement.push(step);
    else
      sections.push({
        '@type': 'HowToSection',
        ...(section !== null && { name: section }),
        itemListElement: [step],
      });
  }
  return sections.every(({ name }) => name === undefined)
    ? sections.flatMap(({ itemListElement }) => itemListElement)
    : sections;
}

function present(fields: Record<string, unknown>): Record<string, unknown> {
  const isSaid = (value: unknown) =>
    value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isSaid(value)));
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
