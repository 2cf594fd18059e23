import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { beginsAsZip } from '../../../../storage/begins-as-zip.ts';
import { draftOf } from '../found-draft.ts';
import { isNode, isOfType, nodesIn, type Node } from '../json-ld.ts';
import { recipeOfNode } from '../recipe-node.ts';
import { combineIngredients } from '../combine.ts';
import { ArchiveRefused, MAX_RECIPES, type ArchivedRecipe, type RecipeArchive } from './archived-recipe.ts';
import { jsonOf, textOf } from './loose-values.ts';
import { isMealie, mealieBackup, mealieDraft } from './mealie.ts';
import { isTandoor, tandoorDraft } from './tandoor.ts';
import { openZip, type ZipFiles } from './zip-files.ts';

const MAX_JSON = 20 * 1024 ** 2;
const UNKNOWN =
  'This is no file of recipes that can be read. Choose an export or backup of Mealie, an export of Tandoor, or JSON-LD.';

/**
 * Opens a file of recipes, told apart by its content: Mealie's export or backup, Tandoor's export, or schema.org recipes
 * as JSON-LD. Throws ArchiveRefused; the caller closes it.
 */
export async function openRecipeArchive(path: string): Promise<RecipeArchive> {
  if (!(await beginsAsZip(path))) return jsonLdFile(path);
  const zip = await openZip(path);
  try {
    return await archiveOf(zip);
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function archiveOf(zip: ZipFiles): Promise<RecipeArchive> {
  const database = jsonOf(await zip.read('database.json'));
  if (isNode(database)) return mealieArchive(zip, mealieBackup(database), []);
  if (zip.names.includes('recipe.json') || zip.names.some((name) => name.endsWith('.zip')))
    return tandoorArchive(zip);
  const found: Node[] = [];
  const unreadable: string[] = [];
  for (const name of zip.names.filter((one) => /(^|\/)recipes\/.+\.json$/.test(one)).slice(0, MAX_RECIPES)) {
    const recipe = jsonOf(await zip.read(name));
    if (isMealie(recipe)) found.push(recipe);
    else unreadable.push(name);
  }
  if (found.length === 0) throw new ArchiveRefused(UNKNOWN);
  return mealieArchive(zip, found, unreadable);
}

function mealieArchive(zip: ZipFiles, found: readonly Node[], unreadable: string[]): RecipeArchive {
  const recipes = found.slice(0, MAX_RECIPES).map((recipe): ArchivedRecipe => {
    const id = textOf(recipe['id']);
    const slug = textOf(recipe['slug']);
    const picture = zip.names.find(
      (name) =>
        /\/images\/original\.\w+$/.test(name) &&
        name.split('/').some((part) => same(part, id) || part === slug),
    );
    return { externalId: `mealie:${id || slug}`, draft: mealieDraft(recipe), picture };
  });
  return {
    kind: 'mealie',
    ...usable(recipes, unreadable),
    picture: (name) => zip.read(name),
    close: () => zip.close(),
  };
}

/** Ids are written with and without their dashes. */
function same(folder: string, id: string): boolean {
  return id !== '' && folder.replaceAll('-', '') === id.replaceAll('-', '');
}

async function tandoorArchive(zip: ZipFiles): Promise<RecipeArchive> {
  const recipes: ArchivedRecipe[] = [];
  const unreadable: string[] = [];
  const names = zip.names.includes('recipe.json') ? [''] : zip.names.filter((name) => name.endsWith('.zip'));
  for (const name of names.slice(0, MAX_RECIPES)) {
    const inner = await innerZip(zip, name);
    const recipe = jsonOf(await inner?.read('recipe.json'));
    if (inner && isTandoor(recipe)) {
      const draft = tandoorDraft(recipe);
      const image = inner.names.find((one) => one.startsWith('image'));
      const externalId = `tandoor:${hashOf([draft.title, draft.sourceUrl ?? '', textOf(recipe['created_at'])])}`;
      recipes.push({ externalId, draft, picture: image && `${name}|${image}` });
    } else unreadable.push(name);
    if (inner !== zip) inner?.close();
  }
  if (recipes.length === 0) throw new ArchiveRefused(UNKNOWN);
  return {
    kind: 'tandoor',
    ...usable(recipes, unreadable),
    async picture(place) {
      const [name = '', image = ''] = place.split('|');
      const inner = await innerZip(zip, name);
      const bytes = await inner?.read(image);
      if (inner !== zip) inner?.close();
      return bytes;
    },
    close: () => zip.close(),
  };
}

async function innerZip(zip: ZipFiles, name: string): Promise<ZipFiles | undefined> {
  if (name === '') return zip;
  const bytes = await zip.read(name);
  return bytes && (await openZip(bytes).catch(() => undefined));
}

async function jsonLdFile(path: string): Promise<RecipeArchive> {
  const { size } = await stat(path);
  const value = size <= MAX_JSON ? jsonOf(await readFile(path)) : undefined;
  const nodes = nodesIn(value).filter((node) => isOfType(node, 'recipe'));
  const recipes = nodes.slice(0, MAX_RECIPES).map((node): ArchivedRecipe => {
    const found = recipeOfNode(node);
    const sourceUrl = typeof node['url'] === 'string' ? node['url'] : undefined;
    const draft = draftOf({ ...found, sourceUrl, ingredients: combineIngredients(found.ingredients, []) });
    const lines = (draft.ingredients ?? []).map(({ text }) => text);
    return { externalId: `jsonld:${hashOf([draft.title, draft.sourceUrl ?? '', ...lines])}`, draft };
  });
  if (recipes.length === 0) throw new ArchiveRefused(UNKNOWN);
  return { kind: 'jsonld', ...usable(recipes, []), picture: async () => undefined, close: () => undefined };
}

/** Those with something in them, each once. */
function usable(recipes: readonly ArchivedRecipe[], unreadable: string[]) {
  const kept = new Map<string, ArchivedRecipe>();
  for (const recipe of recipes) {
    const { draft, externalId } = recipe;
    if ((draft.ingredients ?? []).length + (draft.steps ?? []).length > 0) kept.set(externalId, recipe);
    else unreadable.push(draft.title);
  }
  return { recipes: [...kept.values()], unreadable };
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32);
}
