import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { execute, type Db, type Scope } from '../../../db/index.ts';
import type { RoomArchive } from '../../../jobs/room-archive.ts';
import type { FileStore } from '../../../storage/file-store.ts';
import { archiveRows, findProfile, listPhotoFiles } from './archive-queries.ts';
import { archiveFormat, archiveParts, archiveVersion, partFile } from './archive-schema.ts';
import { csvLine } from './csv-text.ts';

/** Where an export goes, and the rooms that have their parts in it. */
export interface ArchiveOrder {
  path: string;
  photos: FileStore;
  archives: readonly RoomArchive[];
  now: Date;
}

/**
 * Writes a ZIP with everything of a person to `path`: each part as JSON, workouts and measurements as
 * CSV too, the photos. All of it is of one moment; rows and pictures stream through.
 */
export async function writeArchive(
  db: Db,
  scope: Scope,
  { path, photos, archives, now }: ArchiveOrder,
): Promise<void> {
  await db.transaction(async (trx) => {
    await execute(trx, 'set transaction isolation level repeatable read, read only');
    const profile = await findProfile(trx, scope);
    const zip = new ZipFile();
    const manifest = {
      format: archiveFormat,
      version: archiveVersion,
      exportedAt: now.toISOString(),
      profile,
    };
    zip.addBuffer(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), 'export.json', { mtime: now });
    for (const part of archiveParts)
      addLazily(zip, partFile(part), now, () => jsonOf(archiveRows(trx, scope, part)));
    addLazily(zip, 'csv/workouts.csv', now, () => workoutLines(archiveRows(trx, scope, 'workouts')));
    addLazily(zip, 'csv/measurements.csv', now, () => measurementLines(trx, scope));
    for (const { id, file } of await listPhotoFiles(trx, scope)) {
      zip.addFile(photos.pathOf(file), `photos/${id}.webp`, { mtime: now, compress: false });
    }
    for (const room of archives) {
      for (const file of await room.files(trx, scope, photos)) {
        if ('path' in file) zip.addFile(file.path, file.name, { mtime: now, compress: false });
        else addLazily(zip, file.name, now, () => jsonOf(file.rows()));
      }
    }
    const failed = new Promise<never>((_, reject) => zip.on('error', reject));
    zip.end();
    await Promise.race([pipeline(zip.outputStream, createWriteStream(path, { mode: 0o600 })), failed]);
  });
}

/** The stream is made when its turn comes: one transaction can answer one query at a time. */
function addLazily(zip: ZipFile, name: string, mtime: Date, lines: () => AsyncGenerator<string>): void {
  zip.addReadStreamLazy(name, { mtime }, (done) => {
    const stream = Readable.from(lines());
    stream.on('error', (error) => zip.emit('error', error));
    done(null, stream);
  });
}

async function* jsonOf(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = '[\n';
  for await (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ',\n';
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n';
}

type Row = Record<string, unknown>;
type Cell = string | number | null;

const WORKOUT_COLUMNS = ['startedAt', 'endedAt', 'localDate', 'title'];
const SET_COLUMNS = [
  ...[
    'exercise',
    'setType',
    'superset',
    'reps',
    'weightKg',
    'weightUnit',
    'rir',
    'rpe',
    'durationS',
    'distanceM',
  ],
  ...['avgHr', 'maxHr', 'calories', 'restS', 'notes'],
];

async function* workoutLines(workouts: AsyncIterable<Row>): AsyncGenerator<string> {
  yield csvLine([...WORKOUT_COLUMNS, 'setNumber', ...SET_COLUMNS, 'workoutNotes']);
  for await (const workout of workouts) {
    const head = WORKOUT_COLUMNS.map((column) => workout[column] as Cell);
    for (const [at, set] of (workout['sets'] as Row[]).entries()) {
      const cells = SET_COLUMNS.map((column) => set[column] as Cell);
      yield csvLine([...head, at + 1, ...cells, at === 0 ? (workout['notes'] as string) : '']);
    }
  }
}

async function* measurementLines(db: Db, scope: Scope): AsyncGenerator<string> {
  const types = new Map<unknown, Row>();
  for await (const type of archiveRows(db, scope, 'measurementTypes')) types.set(type['id'], type);
  yield csvLine(['measuredAt', 'localDate', 'name', 'value', 'unit', 'notes']);
  for await (const one of archiveRows(db, scope, 'measurements')) {
    const type = types.get(one['measurementTypeId']);
    const cells = [
      one['measuredAt'],
      one['localDate'],
      type?.['name'],
      one['value'],
      type?.['unit'],
      one['notes'],
    ];
    yield csvLine(cells as Cell[]);
  }
}
