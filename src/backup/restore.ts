import { rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import type { Config } from '../config.ts';
import { Database, databaseErrorOf, execute, selectRow, selectRows, type Db } from '../db/index.ts';
import { knownMigrations } from '../db/migrate.ts';
import type { AnyJob } from '../jobs/job.ts';
import { createQueue } from '../jobs/queue.ts';
import { freeBytes } from '../lib/free-room.ts';
import { newId } from '../lib/uuid.ts';
import { prepareDatabase } from '../prepare-database.ts';
import { explainFileError } from '../supervisor/folder-problem.ts';
import { type Archive, openArchive } from './archive-reader.ts';
import type { BackupRun } from './backup-runs.ts';
import { BackupRefused } from './errors.ts';
import { loadRows, readWaitingJobs } from './load-rows.ts';
import { makeBackup } from './make-backup.ts';
import { fileEntry, type Manifest } from './manifest.ts';
import { type ScratchDatabase, withScratchDatabase } from './scratch-database.ts';
import { decideOnSealed, type SealedChoice, treatSealed } from './sealed-values.ts';
import { hasFile, isSameFile, listStoredFiles, placeFile } from './stored-files.ts';

/** Room that is left over after a restore. */
const SPARE_BYTES = 50 * 1024 * 1024;

export interface RestoreOrder extends SealedChoice {
  path: string;
  databaseUrl: string;
  config: Config;
  /** All jobs of this release: those that say so wait again after a restore. */
  jobs: readonly AnyJob[];
  now: Date;
  /** Makes no backup of what is replaced: for a database that cannot be read any more. */
  skipsBackup?: boolean;
  /** Told what is done, step by step. */
  say: (line: string) => void;
}

/**
 * Replaces everything by what a backup holds. The backup is checked whole, loaded into a database beside the live one,
 * compared, brought up to this release, and only then exchanged for it in one step; until then nothing is touched.
 * Throws BackupRefused when it cannot be restored.
 */
export async function restoreBackup(order: RestoreOrder): Promise<Manifest> {
  const { config, databaseUrl, say, oldSecretKey } = order;
  return withArchive(order, async (archive) => {
    const { manifest } = archive;
    const treatment = decideOnSealed(manifest, config.secretKey, order);
    await checkRoom(manifest, config);
    await backUpLive(order);
    await withScratchDatabase(databaseUrl, async (scratch) => {
      await carryExtensions(order, scratch.url);
      await tryOut(archive, scratch, say);
      await prepareDatabase(scratch.url);
      await withDb(scratch.url, async (db) => {
        await treatSealed(db, treatment, { old: oldSecretKey, own: config.secretKey });
        await addWaitingJobs(db, archive, order.jobs);
        await withDb(databaseUrl, (live) => carryRuns(live, db));
        await noteArchive(db, order.path, manifest);
      });
      await placeFiles(archive, config);
      say(`Files: ${manifest.files.length} in their places.`);
      const replaced = await listReplacedFiles(manifest, config);
      await scratch.takeOver();
      for (const path of replaced) await rm(path, { force: true });
    });
    return manifest;
  });
}

/** Checks a backup as a restore would, up to the moment before anything is exchanged. */
export async function verifyBackup(
  order: Pick<RestoreOrder, 'path' | 'databaseUrl' | 'say'>,
): Promise<Manifest> {
  return withArchive(order, async (archive) => {
    await withScratchDatabase(order.databaseUrl, (scratch) => tryOut(archive, scratch, order.say));
    for (const file of archive.manifest.files)
      await pipeline(await archive.read(fileEntry(file.path), file), nowhere());
    return archive.manifest;
  });
}

const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

async function withArchive<T>(
  { path, say }: Pick<RestoreOrder, 'path' | 'say'>,
  work: (archive: Archive) => Promise<T>,
): Promise<T> {
  const archive = await openArchive(path);
  try {
    const { migrations, madeAt, people } = archive.manifest;
    const newer = migrations.filter((name) => !knownMigrations().includes(name));
    if (newer.length > 0) {
      throw new BackupRefused(
        `${path} was made by a newer release (it has ${newer.join(', ')}): install that release, then restore.`,
      );
    }
    say(`The archive is whole: made ${madeAt}, ${people} ${people === 1 ? 'person' : 'people'}.`);
    return await work(archive);
  } catch (error) {
    throw explainDatabaseError(error, path);
  } finally {
    archive.close();
  }
}

const DISK_FULL = '53100';

/** What PostgreSQL has against the rows of a backup, or against so many of them. */
function explainDatabaseError(cause: unknown, path: string): unknown {
  const code = databaseErrorOf(cause)?.code ?? '';
  if (code === DISK_FULL)
    return new BackupRefused('The disk of PostgreSQL is full: make room. Nothing was changed.', { cause });
  // Data and integrity errors (PostgreSQL's appendix A).
  if (!/^2[23]/.test(code)) return cause;
  const { message } = cause as Error;
  return new BackupRefused(`${path} does not fit its own schema (${message}). Nothing was changed.`, {
    cause,
  });
}

async function tryOut(archive: Archive, scratch: ScratchDatabase, say: RestoreOrder['say']): Promise<void> {
  await loadRows(scratch.url, archive);
  const { tables } = archive.manifest;
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  say(`Rows: ${rows} in ${tables.length} tables, loaded beside the live data and compared: all equal.`);
}

async function checkRoom({ files, tables }: Manifest, config: Config): Promise<void> {
  const sum = (parts: readonly { bytes: number }[]) => parts.reduce((total, { bytes }) => total + bytes, 0);
  const missing = [];
  for (const file of files) {
    if (!(await hasFile(placeOf(file.path, config), file.bytes))) missing.push(file);
  }
  // Tables take about twice their text with indexes; those of another server are not on this disk.
  const isOnThisDisk = config.database.url === undefined;
  const needed = sum(missing) + (isOnThisDisk ? 2 * sum(tables) : 0) + SPARE_BYTES;
  const free = freeBytes(config.uploadsDir);
  if (free >= needed) return;
  const mb = (bytes: number) => `${Math.ceil(bytes / 1024 / 1024)} MB`;
  throw new BackupRefused(
    `The restore needs ${mb(needed)} and ${mb(free)} are free: make room. Nothing was changed.`,
  );
}

/** What is replaced can be had back, unless there was nothing. */
async function backUpLive({ databaseUrl, config, now, skipsBackup, say }: RestoreOrder): Promise<void> {
  if (skipsBackup) return;
  await withDb(databaseUrl, async (db) => {
    const there = await selectRow<{ users: string | null; runs: string | null }>(
      db,
      `select to_regclass('public.users') as users, to_regclass('public.backup_runs') as runs`,
    );
    if (!there?.users || !(await selectRow(db, 'select 1 as one from users limit 1'))) return;
    const made = await makeBackup({
      ...{ databaseUrl, config, now, kind: 'before-restore' },
      db: there.runs ? db : undefined,
    });
    say(`What is replaced is kept in ${made.path}`);
  });
}

/** What an administrator has installed in the live database (vector), where the role may do it, too. */
async function carryExtensions({ databaseUrl, say }: RestoreOrder, scratchUrl: string): Promise<void> {
  const list = (db: Db) =>
    selectRows<{ extname: string }>(db, 'select extname::text as extname from pg_extension');
  const wanted = await withDb(databaseUrl, list);
  await withDb(scratchUrl, async (db) => {
    const there = new Set((await list(db)).map(({ extname }) => extname));
    for (const { extname } of wanted.filter((one) => !there.has(one.extname))) {
      const name = pg.escapeIdentifier(extname);
      await execute(db, `create extension if not exists ${name} cascade`).catch(() =>
        say(
          `The extension ${extname} needs an administrator: afterwards, as superuser, create extension ${name};`,
        ),
      );
    }
  });
}

async function addWaitingJobs(db: Db, archive: Archive, jobs: readonly AnyJob[]): Promise<void> {
  const queue = createQueue(db);
  for (const { name, data } of await readWaitingJobs(archive)) {
    const job = jobs.find((one) => one.name === name && one.survivesRestore);
    const parsed = job?.data.safeParse(data);
    if (job && parsed?.success) await db.transaction((trx) => queue.add(trx, job, parsed.data as object));
  }
}

/** The list of backups is of this folder, not of the data. */
async function carryRuns(live: Db, restored: Db): Promise<void> {
  const there = await selectRow<{ runs: string | null }>(
    live,
    `select to_regclass('public.backup_runs') as runs`,
  );
  if (!there?.runs) return;
  for (const run of await selectRows<BackupRun>(
    live,
    'select id, kind, started_at, ended_at, file, bytes, problem from backup_runs order by started_at',
  )) {
    await execute(
      restored,
      `insert into backup_runs (id, kind, started_at, ended_at, file, bytes, problem)
       values (:id, :kind, :started_at, :ended_at, :file, :bytes, :problem)`,
      { ...run },
    );
  }
}

/** What is restored has a backup: the one it comes from, on an installation that has not heard of it too. */
async function noteArchive(restored: Db, path: string, { kind, madeAt }: Manifest): Promise<void> {
  const file = basename(path);
  const { size: bytes } = await stat(path);
  await execute(
    restored,
    `insert into backup_runs (id, kind, started_at, ended_at, file, bytes)
     select :id, :kind, :madeAt, :madeAt, :file, :bytes
      where not exists (select from backup_runs where file = :file)`,
    { id: newId(), kind, madeAt, file, bytes },
  );
}

/** `uploads/ab/…` in the backup → its path on this disk. */
function placeOf(path: string, { uploadsDir, exportsDir }: Config): string {
  const [store, ...name] = path.split('/');
  return join(store === 'exports' ? exportsDir : uploadsDir, ...name);
}

/** Beside those that are there: names are random, so nothing is in the way, and both databases find theirs. */
async function placeFiles({ manifest, read }: Archive, config: Config): Promise<void> {
  for (const file of manifest.files) {
    const path = placeOf(file.path, config);
    try {
      if (!(await isSameFile(path, file))) await placeFile(path, await read(fileEntry(file.path), file));
    } catch (error) {
      throw explainFileError(error, dirname(dirname(path)));
    }
  }
}

async function listReplacedFiles(manifest: Manifest, config: Config): Promise<string[]> {
  const kept = new Set(manifest.files.map(({ path }) => placeOf(path, config)));
  const present = [];
  for (const root of [config.uploadsDir, config.exportsDir])
    present.push(...(await listStoredFiles(root)).map((name) => join(root, name)));
  return present.filter((path) => !kept.has(path));
}

async function withDb<T>(url: string, work: (db: Database) => Promise<T>): Promise<T> {
  const db = new Database({
    ...{ url, poolSize: 2, statementTimeoutMs: 300_000, acquireTimeoutMs: 5000 },
    applicationName: 'restore',
  });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}
