import type { RoomArchive } from '../../../jobs/room-archive.ts';
import { goodsArchive } from './goods-archive.ts';
import { planArchive } from './plan-archive.ts';
import { recipeArchive } from './recipe-archive.ts';

const PARTS: readonly RoomArchive[] = [recipeArchive, planArchive, goodsArchive];

/** What of meals stands in a person's export: recipes, planned meals, targets, preferences, shopping lists, the pantry. */
export const mealsArchive: RoomArchive = {
  async files(db, scope, uploads) {
    const files = [];
    // One after the other: a transaction answers one query at a time.
    for (const part of PARTS) files.push(...(await part.files(db, scope, uploads)));
    return files;
  },
  async add(trx, scope, source, target) {
    const counts = {};
    for (const part of PARTS) Object.assign(counts, await part.add(trx, scope, source, target));
    return counts;
  },
};
