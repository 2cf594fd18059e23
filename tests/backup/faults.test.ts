import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { openArchive } from '../../src/backup/archive-reader.ts';
import { ArchiveWriter } from '../../src/backup/archive-writer.ts';
import { readBackupState } from '../../src/backup/backup-runs.ts';
import { BackupBusy } from '../../src/backup/errors.ts';
import { makeBackup } from '../../src/backup/make-backup.ts';
import { type Manifest, MANIFEST_NAME, QUEUE_NAME } from '../../src/backup/manifest.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { backUp, fileSums, fill, restore, tableSums } from './support.ts';

let app: TestApp;
let folder: string;
let good: string;
beforeAll(async () => {
  app = await startTestApp();
  folder = mkdtempSync(join(tmpdir(), 'pa-faults-'));
  await fill(app);
  good = (await backUp(app)).path;
});
afterAll(async () => {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Refused with these words, and everything is as before. */
async function expectRefused(path: string, words: RegExp): Promise<void> {
  const state = async () => [await tableSums(app.databaseUrl), fileSums(app.config.dataDir)];
  const before = await state();
  await expect(restore(app, path)).rejects.toThrow(words);
  expect(await state()).toEqual(before);
}

function variant(name: string, change: (bytes: Buffer) => Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, change(readFileSync(good)));
  return path;
}

/** A sealed archive of ours with another manifest. */
async function forged(name: string, change: (manifest: Manifest) => object): Promise<string> {
  const archive = await openArchive(good);
  archive.close();
  const path = join(folder, name);
  const writer = new ArchiveWriter(path, new Date());
  const queue = await writer.add(QUEUE_NAME, Buffer.from('[]'));
  const manifest = change({ ...archive.manifest, tables: [], files: [], queue });
  await writer.add(MANIFEST_NAME, Buffer.from(JSON.stringify(manifest)));
  await writer.finish();
  return path;
}

describe('refused before anything is touched:', () => {
  test.each([0, 0.001, 0.2, 0.5, 0.9, 0.999])('one flipped bit at %f of the file', async (where) => {
    const path = variant(`flipped-${where}.zip`, (bytes) => {
      const at = Math.floor(where * bytes.length);
      bytes[at] = bytes[at]! ^ 1;
      return bytes;
    });
    await expectRefused(path, /damaged|no backup/);
  });

  test.each([0, 1, 100, 0.5, -1])('a file cut off at %f', async (where) => {
    const path = variant(`cut-${where}.zip`, (bytes) =>
      bytes.subarray(0, where > 0 && where < 1 ? Math.floor(bytes.length * where) : where),
    );
    await expectRefused(path, /its end is missing/);
  });

  test('a file that is not there, and one that is none of ours', async () => {
    await expectRefused(join(folder, 'nothing.zip'), /cannot be read \(ENOENT\)/);
    await expectRefused(join(projectRoot, 'package.json'), /no backup of Primary Assistant/);
  });

  test('one of a newer release: by its format, or by its schema', async () => {
    await expectRefused(
      await forged('format.zip', (manifest) => ({ ...manifest, version: 2 })),
      /newer release: install that release/,
    );
    await expectRefused(
      await forged('schema.zip', ({ migrations, ...manifest }) => ({
        ...manifest,
        migrations: [...migrations, '9999-of-tomorrow'],
      })),
      /9999-of-tomorrow.*install that release/,
    );
  });

  test('one whose manifest names what is not in it, or a place outside', async () => {
    const nothing = { bytes: 0, sha256: '0'.repeat(64) };
    await expectRefused(
      await forged('incomplete.zip', (manifest) => ({
        ...manifest,
        tables: [{ name: 'workouts', columns: ['id'], rows: 1, ...nothing }],
      })),
      /not complete/,
    );
    await expectRefused(
      await forged('outside.zip', (manifest) => ({
        ...manifest,
        files: [{ path: 'uploads/../../etc/passwd', ...nothing }],
      })),
      /manifest that this release cannot read/,
    );
  });
});

test('a row that breaks a rule of the schema ends the trial, not the data', async () => {
  const archive = await openArchive(good);
  const workouts = archive.manifest.tables.find(({ name }) => name === 'workouts')!;
  archive.close();
  const path = join(folder, 'orphan.zip');
  const writer = new ArchiveWriter(path, new Date());
  const queue = await writer.add(QUEUE_NAME, Buffer.from('[]'));
  const row = `${'01890000-0000-7000-8000-000000000000'}\t01890000-0000-7000-8000-000000000001\t2026-01-01\t2026-01-01\tUTC\n`;
  const columns = ['id', 'user_id', 'started_at', 'local_date', 'time_zone'];
  const digest = await writer.add('tables/workouts.copy', Buffer.from(row));
  const tables = [{ ...workouts, columns, rows: 1, ...digest }];
  await writer.add(
    MANIFEST_NAME,
    Buffer.from(JSON.stringify({ ...archive.manifest, tables, files: [], queue })),
  );
  await writer.finish();
  const before = await tableSums(app.databaseUrl);
  await expect(restore(app, path, { skipsBackup: true })).rejects.toThrow(
    /does not fit its own schema .*foreign key/,
  );
  expect(await tableSums(app.databaseUrl)).toEqual(before);
  const { rows } = await app.db.pool.query(
    `select 1 from pg_database where datname like current_database() || '_restore%'`,
  );
  expect(rows).toEqual([]);
});

/** An operator's command on the test's database, in a process that can be killed. */
function command(name: string, args: string[] = []): ChildProcess {
  return spawn(process.execPath, [join(projectRoot, `scripts/${name}.ts`), ...args], {
    env: {
      ...{ PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', DATABASE_URL: app.databaseUrl },
      ...{ SECRET_KEY: app.config.secretKey, DATA_DIR: app.config.dataDir, AUTO_MIGRATE: '0' },
    },
    stdio: 'ignore',
  });
}

/** Holds a table, so that a backup waits just after it has begun. */
async function whileHeld(work: () => Promise<void>): Promise<void> {
  const holder = new pg.Client({ connectionString: app.databaseUrl });
  await holder.connect();
  try {
    await holder.query('begin; lock table workouts in access exclusive mode');
    await work();
  } finally {
    await holder.end();
  }
}

/** Resolves when an unfinished backup is in the folder. */
async function unfinished(dir: string): Promise<string> {
  const there = () => readdirSync(dir).find((name) => name.endsWith('.part'));
  const watcher = watch(dir);
  try {
    for (;;) {
      const name = there();
      if (name !== undefined) return name;
      await once(watcher, 'change');
    }
  } finally {
    watcher.close();
  }
}

test('a killed backup leaves nothing under a final name; the next one removes what it left and notes it', async () => {
  const { dir } = app.config.backups;
  const before = readdirSync(dir);
  await whileHeld(async () => {
    const child = command('backup');
    await unfinished(dir);
    await expect(backUp(app)).rejects.toThrow(BackupBusy);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(readdirSync(dir).filter((name) => !name.endsWith('.part'))).toEqual(before);
  });
  // PostgreSQL notices within moments that the killed one is gone; until then its lock stands.
  let made: Awaited<ReturnType<typeof backUp>> | undefined;
  while (!made) made = await backUp(app).catch((error: unknown) => refuseAllBut(BackupBusy, error));
  expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
  expect(existsSync(made.path)).toBe(true);
  const { rows } = await app.db.pool.query<{ problem: string }>(
    'select problem from backup_runs where problem is not null',
  );
  expect(rows).toEqual([{ problem: 'It was interrupted.' }]);
});

function refuseAllBut(expected: new () => Error, error: unknown): undefined {
  if (!(error instanceof expected)) throw error;
  return undefined;
}

test('a killed restore has changed nothing, and the next one removes what it left', async () => {
  const leftovers = async () =>
    (
      await app.db.pool.query<{ name: string }>(
        `select datname as name from pg_database where starts_with(datname, current_database() || '_restore')`,
      )
    ).rows;
  const state = async () => [await tableSums(app.databaseUrl), fileSums(app.config.uploadsDir)];
  const before = await state();
  const child = command('restore', [good, '--without-backup']);
  while ((await leftovers()).length === 0) expect(child.exitCode).toBeNull();
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await state()).toEqual(before);
  expect(await leftovers()).toHaveLength(1);
  let restored = false;
  while (!restored)
    restored = await restore(app, good).then(
      () => true,
      (error: unknown) => refuseAllBut(BackupBusy, error) ?? false,
    );
  expect(await leftovers()).toEqual([]);
  expect(await state()).toEqual(before);
});

describe('a full disk', () => {
  const mount = mkdtempSync(join(tmpdir(), 'pa-full-'));
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32k', 'tmpfs', mount]).status === 0;
  afterAll(() => {
    if (isMounted) spawnSync('umount', [mount]);
    rmSync(mount, { recursive: true, force: true });
  });
  const onFullDisk = isMounted ? test : test.skip;

  onFullDisk(
    `ends a backup with a sentence, and no part of it stays${isMounted ? '' : ' (needs the right to mount)'}`,
    async () => {
      const dir = join(mount, 'backups');
      mkdirSync(dir);
      const config = { ...app.config, backups: { ...app.config.backups, dir } };
      const order = { db: app.db, databaseUrl: app.databaseUrl, config, now: new Date() };
      await expect(makeBackup({ ...order, kind: 'nightly' })).rejects.toMatchObject({
        exitCode: 9,
        message: expect.stringContaining(`${dir} is full`),
      });
      expect(readdirSync(dir)).toEqual([]);
      expect((await readBackupState(app.db)).last).toMatchObject({
        kind: 'nightly',
        file: null,
        problem: expect.stringContaining('full'),
      });
    },
  );
});
