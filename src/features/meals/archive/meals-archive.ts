import type { RemovedRows, RoomArchive } from '../../../jobs/room-archive.ts';
import { diaryArchive } from './diary-archive.ts';
import { foodArchive } from './food-archive.ts';
import { goodsArchive } from './goods-archive.ts';
import { planArchive } from './plan-archive.ts';
import { recipeArchive } from './recipe-archive.ts';

/** In the order in which they are added: each finds what it points at among what came before. */
const PARTS: readonly RoomArchive[] = [foodArchive, recipeArchive, planArchive, goodsArchive, diaryArchive];

/** What of meals stands in a person's export: foods, recipes, planned meals, targets, preferences, lists, the pantry, the diary. */
export const mealsArchive: RoomArchive = {
  async files(db, scope, uploads) {
    const files = [];
    // One after the other: a transaction answers one query at a time.
    for (const part of PARTS) files.push(...(await part.files(db, scope, uploads)));
    return files;
  },
  async add(trx, scope, source, target) {
    for (const part of PARTS) await part.add(trx, scope, source, target);
  },
  async remove(trx, scope, added) {
    const all: RemovedRows = { kept: [], files: [] };
    // Backwards: what nothing points at any more can go.
    for (const part of PARTS.toReversed()) {
      const { kept, files } = await part.remove(trx, scope, added);
      all.kept.push(...kept);
      all.files.push(...files);
    }
    return all;
  },
};
