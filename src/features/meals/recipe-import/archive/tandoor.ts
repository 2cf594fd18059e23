import { draftOf } from '../found-draft.ts';
import type { FoundLine } from '../found-recipe.ts';
import { isNode, type Node } from '../json-ld.ts';
import type { RecipeDraft } from '../../recipes/recipe-schema.ts';
import { amountOf, joined, nameOf, nodesOf, numberOf, proseOf, textOf } from './loose-values.ts';

/** Whether JSON has the form of Tandoor's recipe.json. */
export function isTandoor(value: unknown): value is Node {
  return isNode(value) && Array.isArray(value['steps']) && 'working_time' in value;
}

/** A recipe.json of Tandoor's own export: steps with their ingredients, times in minutes. */
export function tandoorDraft(recipe: Node): RecipeDraft {
  const steps = nodesOf(recipe['steps']).toSorted(byOrder);
  const hasSections = steps.filter((step) => nodesOf(step['ingredients']).length > 0).length > 1;
  const prepMin = numberOf(recipe['working_time']);
  const cookMin = numberOf(recipe['waiting_time']);
  const draft = draftOf({
    title: textOf(recipe['name']),
    description: proseOf(recipe['description']),
    yieldText: textOf(recipe['servings_text']) || undefined,
    prepMin,
    cookMin,
    totalMin: prepMin === undefined && cookMin === undefined ? undefined : (prepMin ?? 0) + (cookMin ?? 0),
    sourceUrl: textOf(recipe['source_url']) || undefined,
    tags: nodesOf(recipe['keywords']).map(nameOf),
    ingredients: steps.flatMap((step) => ingredientsOf(step, hasSections ? textOf(step['name']) : '')),
    steps: steps.flatMap(stepsOf),
  });
  return { ...draft, yieldsServings: numberOf(recipe['servings']) ?? draft.yieldsServings };
}

function ingredientsOf(step: Node, outer: string): FoundLine[] {
  let section = outer;
  return nodesOf(step['ingredients'])
    .toSorted(byOrder)
    .flatMap((line) => {
      const note = textOf(line['note']);
      if (line['is_header'] === true) {
        section = note;
        return [];
      }
      const amount = line['no_amount'] === true ? '' : amountOf(line['amount']);
      const words = joined(amount, amount === '' ? '' : nameOf(line['unit']), nameOf(line['food']));
      const text = [words, note].filter((part) => part !== '').join(', ');
      return text === '' ? [] : [section === '' ? { text } : { text, section }];
    });
}

function stepsOf(step: Node): FoundLine[] {
  const section = textOf(step['name']);
  const texts = proseOf(step['instruction']).split(/\n+/).filter(Boolean);
  return texts.map((text) => (section === '' ? { text } : { text, section }));
}

function byOrder(a: Node, b: Node): number {
  return Number(a['order'] ?? 0) - Number(b['order'] ?? 0);
}
