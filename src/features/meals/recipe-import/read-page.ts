import { load } from 'cheerio/slim';
import type { RecipeDraft } from '../recipes/recipe-schema.ts';
import { blocksOf, type Block } from './blocks.ts';
import { combineIngredients, combineSteps, tidyTitle } from './combine.ts';
import { draftOf } from './found-draft.ts';
import { isRecipe, mergeFound, nothingFound, type FoundRecipe } from './found-recipe.ts';
import { isOfType, jsonLdNodes, type Node } from './json-ld.ts';
import { isMaze } from './maze.ts';
import { markedRecipes } from './microdata.ts';
import { factsOf, headOf } from './page-facts.ts';
import { findIngredients, findSteps } from './page-parts.ts';
import { printLinkOf } from './print-link.ts';
import { recipeOfNode } from './recipe-node.ts';
import { blocksOfText } from './text-blocks.ts';

const MAX_RECIPES = 50;
const MAX_ROOTS = 1000;

/** Why nothing came of a page or text. */
export interface NoRecipe {
  problem: 'no-recipe';
  /** Where the page says it can be printed, on its own host: some show their recipe only there. */
  printUrl?: string;
}

/**
 * The recipe of a page, by general rules only: linked data (JSON-LD) first, then marked data (microdata, RDFa), then what
 * a reader would see. Pure; some milliseconds for a usual page.
 */
export function readRecipePage(html: string, url?: string): RecipeDraft | NoRecipe {
  return draftOrProblem(() => findInPage(html, url), url);
}

/** The recipe of a text that was copied out of a page, a mail or a book. */
export function readRecipeText(text: string): RecipeDraft | NoRecipe {
  return draftOrProblem(() => {
    const blocks = blocksOfText(text);
    const first = blocks.find(({ kind }) => kind !== 'item');
    const seen = findInBlocks(blocks);
    const ingredients = combineIngredients([], seen.ingredients);
    return { ...seen, title: first?.text, ingredients, steps: combineSteps([], seen.steps) };
  });
}

/** What was found, and where else to look when that is nothing. */
type Found = FoundRecipe & { printUrl?: string | undefined };

function draftOrProblem(find: () => Found, url?: string): RecipeDraft | NoRecipe {
  try {
    const { printUrl, ...found } = find();
    if (isRecipe(found)) return draftOf(found, url);
    return { problem: 'no-recipe', ...(printUrl !== undefined && { printUrl }) };
  } catch (error) {
    // Markup nested ten thousand deep is no recipe.
    if (error instanceof RangeError) return { problem: 'no-recipe' };
    throw error;
  }
}

function findInPage(html: string, url: string | undefined): Found {
  if (isMaze(html)) return nothingFound();
  // In an element of its own: selecting among thousands of roots takes the square of their number.
  const $ = load(`<main>${html}`, { xml: false });
  if ($.root().get(0)!.children.length > MAX_ROOTS) return nothingFound();
  const jsonLd = jsonLdNodes($).filter((node) => isOfType(node, 'recipe'));
  const linked = bestOf(jsonLd);
  const head = headOf($);
  // Of microdata the picture is often that of an advert between its lines: what the page shows to others is surer.
  const marked = bestOf(markedRecipes($));
  const data = mergeFound(linked, { ...marked, imageUrl: head.imageUrl ?? marked.imageUrl });
  const seen = findInBlocks(blocksOf($));
  const found = mergeFound(mergeFound(data, { ...nothingFound(), ...head }), seen);
  const ingredients = combineIngredients(data.ingredients, seen.ingredients);
  const steps = combineSteps(data.steps, seen.steps);
  const isThere = isRecipe({ ...found, ingredients, steps });
  const printUrl = isThere ? undefined : printLinkOf($, url);
  return { ...found, title: tidyTitle(found.title), ingredients, steps, printUrl };
}

function findInBlocks(blocks: readonly Block[]): FoundRecipe {
  const { lines, to } = findIngredients(blocks);
  return { ...nothingFound(), ...factsOf(blocks), ingredients: lines, steps: findSteps(blocks, to) };
}

/** Of several recipes on a page the fullest: the others are teasers of related ones. */
function bestOf(nodes: readonly Node[]): FoundRecipe {
  let best = nothingFound();
  let bestWeight = 0;
  for (const node of nodes.slice(0, MAX_RECIPES)) {
    const found = recipeOfNode(node);
    const weight =
      (found.ingredients.length > 0 ? 4 : 0) + (found.steps.length > 0 ? 2 : 0) + (found.title ? 1 : 0);
    if (weight > bestWeight) [best, bestWeight] = [found, weight];
  }
  return best;
}
