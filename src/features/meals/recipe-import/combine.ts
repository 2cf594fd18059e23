import type { FoundLine, FoundRecipe } from './found-recipe.ts';

const BULLET = /^(?:[•·▢☐□◦‣▪●○✓✔*]\s*|[-–—]\s+)/u;
const NUMBER =
  /^(?:(?:step|étape|etape|schritt|paso|passo|passaggio|stap|steg|trin|trinn|krok|lépés)\s*\d{1,2}\s*[|:.)–-]?|\d{1,2}[.)](?!\d))\s*/iu;

/**
 * The ingredients of linked data with what the page shows beside them: amounts where the data name only foods, and the
 * headings the lines stand under, which linked data cannot say.
 */
export function combineIngredients(linked: readonly FoundLine[], seen: readonly FoundLine[]): FoundLine[] {
  const own = withHeadings(linked.map((line) => ({ ...line, text: line.text.replace(BULLET, '') })));
  const shown = seen.map((line) => ({ ...line, text: line.text.replace(BULLET, '').replace(/\s*\*+$/, '') }));
  if (own.length === 0) return withHeadings(shown);
  if (amounts(own) < 0.3 && amounts(shown) >= 0.5) {
    const named = shown.filter(({ text }) => own.some((line) => contains(text, line.text)));
    if (named.length >= own.length && named.length <= own.length * 1.5) return named;
  }
  if (own.some(({ section }) => section !== undefined)) return own;
  const sections = new Map(shown.map(({ text, section }) => [keyOf(text), section]));
  if (!own.every(({ text }) => sections.has(keyOf(text)))) return own;
  return own.map(({ text }) => withSection(text, sections.get(keyOf(text))));
}

/** The steps, without the numbers that they are shown with anyway; of the page where the data have only a summary. */
export function combineSteps(linked: readonly FoundLine[], seen: readonly FoundLine[]): FoundLine[] {
  const length = (lines: readonly FoundLine[]) => lines.reduce((sum, { text }) => sum + text.length, 0);
  const isSummary =
    linked.length === 1 && length(linked) < 300 && seen.length >= 2 && length(seen) > 2 * length(linked);
  const steps = linked.length === 0 || isSummary ? seen : linked;
  const areNumbered =
    steps.length > 1 && steps.filter(({ text }) => NUMBER.test(text)).length >= steps.length - 1;
  return steps
    .map((step) => ({
      ...step,
      text: (areNumbered ? step.text.replace(NUMBER, '') : step.text).replace(BULLET, ''),
    }))
    .filter(({ text }) => text !== '');
}

/** "Recipe" after the name of a dish, in the languages of recipes, adds nothing to a collection of recipes. */
export function tidyTitle(title: FoundRecipe['title']): string | undefined {
  return title?.replace(
    /\s+[-–—|:]\s+(?:recipe|rezept|recept|recette|receta|ricetta|receita|opskrift|oppskrift|przepis)$/iu,
    '',
  );
}

/** A line such as "For the sauce:" between others is their heading. */
function withHeadings(lines: readonly FoundLine[]): FoundLine[] {
  let section: string | undefined;
  const kept: FoundLine[] = [];
  lines.forEach((line, index) => {
    const isHeading = /^[^\d¼-¾⅐-⅞]{2,60}:$/u.test(line.text) && index < lines.length - 1;
    if (isHeading) section = line.text.replace(/\s*:$/, '');
    else kept.push(line.section === undefined ? withSection(line.text, section) : line);
  });
  return kept;
}

function withSection(text: string, section: string | undefined): FoundLine {
  return section === undefined ? { text } : { text, section };
}

function amounts(lines: readonly FoundLine[]): number {
  return lines.length === 0 ? 0 : lines.filter(({ text }) => /[\d¼-¾⅐-⅞]/u.test(text)).length / lines.length;
}

function contains(line: string, name: string): boolean {
  return keyOf(line).includes(keyOf(name));
}

function keyOf(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
