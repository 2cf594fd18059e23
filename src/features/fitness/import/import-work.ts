import { readFile } from 'node:fs/promises';
import type { Config } from '../../../config.ts';
import type { Db, Scope } from '../../../db/index.ts';
import type { JobDeps } from '../../../jobs/job.ts';
import type { RoomArchive } from '../../../jobs/room-archive.ts';
import { createFileStore } from '../../../storage/file-store.ts';
import { isZip } from '../archive/read-archive.ts';
import { exportFiles } from '../exports/export-jobs.ts';
import { addWorkouts } from './add-workouts.ts';
import { applyArchive, previewArchive } from './import-archive.ts';
import type { ImportJobData } from './import-jobs.ts';
import * as queries from './import-queries.ts';
import type { ImportPreview, StoredAnswers } from './import-schema.ts';
import { readerOf } from './import-reader.ts';
import { faultText } from './import-words.ts';
import { ImportRefused } from './imported.ts';
import { previewOf } from './preview.ts';
import { readImportFile } from './read-file.ts';

/** Reads an uploaded file and writes down what it would add, or why it is refused. */
export async function readImport(
  { db, clock, config }: JobDeps,
  { importId, bytes: _bytes, ...scope }: ImportJobData,
  archives: readonly RoomArchive[],
): Promise<void> {
  const row = await queries.findImport(db, scope, importId);
  const source = row && (await sourceOf(db, scope, importId, config));
  if (row?.state !== 'uploaded' || !source) return;
  const now = clock.now();
  try {
    const preview = isArchive(source)
      ? await previewArchive(db, scope, source, {
          importId,
          photos: createFileStore(config.uploadsDir),
          archives,
          now,
        })
      : await previewFile(db, scope, source, row.options);
    await queries.updateImport(db, scope, importId, { state: 'read', kind: preview.kind, preview, now });
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    await queries.updateImport(db, scope, importId, {
      state: 'refused',
      problem: await problemOf(db, scope, error),
      now,
    });
  }
}

/** Adds what a file holds, in one transaction: all of it, or nothing. */
export async function applyImport(
  { db, clock, config }: JobDeps,
  { importId, bytes: _bytes, ...scope }: ImportJobData,
  archives: readonly RoomArchive[],
): Promise<void> {
  const photos = createFileStore(config.uploadsDir);
  const now = clock.now();
  try {
    await db.transaction(async (trx) => {
      const row = await queries.lockImport(trx, scope, importId);
      const source = row && (await sourceOf(trx, scope, importId, config));
      // Run a second time after a kill: the first time was rolled back, or is done.
      if (row?.state !== 'applying' || !source) return;
      const result = isArchive(source)
        ? await applyArchive(trx, scope, source, { importId, photos, archives, now })
        : await applyFile(trx, scope, source, { importId, answers: row.options });
      await queries.updateImport(trx, scope, importId, { state: 'applied', result, now });
    });
  } catch (error) {
    // An answer can make a line impossible, such as the order of day and month.
    if (!(error instanceof ImportRefused)) throw error;
    await queries.updateImport(db, scope, importId, {
      state: 'read',
      problem: await problemOf(db, scope, error),
      now,
    });
  }
}

/** The bytes of an uploaded file, or the path of a large ZIP. */
async function sourceOf(
  db: Db,
  scope: Scope,
  importId: string,
  config: Config,
): Promise<Buffer | string | undefined> {
  const file = await queries.findImportFile(db, scope, importId);
  if (!file) return undefined;
  return 'bytes' in file ? file.bytes : exportFiles(config).pathOf(file.storedName);
}

function isArchive(source: Buffer | string): boolean {
  return typeof source === 'string' || isZip(source);
}

async function previewFile(
  db: Db,
  scope: Scope,
  source: Buffer | string,
  answers: StoredAnswers,
): Promise<ImportPreview> {
  const file = await readImportFile(await bytesOf(source), answers);
  const { timeZone, t } = await readerOf(db, scope);
  return previewOf(db, scope, file, { answers, timeZone, t });
}

async function applyFile(
  trx: Db,
  scope: Scope,
  source: Buffer | string,
  { importId, answers }: { importId: string; answers: StoredAnswers },
): Promise<NonNullable<queries.ImportRow['result']>> {
  const { workouts } = await readImportFile(await bytesOf(source), answers);
  const { timeZone } = await readerOf(trx, scope);
  const { exerciseIds, ...counts } = await addWorkouts(trx, scope, workouts, { importId, answers, timeZone });
  return { ...counts, exercises: exerciseIds.length, others: {}, created: { exercises: exerciseIds } };
}

async function bytesOf(source: Buffer | string): Promise<Buffer> {
  return typeof source === 'string' ? readFile(source) : source;
}

/** Why a file is refused, one line for each reason, in the person's language. */
async function problemOf(db: Db, scope: Scope, { faults }: ImportRefused): Promise<string> {
  const { t } = await readerOf(db, scope);
  return faults.map((fault) => faultText(t, fault)).join('\n');
}
