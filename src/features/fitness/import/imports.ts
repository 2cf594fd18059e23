import { createHash } from 'node:crypto';
import type { Db, Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../errors.ts';
import type { Queue } from '../../../jobs/queue.ts';
import type { KeptThing, RoomArchive } from '../../../jobs/room-archive.ts';
import type { FileStore } from '../../../storage/file-store.ts';
import type { LargeFile } from '../../../storage/receive-large-file.ts';
import { newId } from '../../../lib/uuid.ts';
import { applyImportJob, readImportJob } from './import-jobs.ts';
import * as queries from './import-queries.ts';
import type { KeptSummary, StoredAnswers } from './import-schema.ts';
import { unusableExercises } from '../workout-queries.ts';
import { removeImported } from './remove-imported.ts';

/** The other rooms' parts of an export, loaded when they are needed. */
export type RoomArchives = () => Promise<readonly RoomArchive[]>;

/** An export of one's own, with its photos, may be this large. */
export const maxZipBytes = 512 * 1024 * 1024;

/** Keeps an uploaded file and has it read; its dry run is there when the state is "read". */
export async function receiveImport(
  db: Db,
  scope: Scope,
  file: LargeFile,
  { queue, now }: { queue: Queue; now: Date },
): Promise<string> {
  const id = newId();
  await db.transaction(async (trx) => {
    const { bytes, storedName } = { bytes: null, storedName: null, ...file };
    const sha256 = createHash('sha256')
      .update(bytes ?? String(storedName))
      .digest();
    await queries.insertImport(trx, scope, { id, name: file.name, bytes, storedName, sha256, now });
    await queue.add(trx, readImportJob, { importId: id, ...scope, bytes: await fileSize(trx, scope, id) });
  });
  return id;
}

/** Throws NotFoundError when there is no such import of this person. */
export async function getImport(db: Db, scope: Scope, id: string): Promise<queries.ImportRow> {
  const row = await queries.findImport(db, scope, id);
  if (!row) throw new NotFoundError('The import');
  return row;
}

/**
 * Has a read (or undone) import applied with these answers. Throws ValidationError when a question is
 * open, ConflictError when it is being applied already or was refused.
 */
export async function startImport(
  db: Db,
  scope: Scope,
  order: { id: string; answers: StoredAnswers },
  { queue, now }: { queue: Queue; now: Date },
): Promise<void> {
  await db.transaction(async (trx) => {
    const row = await queries.lockImport(trx, scope, order.id);
    if (!row) throw new NotFoundError('The import');
    if (row.state !== 'read' && row.state !== 'undone') throw notNow(row.state);
    const answers = { ...row.options, ...order.answers };
    const open = (row.preview?.questions ?? []).filter((question) => answers[question] === undefined);
    if (open.length > 0) {
      throw new ValidationError(
        open.map((path) => ({ path, message: 'must be answered before this can be added' })),
      );
    }
    await checkExercises(trx, scope, answers.exercises ?? {});
    await queries.updateImport(trx, scope, order.id, {
      state: 'applying',
      options: answers,
      problem: null,
      now,
    });
    const bytes = await fileSize(trx, scope, order.id);
    await queue.add(trx, applyImportJob, { importId: order.id, ...scope, bytes });
  });
}

/** Chosen exercises must be there and usable by this person. */
async function checkExercises(trx: Db, scope: Scope, chosen: Record<string, string>): Promise<void> {
  const ids = Object.values(chosen).filter((choice) => choice !== 'own');
  const unusable = ids.length === 0 ? new Set() : await unusableExercises(trx, scope, ids);
  const wrong = Object.entries(chosen).filter(([, id]) => unusable.has(id));
  if (wrong.length === 0) return;
  throw new ValidationError(
    wrong.map(([name]) => ({ path: `exercises.${name}`, message: 'is not an exercise you can use' })),
  );
}

/** Takes away what an import added, except what was changed or used since. Twice is not an error. */
export async function undoImport(
  db: Db,
  scope: Scope,
  id: string,
  { now, photos, archives }: { now: Date; photos: FileStore; archives: RoomArchives },
): Promise<void> {
  const rooms = await archives();
  const files = await db.transaction(async (trx) => {
    const row = await queries.lockImport(trx, scope, id);
    if (!row) throw new NotFoundError('The import');
    if (row.state === 'undone') return [];
    if (row.state !== 'applied' || !row.result)
      throw new ConflictError('This import has added nothing yet.', undefined, 'imports.nothingAdded');
    const added = { importId: id, created: row.result.created ?? {} };
    const removed = await removeImported(trx, scope, added, rooms);
    const workouts = removed.kept.filter(({ noun }) => noun === 'workouts');
    const result = { ...row.result, kept: workouts.length, keptThings: inShort(removed.kept) };
    await queries.updateImport(trx, scope, id, { state: 'undone', result, now });
    return removed.files;
  });
  for (const file of files) await photos.remove(file);
}

/** So many names say which ones are meant. */
const shownNames = 20;

function inShort(kept: readonly KeptThing[]): KeptSummary[] {
  const nouns = Map.groupBy(kept, ({ noun }) => noun);
  return [...nouns].map(([noun, things]) => ({
    noun,
    count: things.length,
    names: things.flatMap(({ name }) => (name === '' ? [] : [name])).slice(0, shownNames),
  }));
}

/** Bytes of the file; without end for a ZIP, since one says nothing about what is in it. */
async function fileSize(trx: Db, scope: Scope, id: string): Promise<number> {
  return (await queries.findPlainFileSize(trx, scope, id)) ?? Number.MAX_SAFE_INTEGER;
}

const NOT_NOW: Partial<Record<queries.ImportRow['state'], string>> = {
  uploaded: 'The file is still being read. Try again in a moment.',
  applying: 'This import is being added already.',
  applied: 'This import was added already.',
};

function notNow(state: queries.ImportRow['state']): ConflictError {
  const words = NOT_NOW[state] ?? 'This file was refused. Mend it and upload it again.';
  return new ConflictError(words, undefined, `imports.notNow.${state}`);
}
