import { MEAL_TYPES, type MealType } from '../meal-types.ts';
import { minutesOf } from './durations.ts';
import type { FoundLine, FoundRecipe } from './found-recipe.ts';
import { lineOf, linesOf, tidy } from './html-text.ts';
import { isNode, isOfType, type Node } from './json-ld.ts';

const MAX_LINES = 500;

/** A schema.org Recipe, from JSON-LD or microdata, as texts and minutes. */
export function recipeOfNode(node: Node): FoundRecipe {
  const times = {
    prepMin: minutesIn(node['prepTime']),
    cookMin: minutesIn(node['cookTime'] ?? node['performTime']),
  };
  return {
    title: textIn(node['name'] ?? node['headline']),
    description: proseIn(node['description']),
    servings: servingsIn(node['recipeYield'] ?? node['yield']),
    yieldText: yieldIn(node['recipeYield'] ?? node['yield']),
    ...times,
    totalMin: minutesIn(node['totalTime']) ?? sumOf(times.prepMin, times.cookMin),
    cuisine: listIn(node['recipeCuisine'])[0],
    course: courseIn(node['recipeCategory']),
    mealTypes: mealsIn(node['recipeCategory']),
    tags: listIn(node['keywords']),
    language: textIn(node['inLanguage']),
    imageUrl: addressIn(node['image'] ?? node['thumbnailUrl']),
    sourceName: organisationIn(node['publisher']) ?? organisationIn(node['author']),
    ingredients: ingredientsIn(node['recipeIngredient'] ?? node['ingredients']),
    steps: stepsIn(node['recipeInstructions'] ?? node['step']),
  };
}

function proseIn(value: unknown): string | undefined {
  return typeof value === 'string' ? linesOf(value).join('\n') || undefined : textIn(value);
}

/** A yield that is only a number counts servings: `["6", "1 large pot"]`. */
function servingsIn(value: unknown): number | undefined {
  const plain = [value].flat().find((one) => /^\d+(\.\d+)?$/.test(String(one)));
  return plain === undefined ? undefined : Number(plain);
}

function courseIn(value: unknown): string | undefined {
  return listIn(value).find((text) => !isMealType(text));
}

function mealsIn(value: unknown): MealType[] {
  return listIn(value).filter(isMealType);
}

function isMealType(text: string): text is MealType {
  return (MEAL_TYPES as readonly string[]).includes(text);
}

/** A person who wrote it is not where it comes from. */
function organisationIn(value: unknown): string | undefined {
  const [node] = [value].flat();
  return isNode(node) && !isOfType(node, 'person') ? textIn(node['name']) : undefined;
}

function sumOf(prepMin: number | undefined, cookMin: number | undefined): number | undefined {
  return prepMin === undefined && cookMin === undefined ? undefined : (prepMin ?? 0) + (cookMin ?? 0);
}

/** The first text of a value: a string, a number, a list of them, or a node with a name. */
function textIn(value: unknown): string | undefined {
  if (typeof value === 'string') return lineOf(value) || undefined;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return firstOf(value, textIn);
  if (isNode(value)) return textIn(value['@value'] ?? value['name'] ?? value['text']);
  return undefined;
}

function firstOf<T>(values: readonly unknown[], read: (value: unknown) => T | undefined): T | undefined {
  for (const value of values) {
    const found = read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of several yields (`["4", "4 servings"]`) the one that says most. */
function yieldIn(value: unknown): string | undefined {
  const texts = [value]
    .flat()
    .map(textIn)
    .filter((text) => text !== undefined);
  const numbered = texts.filter((text) => /\d/.test(text));
  return (numbered.find((text) => /\p{L}/u.test(text)) ?? numbered[0] ?? texts[0])?.slice(0, 200);
}

function minutesIn(value: unknown): number | undefined {
  if (isNode(value))
    return minutesIn(value['maxValue'] ?? value['@value'] ?? value['value'] ?? value['minValue']);
  const text = textIn(value);
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? minutesOf(`PT${text}M`) : minutesOf(text);
}

function listIn(value: unknown): string[] {
  const texts = [value].flat().flatMap((one) => textIn(one)?.split(/[,;|]/) ?? []);
  return [...new Set(texts.map(tidy).filter((text) => text !== ''))];
}

/** The address of a picture: a text, an ImageObject, or the first of a list; inline pictures do not count. */
function addressIn(value: unknown): string | undefined {
  if (typeof value === 'string') return /^data:/i.test(value) ? undefined : value.trim() || undefined;
  if (Array.isArray(value)) return firstOf(value, addressIn);
  if (isNode(value)) return addressIn(value['url'] ?? value['contentUrl'] ?? value['@id']);
  return undefined;
}

function ingredientsIn(value: unknown): FoundLine[] {
  const values = Array.isArray(value) ? (value as unknown[]).slice(0, MAX_LINES).flat(3) : [value];
  // One text for all: a line each. In a list each text is one line, however it was broken.
  const isOneText = values.length === 1;
  return values.flatMap((one) => {
    if (isNode(one) && Array.isArray(one['itemListElement'])) return ingredientsIn(one['itemListElement']);
    const text = typeof one === 'string' ? one : ingredientOf(one);
    if (text === undefined) return [];
    const lines = isOneText ? linesOfOne(text) : [lineOf(text)];
    return lines.filter((line) => line !== '').map((line) => ({ text: line }));
  });
}

/** Lines, or, where all stands in one, what commas before amounts part. */
function linesOfOne(text: string): string[] {
  const lines = linesOf(text);
  const [only = ''] = lines;
  const parts = only.split(/,\s+(?=[\d¼-¾⅐-⅞])/u);
  return lines.length === 1 && parts.length >= 4 ? parts : lines;
}

/** `{ name, amount }`, `{ quantity, unit, name }` and their like on one line. */
function ingredientOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  const text = textIn(value['text'] ?? value['@value']);
  if (text !== undefined) return text;
  const parts = [
    value['amount'] ?? value['quantity'] ?? value['value'],
    value['unit'] ?? value['unitText'],
    value['name'],
  ];
  return parts.map(textIn).filter(Boolean).join(' ') || undefined;
}

function stepsIn(value: unknown, section?: string): FoundLine[] {
  if (typeof value === 'string')
    return isJson(value) ? stepsIn(JSON.parse(value), section) : stepLines(value, section);
  if (Array.isArray(value))
    return (value as unknown[]).slice(0, MAX_LINES).flatMap((one) => stepsIn(one, section));
  if (!isNode(value)) return [];
  const inner = value['itemListElement'] ?? value['steps'];
  if (typeof inner === 'object' && inner !== null) return stepsOfSection(value, inner, section);
  const text = stepText(value);
  return text === undefined ? [] : [stepLine(text, section)];
}

/** Some pages put the list itself, as JSON, where its text belongs. */
function isJson(text: string): boolean {
  if (!/^\s*\[\s*\{/.test(text)) return false;
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

function stepLines(text: string, section: string | undefined): FoundLine[] {
  return linesOf(text).map((line) => stepLine(line, section));
}

function stepsOfSection(node: Node, inner: object, outer: string | undefined): FoundLine[] {
  const name = textIn(node['name'] ?? node['Name']);
  const section = name ?? outer;
  const own = stepText(node) === name ? undefined : stepText(node);
  const lines = stepsIn(inner, section);
  return own !== undefined && !hasText(lines, own) ? [stepLine(own, section), ...lines] : lines;
}

function stepLine(text: string, section: string | undefined): FoundLine {
  return section === undefined ? { text } : { text, section };
}

function hasText(lines: readonly FoundLine[], text: string): boolean {
  return lines.some((line) => line.text.includes(text) || text.includes(line.text));
}

/** A step's text, with its name before it where that says something else. */
function stepText(value: Node): string | undefined {
  const text = textIn(value['text'] ?? value['description'] ?? value['@value'] ?? value['item']);
  const name = textIn(value['name']);
  if (text === undefined) return name;
  if (name === undefined || isGenericName(name) || text.startsWith(name.replace(/[.…\s]+$/, ''))) return text;
  return `${/[.:!?]$/.test(name) ? name : `${name}:`} ${text}`;
}

/** "Step 3", "Schritt 3", "3." name nothing. */
function isGenericName(name: string): boolean {
  return /^\p{L}*\s*\d+\s*[.:)]?$/u.test(name);
}
