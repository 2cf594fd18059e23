import * as z from 'zod';
import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import { ValidationError, AppError } from '../../../errors.ts';
import type { ArchiveFile, ArchiveSource, ArchiveTarget, RoomArchive } from '../../../jobs/room-archive.ts';
import { derivedId } from '../../../lib/uuid.ts';
import type { FileStore } from '../../../storage/file-store.ts';
import { checkImage } from '../../../storage/check-image.ts';
import { storeImage } from '../../../storage/resize-image.ts';
import { insertReadyImage, recipePictures } from '../recipes/image-queries.ts';
import { recipeJsonLd } from '../recipes/json-ld.ts';
import { MAX_IMAGE_BYTES_IN_ALL } from '../recipes/recipe-image.ts';
import { RECIPE_JSON } from '../recipes/recipe-json.ts';
import { newRecipeSchema, RECIPE_SOURCES, type Recipe } from '../recipes/recipe-schema.ts';
import { saveRecipe } from '../recipes/recipes.ts';
import { removeAdded, type Removal } from './remove-added.ts';

const FILE = 'data/recipes.json';
const PAGE = 100;

/** A recipe as it stands in an export: as it was written, for what follows from its foods is computed anew. */
const recipeRow = newRecipeSchema.extend({
  id: z.uuid().toLowerCase(),
  source: z.enum(RECIPE_SOURCES),
  externalId: z.string().max(300).nullable(),
  createdAt: z.iso.datetime(),
});
type RecipeRow = z.output<typeof recipeRow>;

/** The household's recipes with their pictures, as rows to be taken in again and as schema.org's Recipe. */
export const recipeArchive: RoomArchive = {
  async files(db, scope, uploads) {
    return [
      { name: FILE, rows: () => rowsOf(db, scope, toRow) },
      { name: 'recipes/recipes.jsonld', rows: () => rowsOf(db, scope, ({ recipe }) => recipeJsonLd(recipe)) },
      ...(await pictureFiles(db, scope, uploads)),
    ];
  },
  async add(trx, scope, source, target) {
    for await (const row of source.rowsOf(FILE, recipeRow)) {
      target.tally.row('recipes', await addRecipe(trx, scope, row, { source, target }));
    }
  },
  remove: (trx, scope, added) => removeAdded(trx, scope, added, RECIPES_ADDED),
};

const RECIPES_ADDED: Removal = {
  noun: 'recipes',
  table: 'recipes',
  owner: 'household_id',
  name: 'r.title',
  hasBin: true,
  // Stars change no version.
  isKept: `r.version > 1 or r.updated_at > r.created_at
    or exists (select from meal_plan_entries p where p.recipe_id = r.id and p.deleted_at is null)`,
  files: 'array_remove(array[r.image_file, r.image_thumbnail_file, r.image_original_file], null)',
};

interface StoredRow {
  id: string;
  recipe: Recipe;
  external_id: string | null;
}

function toRow({ recipe, external_id }: StoredRow): RecipeRow {
  const { ingredients, steps, ...fields } = recipe;
  const known = Object.keys(recipeRow.shape);
  const kept = Object.fromEntries(Object.entries(fields).filter(([name]) => known.includes(name)));
  return {
    ...(kept as Omit<RecipeRow, 'ingredients' | 'steps' | 'externalId'>),
    externalId: external_id,
    ingredients: ingredients.map(({ text, section }) => ({ text, section })),
    steps: steps.map(({ text, section, timerS, leadMin }) => ({ text, section, timerS, leadMin })),
  };
}

async function* rowsOf<Row>(db: Db, scope: Scope, of: (row: StoredRow) => Row): AsyncGenerator<Row> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await selectRows<StoredRow & Record<string, unknown>>(
      db,
      `select r.id, r.external_id, ${RECIPE_JSON} as recipe from recipes r
        where r.household_id = :householdId and r.deleted_at is null and r.id > :after order by r.id limit :limit`,
      { householdId: scope.householdId, after, limit: PAGE },
    );
    for (const row of rows) yield of(row);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

async function pictureFiles(db: Db, scope: Scope, uploads: FileStore): Promise<ArchiveFile[]> {
  const rows = await selectRows<{ id: string; image_file: string }>(
    db,
    `select id, image_file from recipes
      where household_id = :householdId and deleted_at is null and image_state = 'ready' order by id`,
    { householdId: scope.householdId },
  );
  return rows.map(({ id, image_file }) => ({ name: pictureName(id), path: uploads.pathOf(image_file) }));
}

function pictureName(id: string): string {
  return `recipes/pictures/${id}.webp`;
}

/** The id of the recipe added; undefined for one that the household has already, in the bin or not. */
async function addRecipe(
  trx: Db,
  scope: Scope,
  { id: theirs, createdAt, ...draft }: RecipeRow,
  { source, target }: { source: ArchiveSource; target: ArchiveTarget },
): Promise<string | undefined> {
  const owners = await selectRows<{ id: string; household_id: string }>(
    trx,
    `select id, household_id from recipes
      where id in (:theirs, :derived) or (household_id = :householdId and external_id = :externalId)`,
    {
      theirs,
      derived: derivedId(scope.householdId, theirs),
      householdId: scope.householdId,
      externalId: draft.externalId,
    },
  );
  const known = owners.find(({ household_id }) => household_id === scope.householdId);
  if (known) target.idsHere.set(theirs, known.id);
  if (known) return undefined;
  // Someone else on this installation has a recipe of that id: then another one, always the same for the same household.
  const id = owners.length > 0 ? derivedId(scope.householdId, theirs) : theirs;
  target.idsHere.set(theirs, id);
  await saveRecipe(trx, scope, { ...draft, id }, new Date(createdAt));
  if (!target.isDryRun)
    await addPicture(trx, scope, { id, bytes: await source.file(pictureName(theirs)) }, target);
  return id;
}

async function addPicture(
  trx: Db,
  scope: Scope,
  { id, bytes }: { id: string; bytes: Buffer | undefined },
  { uploads, stored }: ArchiveTarget,
): Promise<void> {
  if (!bytes || (await recipePictures.sumBytes(trx, scope)) + bytes.length > MAX_IMAGE_BYTES_IN_ALL) return;
  try {
    await checkImage(bytes, 'file');
  } catch (error) {
    // A recipe is worth having without its picture.
    if (error instanceof ValidationError || (error instanceof AppError && error.status === 415)) return;
    throw error;
  }
  const image = await storeImage(uploads, bytes);
  stored.push(image.file, image.thumbnailFile);
  await insertReadyImage(trx, scope, id, image);
}
