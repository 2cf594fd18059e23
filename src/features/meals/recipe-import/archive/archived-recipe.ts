import type { RecipeDraft } from '../../recipes/recipe-schema.ts';

/** A recipe in a file of another program. */
export interface ArchivedRecipe {
  /** The same in every later export, so that a second import adds nothing. */
  externalId: string;
  draft: RecipeDraft;
  /** Name of the file within the archive that holds its picture. */
  picture?: string | undefined;
}

/** What a file holds. `unreadable` names what looked like a recipe and could not be read. */
export interface RecipeArchive {
  kind: 'mealie' | 'tandoor' | 'jsonld';
  recipes: ArchivedRecipe[];
  unreadable: string[];
  /** The bytes of a picture, at most 10 MB. */
  picture(name: string): Promise<Buffer | undefined>;
  close(): void;
}

/** The file is refused as a whole, with words for the person who chose it. */
export class ArchiveRefused extends Error {}

export const MAX_RECIPES = 5000;
