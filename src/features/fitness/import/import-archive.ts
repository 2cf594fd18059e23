import type { Db, Scope } from '../../../db/index.ts';
import { addArchive, dryRunArchive, type AddedArchive, type Adding } from '../archive/add-archive.ts';
import { openArchive } from '../archive/read-archive.ts';
import type { ImportRow } from './import-queries.ts';
import type { ImportPreview } from './import-schema.ts';

/** The dry run of an export of ours. */
export async function previewArchive(
  db: Db,
  scope: Scope,
  source: Buffer | string,
  adding: Adding,
): Promise<ImportPreview> {
  const archive = await openArchive(source);
  try {
    const found = await dryRunArchive(db, scope, archive, adding);
    return {
      kind: 'export',
      from: found.from,
      to: found.to,
      workouts: {
        total: found.workouts.total,
        toAdd: found.workouts.added,
        existing: found.workouts.total - found.workouts.added,
        inBin: 0,
      },
      sets: { total: found.sets.total, toAdd: found.sets.added },
      others: othersOf(found).map(([noun, { total, added }]) => ({ noun, total, toAdd: added })),
      skippedRows: 0,
      questions: [],
      warnings: [],
      exercises: [],
      sample: found.sample,
    };
  } finally {
    archive.close();
  }
}

/** Adds an export of ours in the transaction given. */
export async function applyArchive(
  trx: Db,
  scope: Scope,
  source: Buffer | string,
  adding: Adding,
): Promise<NonNullable<ImportRow['result']>> {
  const archive = await openArchive(source);
  try {
    const added = await addArchive(trx, scope, archive, adding);
    const others = othersOf(added).filter(([noun]) => noun !== 'exercises');
    return {
      workouts: added.workouts.added,
      sets: added.sets.added,
      existing: added.workouts.total - added.workouts.added,
      exercises: added.tally.counts['exercises']?.added ?? 0,
      others: Object.fromEntries(others.map(([noun, counts]) => [noun, counts.added])),
      created: added.tally.created,
    };
  } finally {
    archive.close();
  }
}

function othersOf({ tally }: AddedArchive): [string, { total: number; added: number }][] {
  return Object.entries(tally.counts).filter(([, { total }]) => total > 0);
}
