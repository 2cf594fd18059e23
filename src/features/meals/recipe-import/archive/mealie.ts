import { draftOf } from '../found-draft.ts';
import type { FoundLine } from '../found-recipe.ts';
import { minutesOf } from '../durations.ts';
import { isNode, type Node } from '../json-ld.ts';
import type { RecipeDraft } from '../../recipes/recipe-schema.ts';
import { amountOf, joined, nameOf, nodesOf, numberOf, proseOf, textOf } from './loose-values.ts';

/** Whether JSON has the form of one recipe of Mealie's export. */
export function isMealie(value: unknown): value is Node {
  return isNode(value) && 'slug' in value && ('recipeIngredient' in value || 'recipe_ingredient' in value);
}

/** Mealie writes its names in camel case in exports of recipes and with underscores in backups. */
function of(node: Node, name: string): unknown {
  return node[name] ?? node[name.replace(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`)];
}

/** One recipe of Mealie, with its lines, steps, tags and notes within it. */
export function mealieDraft(recipe: Node): RecipeDraft {
  const tags = [...nodesOf(recipe['tags']), ...nodesOf(of(recipe, 'recipeCategory'))];
  const notes = nodesOf(recipe['notes']).map((note) =>
    [textOf(note['title']), proseOf(note['text'])].filter(Boolean).join(': '),
  );
  const draft = draftOf({
    title: textOf(recipe['name']),
    description: proseOf(recipe['description']),
    yieldText: textOf(of(recipe, 'recipeYield')) || undefined,
    prepMin: minutesOf(textOf(of(recipe, 'prepTime'))),
    cookMin: minutesOf(textOf(of(recipe, 'performTime')) || textOf(of(recipe, 'cookTime'))),
    totalMin: minutesOf(textOf(of(recipe, 'totalTime'))),
    sourceUrl: textOf(of(recipe, 'orgURL')) || undefined,
    tags: tags.map(nameOf),
    ingredients: ingredientsOf(nodesOf(of(recipe, 'recipeIngredient'))),
    steps: stepsOf(nodesOf(of(recipe, 'recipeInstructions'))),
  });
  const servings = numberOf(of(recipe, 'recipeServings')) ?? draft.yieldsServings;
  const rating = Math.round(numberOf(recipe['rating']) ?? 0);
  return {
    ...draft,
    yieldsServings: servings,
    notes: notes.join('\n\n').slice(0, 10_000),
    rating: rating >= 1 && rating <= 5 ? rating : null,
  };
}

function ingredientsOf(lines: Node[]): FoundLine[] {
  let section = '';
  return lines.flatMap((line) => {
    section = textOf(line['title']) || section;
    const text = textOf(of(line, 'originalText')) || textOf(line['display']) || composed(line);
    return text === '' ? [] : [section === '' ? { text } : { text, section }];
  });
}

function composed(line: Node): string {
  const note = textOf(line['note']);
  const food = nameOf(line['food']);
  if (line['disableAmount'] === true || food === '')
    return joined(food === '' ? '' : amountOf(line['quantity']), note);
  const words = joined(amountOf(line['quantity']), nameOf(line['unit']), food);
  return [words, note].filter((part) => part !== '').join(', ');
}

function stepsOf(steps: Node[]): FoundLine[] {
  let section = '';
  return steps.flatMap((step) => {
    section = textOf(step['title']) || section;
    const texts = proseOf(step['text']).split(/\n+/).filter(Boolean);
    return texts.map((text) => (section === '' ? { text } : { text, section }));
  });
}

/** The recipes of a backup's database.json: its tables put together to what an export of recipes would say. */
export function mealieBackup(database: Node): Node[] {
  const table = (name: string) => nodesOf(database[name]);
  const byId = (name: string) => new Map(table(name).map((row) => [String(row['id']), row]));
  const [foods, units, tags] = [byId('ingredient_foods'), byId('ingredient_units'), byId('tags')];
  const lines = grouped(table('recipes_ingredients'));
  const steps = grouped(table('recipe_instructions'));
  const notes = grouped(table('notes'));
  const tagged = grouped(table('recipes_to_tags'));
  return table('recipes').map((recipe) => {
    const of = (groups: Map<string, Node[]>) => groups.get(String(recipe['id'])) ?? [];
    return {
      ...recipe,
      orgURL: recipe['org_url'],
      notes: of(notes),
      tags: of(tagged).flatMap((row) => tags.get(String(row['tag_id'])) ?? []),
      recipeInstructions: of(steps),
      recipeIngredient: of(lines).map((line) => ({
        ...line,
        food: foods.get(String(line['food_id'])),
        unit: units.get(String(line['unit_id'])),
      })),
    };
  });
}

function grouped(rows: Node[]): Map<string, Node[]> {
  const inOrder = rows.toSorted((a, b) => Number(a['position'] ?? 0) - Number(b['position'] ?? 0));
  return Map.groupBy(inOrder, (row) => String(row['recipe_id']));
}
