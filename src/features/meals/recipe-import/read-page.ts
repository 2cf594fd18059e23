import { load } from 'cheerio/slim';
import { blocksOf } from './blocks.ts';
import { combineIngredients, combineSteps, tidyTitle } from './combine.ts';
import { isRecipe, mergeFound, nothingFound, type FoundRecipe } from './found-recipe.ts';
import { isOfType, jsonLdNodes, type Node } from './json-ld.ts';
import { markedRecipes } from './microdata.ts';
import { factsOf, headOf } from './page-facts.ts';
import { findIngredients, findSteps } from './page-parts.ts';
import { recipeOfNode } from './recipe-node.ts';

const MAX_RECIPES = 50;

/** Everything a page says of its recipe: linked data first, then marked data, then what a reader would see. */
export function findRecipe(html: string): FoundRecipe {
  const $ = load(html, { xml: false });
  const jsonLd = jsonLdNodes($).filter((node) => isOfType(node, 'recipe'));
  const linked = bestOf(jsonLd);
  const head = headOf($);
  // Of microdata the picture is often that of an advert between its lines: what the page shows to others is surer.
  const marked = bestOf(markedRecipes($));
  const data = mergeFound(linked, { ...marked, imageUrl: head.imageUrl ?? marked.imageUrl } as FoundRecipe);
  const blocks = blocksOf($);
  const { lines, to } = findIngredients(blocks);
  const seen = { ...nothingFound(), ...factsOf(blocks) };
  const found = mergeFound(mergeFound(data, { ...nothingFound(), ...head }), seen);
  return {
    ...found,
    title: tidyTitle(found.title),
    ingredients: combineIngredients(data.ingredients, lines),
    steps: combineSteps(data.steps, findSteps(blocks, to)),
  } as FoundRecipe;
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
export { isRecipe };
