import { formatRange } from '../ingredients/format-quantity.ts';
import { readAmount } from '../ingredients/read-amount.ts';
import { unitText } from '../ingredients/units.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { localDate } from '../../../lib/dates.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import { recipeTopic } from './recipe-channel.ts';
import type { Recipe, RecipeIngredient, RecipeSummary } from './recipe-schema.ts';

type Words = Pick<Viewer, 't' | 'language'>;

/** Minutes as people say them: "45 min", "1 h 20 min". */
export function minutesText(minutes: number | null, { t }: Words): string {
  if (minutes === null || minutes === 0) return '';
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return t('recipes.minutes', { count: rest });
  return rest === 0 ? t('recipes.hours', { hours }) : t('recipes.hoursMinutes', { hours, minutes: rest });
}

/** A recipe as a list prints it. */
export function recipeTile(recipe: RecipeSummary, words: Words) {
  const kcal = recipe.nutrition && recipe.nutrition.kcal > 0 ? Math.round(recipe.nutrition.kcal) : null;
  return {
    id: recipe.id,
    href: `/meals/recipes/${recipe.id}`,
    title: recipe.title,
    note: [
      minutesText(recipe.totalMin, words),
      kcal === null ? '' : words.t('recipes.kcalPerServing', { kcal: formatNumber(kcal, words.language, 0) }),
    ]
      .filter(Boolean)
      .join(' · '),
    stars: starsText(recipe.rating, words),
    thumbnailUrl: recipe.image?.state === 'ready' ? recipe.image.thumbnailUrl : null,
  };
}

/** "★★★★" and what it means; empty without stars. */
function starsText(rating: number | null, { t }: Words) {
  return rating === null
    ? null
    : { text: '★'.repeat(rating), label: t('recipes.starsOf', { count: rating }) };
}

/**
 * An ingredient line in its two parts: the amount, `factor` times as much as written, and what it is an amount of. A line
 * whose amount was not understood is left as it was written.
 */
export function ingredientLine(line: RecipeIngredient, factor: number, language: string) {
  if (line.quantity === null) return { amount: '', rest: line.text };
  const read = readAmount(line.text.trim());
  const isLeading = read.quantity !== null;
  const behind = [line.foodName, line.note].filter(Boolean).join(', ');
  return {
    amount: amountText(line, factor, language),
    quantity: line.quantity,
    quantityMax: line.quantityMax,
    unit: line.unit,
    rest: (isLeading ? read.rest : behind) || behind,
  };
}

function amountText(line: RecipeIngredient, factor: number, language: string): string {
  const quantity = line.quantity! * factor;
  const quantityMax = line.quantityMax === null ? null : line.quantityMax * factor;
  const number = formatRange({ quantity, quantityMax }, line.unit, language);
  return line.unit ? `${number} ${unitText(line.unit, quantityMax ?? quantity)}` : number;
}

/** Lines in their sections, in order. */
export function inSections<L extends { section: string | null }>(
  lines: readonly L[],
): { section: string; lines: L[] }[] {
  const groups: { section: string; lines: L[] }[] = [];
  for (const line of lines) {
    const section = line.section ?? '';
    const last = groups.at(-1);
    if (last?.section === section) last.lines.push(line);
    else groups.push({ section, lines: [line] });
  }
  return groups;
}

/** The page of one recipe, for so many servings. */
export function recipePage(recipe: Recipe, servings: number, viewer: Viewer) {
  const { t, language } = viewer;
  const factor = servings / recipe.yieldsServings;
  const href = `/meals/recipes/${recipe.id}`;
  return {
    ...headOf(recipe, viewer),
    id: recipe.id,
    href,
    topic: recipeTopic(recipe.id),
    version: recipe.version,
    servings,
    yieldsServings: recipe.yieldsServings,
    isScaled: servings !== recipe.yieldsServings,
    written: t('recipes.writtenFor', { count: recipe.yieldsServings }),
    cookHref: `${href}/cook?servings=${servings}`,
    image: imageOf(recipe),
    tags: recipe.tags.map((tag) => ({ tag, href: `/meals/recipes?tag=${encodeURIComponent(tag)}` })),
    rating: recipe.rating,
    ingredients: inSections(
      recipe.ingredients.map((line) => ({
        id: line.id,
        section: line.section,
        ...ingredientLine(line, factor, language),
      })),
    ),
    steps: inSections(recipe.steps.map(({ id, section, text }) => ({ id, section, text }))),
    notes: recipe.notes,
  };
}

function headOf(recipe: Recipe, viewer: Viewer) {
  const { t, language, timeZone, today } = viewer;
  const time = (name: string, minutes: number | null) =>
    minutes ? [{ label: t(`recipes.time.${name}`), text: minutesText(minutes, viewer) }] : [];
  return {
    title: recipe.title,
    description: recipe.description,
    times: [
      ...time('prep', recipe.prepMin),
      ...time('cook', recipe.cookMin),
      ...time('total', recipe.totalMin),
    ],
    facts: [recipe.cuisine, recipe.course, recipe.yieldText].filter((fact) => fact !== null),
    source: recipe.sourceUrl
      ? { href: recipe.sourceUrl, label: recipe.sourceName ?? hostOf(recipe.sourceUrl) }
      : null,
    author: recipe.sourceUrl ? '' : (recipe.sourceName ?? ''),
    addedOn: t('recipes.addedOn', {
      day: formatDay(localDate(recipe.createdAt, timeZone), language, today),
    }),
  };
}

function imageOf({ image, title }: Recipe) {
  if (!image) return null;
  return { ...image, alt: title };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host.replace(/^www\./, '') : url;
}

/** Servings asked for in an address; those of the recipe when it asks for none or nonsense. */
export function servingsOf(given: unknown, recipe: Pick<Recipe, 'yieldsServings'>): number {
  const value = typeof given === 'string' && given !== '' ? Number(given.replace(',', '.')) : NaN;
  return value > 0 && value <= 1000 ? Math.round(value * 100) / 100 : recipe.yieldsServings;
}
