import type { RoomArchive } from '../../../jobs/room-archive.ts';
import { foodArchive } from './food-archive.ts';
import { goodsArchive } from './goods-archive.ts';
import { planArchive } from './plan-archive.ts';
import { recipeArchive } from './recipe-archive.ts';

/** In the order in which they are added: lines of recipes find their foods among those of the household. */
const PARTS: readonly RoomArchive[] = [foodArchive, recipeArchive, planArchive, goodsArchive];

/** What of meals stands in a person's export: foods, recipes, planned meals, targets, preferences, lists, the pantry. */
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
