import { open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Config } from '../config.ts';
import type { Db } from '../db/index.ts';
import { newId } from '../lib/uuid.ts';
import { ownVersion } from '../release.ts';
import { explainFileError } from '../supervisor/folder-problem.ts';
import { ArchiveWriter } from './archive-writer.ts';
import {
  backupName,
  backupsToRemove,
  ensureBackupFolder,
  listBackups,
  removeUnfinished,
} from './backup-folder.ts';
import { insertRun, markRunEnded } from './backup-runs.ts';
import { BackupBusy } from './errors.ts';
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  type BackupKind,
  fileEntry,
  keyMark,
  LEFT_OUT,
  type Manifest,
  MANIFEST_NAME,
  QUEUE_NAME,
  tableEntry,
} from './manifest.ts';
import { holdFiles, letGoOfFiles, listStoredFiles, openStored } from './stored-files.ts';
import {
  listSequences,
  listTables,
  LOCK_TIMEOUT,
  readTable,
  type TableShape,
  withCopyClient,
} from './table-copy.ts';

/** Whoever holds this advisory lock of the database makes a backup of it. */
const BACKUP_LOCK = 7_204_312;

export interface BackupOrder {
  /** For what became of it; undefined where the schema is too old to note it. */
  db: Db | undefined;
  databaseUrl: string;
  config: Pick<Config, 'backups' | 'uploadsDir' | 'exportsDir' | 'secretKey'>;
  kind: BackupKind;
  now: Date;
}

export interface MadeBackup {
  path: string;
  name: string;
  bytes: number;
  rows: number;
  files: number;
}

/**
 * Makes one backup of everything: all rows of one moment, and the uploads, in one sealed file that appears under its
 * name when it is complete and on the disk. Memory stays bounded. Throws BackupBusy while another one runs, and
 * StartError (exit code 9) when there is no room or no right to write.
 */
export async function makeBackup(order: BackupOrder): Promise<MadeBackup> {
  const { db, config, kind, now } = order;
  const id = newId();
  return withCopyClient(order.databaseUrl, async (client) => {
    await takeLock(client, kind);
    if (db) await insertRun(db, { id, kind, startedAt: now });
    try {
      const made = await writeFile(client, order);
      if (db) await markRunEnded(db, id, { endedAt: new Date(), file: made.name, bytes: made.bytes });
      if (kind !== 'manual') await removeOld(config.backups);
      return made;
    } catch (error) {
      const explained = explainFileError(error, config.backups.dir);
      const problem = (explained as Error).message.slice(0, 500);
      if (db) await markRunEnded(db, id, { endedAt: new Date(), problem }).catch(() => undefined);
      throw explained;
    }
  });
}

/** A migration waits for the backup that runs: it must not end a start. Everybody else is told to come later. */
async function takeLock(client: pg.Client, kind: BackupKind): Promise<void> {
  if (kind === 'before-migration') {
    await client.query('set lock_timeout to 0');
    await client.query('select pg_advisory_lock($1)', [BACKUP_LOCK]);
    await client.query(`set lock_timeout to '${LOCK_TIMEOUT}'`);
    return;
  }
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    BACKUP_LOCK,
  ]);
  if (!rows[0]?.taken) throw new BackupBusy();
}

async function removeOld(backups: Config['backups']): Promise<void> {
  for (const { name } of backupsToRemove(await listBackups(backups.dir), backups))
    await rm(join(backups.dir, name), { force: true });
}

async function writeFile(client: pg.Client, { config, kind, now }: BackupOrder): Promise<MadeBackup> {
  const { dir } = config.backups;
  await ensureBackupFolder(dir);
  await removeUnfinished(dir);
  await letGoOfFiles(config.uploadsDir);
  const name = await freeName(dir, kind, now);
  const path = join(dir, name);
  const writer = new ArchiveWriter(`${path}.part`, now);
  try {
    await holdFiles(config.uploadsDir);
    const tables = await beginSnapshot(client);
    const uploads = await holdFiles(config.uploadsDir);
    const rows = await writeRows(client, writer, tables);
    const files = [
      ...(await writeFiles(writer, 'uploads', uploads, await listStoredFiles(uploads))),
      ...(await writeFiles(writer, 'exports', config.exportsDir, await listImportFiles(client, tables))),
    ];
    const manifest: Manifest = {
      ...{ format: BACKUP_FORMAT, version: BACKUP_VERSION, madeAt: now.toISOString(), kind },
      ...{ release: ownVersion(), keyMark: keyMark(config.secretKey), ...(await describe(client)) },
      ...{ ...rows, files },
    };
    await client.query('commit');
    await writer.add(MANIFEST_NAME, Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`));
    const bytes = await writer.finish();
    await rename(`${path}.part`, path);
    await syncFolder(dir);
    const total = rows.tables.reduce((sum, table) => sum + table.rows, 0);
    return { path, name, bytes, rows: total, files: files.length };
  } catch (error) {
    await writer.abort();
    await rm(`${path}.part`, { force: true });
    throw error;
  } finally {
    await letGoOfFiles(config.uploadsDir);
  }
}

/** Two backups of a kind within a second get two names. */
async function freeName(dir: string, kind: BackupKind, now: Date): Promise<string> {
  for (let at = now; ; at = new Date(at.getTime() + 1000)) {
    const name = backupName(kind, at);
    const isTaken = await stat(join(dir, name)).then(
      () => true,
      () => false,
    );
    if (!isTaken) return name;
  }
}

/** From here on the client sees the rows of one moment; nobody can change the shape of the tables meanwhile. */
async function beginSnapshot(client: pg.Client): Promise<TableShape[]> {
  const names = (await listTables(client)).map(({ name }) => `"${name}"`);
  await client.query('begin transaction isolation level repeatable read, read only');
  await client.query(`lock table ${names.join(', ')} in access share mode`);
  return (await listTables(client)).filter(({ name }) => !(name in LEFT_OUT));
}

async function writeRows(
  client: pg.Client,
  writer: ArchiveWriter,
  shapes: readonly TableShape[],
): Promise<Pick<Manifest, 'tables' | 'sequences' | 'queue'>> {
  const tables: Manifest['tables'] = [];
  for (const shape of shapes) {
    const { stream, rows } = readTable(client, shape);
    const digest = await writer.add(tableEntry(shape.name), stream);
    tables.push({ ...shape, rows: rows(), ...digest });
  }
  const queue = await writer.add(QUEUE_NAME, Buffer.from(JSON.stringify(await listWaitingJobs(client))));
  return { tables, sequences: await listSequences(client), queue };
}

/** Everything that waits or runs; which of it is worth taking up again is decided by the release that restores. */
async function listWaitingJobs(client: pg.Client): Promise<{ name: string; data: unknown }[]> {
  const { rows: there } = await client.query<{ queue: string | null }>(
    `select to_regclass('pgboss.job') as queue`,
  );
  if (!there[0]?.queue) return [];
  const { rows } = await client.query<{ name: string; data: unknown }>(
    `select name, data from pgboss.job where state in ('created', 'retry', 'active') order by created_on`,
  );
  return rows;
}

async function writeFiles(
  writer: ArchiveWriter,
  store: 'uploads' | 'exports',
  folder: string,
  names: readonly string[],
): Promise<Manifest['files']> {
  const files: Manifest['files'] = [];
  for (const name of names) {
    const path = `${store}/${name}`;
    const content = await openStored(join(folder, name));
    // Pictures and archives are compressed already.
    if (content) files.push({ path, ...(await writer.add(fileEntry(path), content, { compress: false })) });
  }
  return files;
}

/** Large files that are being imported wait among the exports. */
async function listImportFiles(client: pg.Client, tables: readonly TableShape[]): Promise<string[]> {
  const imports = tables.find(({ name }) => name === 'import_files');
  if (!imports?.columns.includes('file')) return [];
  const { rows } = await client.query<{ file: string }>(
    'select file from import_files where file is not null order by file',
  );
  return rows.map(({ file }) => file);
}

async function describe(
  client: pg.Client,
): Promise<Pick<Manifest, 'postgres' | 'migrations' | 'people' | 'sealed'>> {
  const { rows } = await client.query<{
    postgres: string;
    migrations: string[];
    people: number;
    sealed: number;
  }>(
    `select current_setting('server_version') as postgres,
            array(select name from migrations order by id) as migrations,
            (select count(*)::int from users) as people,
            (select count(totp_secret)::int from users) as sealed`,
  );
  return rows[0]!;
}

/** Makes a rename survive a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
