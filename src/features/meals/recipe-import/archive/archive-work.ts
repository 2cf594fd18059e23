import { AppError } from '../../../../errors.ts';
import type { JobDeps } from '../../../../jobs/job.ts';
import { createFileStore } from '../../../../storage/file-store.ts';
import { fitDraft } from '../../recipes/fit-draft.ts';
import { setRecipeImage } from '../../recipes/recipe-image.ts';
import { knownExternalIds } from '../../recipes/recipe-queries.ts';
import { saveRecipe } from '../../recipes/recipes.ts';
import type { ArchiveJobData } from './archive-jobs.ts';
import * as queries from './archive-queries.ts';
import type { ArchivePreview } from './archive-schema.ts';
import { ArchiveRefused, type RecipeArchive } from './archived-recipe.ts';
import { openRecipeArchive } from './read-archive.ts';

const SAMPLE = 8;
const SHOWN_UNREADABLE = 20;
const MAX_PICTURE = 10 * 1024 ** 2;

/** Reads an uploaded file and writes down what it would add, or why it is refused. */
export async function readArchive({ db, clock, config }: JobDeps, data: ArchiveJobData): Promise<void> {
  const { archiveId, ...scope } = data;
  const row = await queries.findArchive(db, scope, archiveId);
  if (row?.state !== 'uploaded' || row.file === null) return;
  const now = clock.now();
  try {
    const archive = await openRecipeArchive(createFileStore(config.exportsDir).pathOf(row.file));
    try {
      const known = await knownExternalIds(db, scope, idsOf(archive));
      await queries.updateArchive(db, scope, archiveId, {
        state: 'read',
        preview: previewOf(archive, known),
        now,
      });
    } finally {
      archive.close();
    }
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    await queries.updateArchive(db, scope, archiveId, { state: 'refused', problem: error.message, now });
  }
}

function previewOf({ kind, recipes, unreadable }: RecipeArchive, known: Set<string>): ArchivePreview {
  const toAdd = recipes.filter(({ externalId }) => !known.has(externalId));
  return {
    kind,
    total: recipes.length,
    toAdd: toAdd.length,
    existing: recipes.length - toAdd.length,
    pictures: toAdd.filter(({ picture }) => picture !== undefined).length,
    unreadable: unreadable.slice(0, SHOWN_UNREADABLE),
    sample: toAdd.slice(0, SAMPLE).map(({ draft }) => draft.title),
  };
}

/** Adds what a file holds in one transaction, then the pictures of what has none yet. Running it again does no harm. */
export async function applyArchive(deps: JobDeps, data: ArchiveJobData): Promise<void> {
  const { archiveId, ...scope } = data;
  const row = await queries.findArchive(deps.db, scope, archiveId);
  if (!row || row.file === null || (row.state !== 'applying' && row.state !== 'applied')) return;
  const archive = await openRecipeArchive(createFileStore(deps.config.exportsDir).pathOf(row.file));
  try {
    await addRecipes(deps, data, archive);
    await addPictures(deps, data, archive);
  } finally {
    archive.close();
  }
}

async function addRecipes(
  { db, clock }: JobDeps,
  data: ArchiveJobData,
  archive: RecipeArchive,
): Promise<void> {
  const { archiveId, ...scope } = data;
  const now = clock.now();
  await db.transaction(async (trx) => {
    const row = await queries.findArchive(trx, scope, archiveId, true);
    if (row?.state !== 'applying') return;
    const known = await knownExternalIds(trx, scope, idsOf(archive));
    let added = 0;
    let pictures = 0;
    for (const { externalId, draft, picture } of archive.recipes) {
      if (known.has(externalId)) continue;
      // Pictures come out of the file itself; nothing is fetched from elsewhere.
      const fitted = { ...fitDraft(draft), imageUrl: null, source: 'import' as const, externalId };
      const recipe = await saveRecipe(trx, scope, fitted, now);
      await queries.markFromArchive(trx, scope, recipe.id, archiveId);
      added += 1;
      if (picture !== undefined) pictures += 1;
    }
    const result = { added, existing: archive.recipes.length - added, pictures };
    await queries.updateArchive(trx, scope, archiveId, { state: 'applied', result, now });
  });
}

async function addPictures(deps: JobDeps, data: ArchiveJobData, archive: RecipeArchive): Promise<void> {
  const { archiveId, ...scope } = data;
  const { db, queue, config, clock, log } = deps;
  const store = createFileStore(config.uploadsDir);
  const waiting = await queries.listWithoutPicture(db, scope, archiveId);
  for (const { externalId, picture } of archive.recipes) {
    const recipeId = waiting.get(externalId);
    const bytes = recipeId && picture ? await archive.picture(picture) : undefined;
    if (!recipeId || !bytes || bytes.length > MAX_PICTURE) continue;
    try {
      await setRecipeImage({ db, store, queue }, scope, { recipeId, bytes }, clock.now());
    } catch (error) {
      // One broken picture does not keep the others out.
      if (!(error instanceof AppError)) throw error;
      log.info({ recipeId, reason: error.code }, 'a picture in a file of recipes could not be used');
    }
  }
}

function idsOf({ recipes }: RecipeArchive): string[] {
  return recipes.map(({ externalId }) => externalId);
}
