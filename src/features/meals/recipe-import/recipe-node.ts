import { minutesOf } from './durations.ts';
import type { FoundLine, FoundRecipe } from './found-recipe.ts';
import { lineOf, linesOf, tidy } from './html-text.ts';
import { isNode, type Node } from './json-ld.ts';

/** A schema.org Recipe, from JSON-LD or microdata, as texts and minutes. */
export function recipeOfNode(node: Node): FoundRecipe {
  const times = {
    prepMin: minutesIn(node['prepTime']),
    cookMin: minutesIn(node['cookTime'] ?? node['performTime']),
  };
  return {
    title: textIn(node['name'] ?? node['headline']),
    description: textIn(node['description']),
    yieldText: yieldIn(node['recipeYield'] ?? node['yield']),
    ...times,
    totalMin: minutesIn(node['totalTime']) ?? sumOf(times.prepMin, times.cookMin),
    cuisine: listIn(node['recipeCuisine'])[0],
    course: listIn(node['recipeCategory'])[0],
    tags: listIn(node['keywords']),
    language: textIn(node['inLanguage']),
    imageUrl: addressIn(node['image'] ?? node['thumbnailUrl']),
    sourceName: isNode(node['publisher']) ? textIn(node['publisher']['name']) : undefined,
    ingredients: ingredientsIn(node['recipeIngredient'] ?? node['ingredients']),
    steps: stepsIn(node['recipeInstructions'] ?? node['step']),
  } as FoundRecipe;
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
  const values = Array.isArray(value) ? (value as unknown[]).flat(3) : [value];
  // One text for all: a line each. In a list each text is one line, however it was broken.
  const isOneText = values.length === 1;
  return values.flatMap((one) => {
    if (isNode(one) && Array.isArray(one['itemListElement'])) return ingredientsIn(one['itemListElement']);
    const text = typeof one === 'string' ? one : ingredientOf(one);
    if (text === undefined) return [];
    const lines = isOneText ? linesOf(text) : [lineOf(text)];
    return lines.filter((line) => line !== '').map((line) => ({ text: line }));
  });
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
  if (typeof value === 'string') return linesOf(value).map((text) => stepLine(text, section));
  if (Array.isArray(value)) return (value as unknown[]).flatMap((one) => stepsIn(one, section));
  if (!isNode(value)) return [];
  const inner = value['itemListElement'] ?? value['steps'];
  if (Array.isArray(inner) || isNode(inner)) {
    const name = textIn(value['name'] ?? value['Name']);
    const own = stepText(value) === name ? undefined : stepText(value);
    const lines = stepsIn(inner, name ?? section);
    return own !== undefined && !hasText(lines, own) ? [stepLine(own, name ?? section), ...lines] : lines;
  }
  const text = stepText(value);
  return text === undefined ? [] : [stepLine(text, section)];
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
