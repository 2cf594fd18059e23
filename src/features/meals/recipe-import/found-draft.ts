import { fitDraft } from '../recipes/fit-draft.ts';
import type { MealType } from '../meal-types.ts';
import type { RecipeDraft } from '../recipes/recipe-schema.ts';
import type { FoundRecipe } from './found-recipe.ts';

const SERVINGS =
  /(\d+(?:[.,]\d+)?)\s*(?:[-–]\s*\d+\s*)?(?:servings?|serves|people|persons?|portion\w*|person\w*|porci\w*|porzion\w*|porç\w*|personas|pessoas|porties|porsjon\w*|couverts|人分|人份)|(?:serves|für|pour|para|per|voor|til|till)\s+(\d+(?:[.,]\d+)?)/iu;
const MAX_GUESSED = 100;
/** Some pages have a hundred, for search engines. */
const MAX_TAGS = 30;

/** Parts of courses and keywords that say when a dish is eaten. */
const MEALS: readonly [RegExp, MealType[]][] = [
  [
    /breakfast|brunch|frühstück|petit[- ]déjeuner|desayuno|colazione|ontbijt|frukost|frokost/iu,
    ['breakfast'],
  ],
  [
    /snack|dessert|cookie|cake|kuchen|gebäck|nachspeise|nachtisch|goûter|postre|dolc[ei]|nagerecht|efterrätt|fika/iu,
    ['snack'],
  ],
  [
    /main|dinner|lunch|supper|hauptgericht|hauptspeise|abendessen|mittagessen|plat|cena|almuerzo|pranzo|secondi|primi|hoofdgerecht|middag|huvudrätt|hovedrett/iu,
    ['lunch', 'dinner'],
  ],
];

/** What was found as a recipe of ours, cut to what one may hold. `url` is where the page was read. */
export function draftOf(found: FoundRecipe, url?: string): RecipeDraft {
  const sourceUrl = sourceUrlOf(found.sourceUrl, url);
  return fitDraft({
    title: found.title ?? '',
    description: found.description,
    sourceUrl,
    sourceName:
      found.sourceName ?? (sourceUrl === null ? null : new URL(sourceUrl).hostname.replace(/^www\./, '')),
    yieldsServings: found.servings || servingsOf(found.yieldText),
    yieldText: /^\d+$/.test(found.yieldText ?? '') ? null : (found.yieldText ?? null),
    prepMin: found.prepMin,
    cookMin: found.cookMin,
    totalMin: found.totalMin,
    cuisine: found.cuisine,
    course: found.course,
    tags: found.tags.slice(0, MAX_TAGS),
    mealTypes: found.mealTypes?.length
      ? found.mealTypes
      : mealsOf([found.course ?? '', ...found.tags].join(' ')),
    language: languageOf(found.language),
    imageUrl: webAddress(found.imageUrl, url),
    ingredients: found.ingredients,
    steps: found.steps,
  });
}

/** "4 servings", "Serves 4–6" (the first), "Makes 1 slice = 12 pieces"; 4 where it says nothing that can be. */
function servingsOf(text = ''): number {
  const named = SERVINGS.exec(text);
  const number = named?.[1] ?? named?.[2] ?? /\d+(?:[.,]\d+)?/.exec(text)?.[0] ?? '';
  const servings = Number(number.replace(',', '.'));
  return servings > 0 && servings <= MAX_GUESSED ? servings : 4;
}

function mealsOf(words: string): MealType[] {
  return MEALS.find(([pattern]) => pattern.test(words))?.[1] ?? [];
}

function languageOf(text = ''): string | null {
  const [language = '', region] = text.trim().split(/[-_]/);
  if (!/^[a-z]{2,3}$/i.test(language)) return null;
  return region && /^[a-z0-9]{2,8}$/i.test(region)
    ? `${language.toLowerCase()}-${region}`
    : language.toLowerCase();
}

/** The page's own word for its address where it is of the same host; else where it was read, without campaign marks. */
function sourceUrlOf(own: string | undefined, url: string | undefined): string | null {
  const canonical = webAddress(own, url);
  if (url === undefined) return canonical;
  if (canonical !== null && new URL(canonical).hostname === URL.parse(url)?.hostname) return canonical;
  return webAddress(url, undefined);
}

/** An absolute http(s) address without fragment and campaign marks; null for anything else. */
export function webAddress(address: string | undefined, base: string | undefined): string | null {
  const url = address ? (URL.parse(address) ?? URL.parse(address, base)) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  for (const name of [...url.searchParams.keys()])
    if (/^(utm_|fbclid|gclid|mc_)/.test(name)) url.searchParams.delete(name);
  url.hash = '';
  return url.href.length <= 2000 ? url.href : null;
}
