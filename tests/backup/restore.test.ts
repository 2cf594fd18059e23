import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openArchive } from '../../src/backup/archive-reader.ts';
import { listBackups } from '../../src/backup/backup-folder.ts';
import { describeBackups, readBackupState } from '../../src/backup/backup-runs.ts';
import { keyMark } from '../../src/backup/manifest.ts';
import { verifyBackup } from '../../src/backup/restore.ts';
import { decryptSecret, encryptSecret } from '../../src/auth/two-factor.ts';
import { execute, selectRow, selectRows } from '../../src/db/index.ts';
import { deriveKeys } from '../../src/http/keys.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { finishJobs } from '../support/jobs.ts';
import { makeUser } from '../support/users.ts';
import { backUp, fileSums, fill, ignore, restore, tableSums } from './support.ts';

const OTHER_KEY = 'zX8cV5bN2mK7jH4gF1dS9aQ6wE3rT0yU';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.stop());

describe('a backup', () => {
  test('brings back every row and every file as they were', async () => {
    await fill(app);
    const rows = await tableSums(app.databaseUrl);
    const files = fileSums(app.config.uploadsDir);
    const made = await backUp(app);
    expect(statSync(made.path).mode & 0o777).toBe(0o600);

    await execute(app.db, `update workouts set title = 'changed'`);
    await execute(app.db, 'delete from photos');
    await fill(app, { name: 'Later' });
    await restore(app, made.path);

    expect(await tableSums(app.databaseUrl)).toEqual(rows);
    expect(fileSums(app.config.uploadsDir)).toEqual(files);
  });

  test('moves to another machine: an empty installation becomes the old one, and its app goes on at once', async () => {
    const user = await fill(app);
    const made = await backUp(app);
    const server = await startTestApp();
    try {
      await restore(server, made.path);
      expect(await tableSums(server.databaseUrl)).toEqual(await tableSums(app.databaseUrl));
      expect(fileSums(server.config.uploadsDir)).toEqual(fileSums(app.config.uploadsDir));
      // What it comes from is the backup that it has.
      const state = await readBackupState(server.db);
      expect(state.lastGood).toMatchObject({ file: basename(made.path), kind: 'manual', problem: null });
      expect(describeBackups(state, new Date())).toBe('ok');
      // The connections of the running app were ended; it comes back by itself.
      const page = await (await server.as(user)).get('/fitness/workouts');
      expect([page.status, page.text.includes('ünïcode 🏋️')]).toEqual([200, true]);
      // The photo that waited for its job gets it.
      await finishJobs(server);
      expect(await selectRows(server.db, 'select distinct state from photos')).toEqual([{ state: 'ready' }]);
    } finally {
      await server.stop();
    }
  });

  test('holds no session, no link and no unfinished file', async () => {
    const user = await fill(app);
    await app.as(user);
    const { path } = await backUp(app);
    await restore(app, path);
    const left = await selectRow(
      app.db,
      'select (select count(*)::int from sessions) as sessions, (select count(*)::int from one_time_links) as links',
    );
    expect(left).toEqual({ sessions: 0, links: 0 });
    const archive = await openArchive(path);
    archive.close();
    expect(JSON.stringify(archive.manifest)).not.toContain(app.config.secretKey);
  });

  test('is of one moment while people write', async () => {
    const { userId } = await makeUser(app.db);
    let isDone = false;
    let written = 0;
    // A workout always has three sets: one of another moment would have fewer.
    const write = async () => {
      const exercise = await selectRow<{ id: string }>(app.db, 'select id from exercises limit 1');
      while (!isDone) {
        await app.db.transaction(async (trx) => {
          const workout = await selectRow<{ id: string }>(
            trx,
            `insert into workouts (id, user_id, started_at, local_date, time_zone)
             values (gen_random_uuid(), :userId, now(), current_date, 'UTC') returning id`,
            { userId },
          );
          for (const position of [0, 1, 2]) {
            await execute(
              trx,
              `insert into workout_sets (id, workout_id, user_id, exercise_id, position)
               values (gen_random_uuid(), :workout, :userId, :exercise, :position)`,
              { workout: workout!.id, userId, exercise: exercise!.id, position },
            );
          }
        });
        written += 1;
      }
    };
    const writers = [write(), write(), write()];
    const paths = [];
    for (let count = 0; count < 5; count++) paths.push((await backUp(app)).path);
    isDone = true;
    await Promise.all(writers);
    const counted = [];
    for (const path of paths) {
      const archive = await openArchive(path);
      archive.close();
      const rowsOf = (name: string) => archive.manifest.tables.find((table) => table.name === name)!.rows;
      expect(rowsOf('workout_sets')).toBe(3 * rowsOf('workouts'));
      counted.push(rowsOf('workouts'));
    }
    expect(counted.at(-1)).toBeGreaterThan(counted[0]!);
    expect(written).toBeGreaterThan(counted.at(-1)!);
    await restore(app, paths[2]!);
    expect(await selectRow(app.db, 'select count(*)::int as sets from workout_sets')).toEqual({
      sets: 3 * counted[2]!,
    });
  });

  test('can be tried out without a change', async () => {
    await fill(app);
    const { path } = await backUp(app);
    await execute(app.db, `update workouts set title = 'changed'`);
    const before = [await tableSums(app.databaseUrl), fileSums(app.config.uploadsDir)];
    const { files } = await verifyBackup({ path, databaseUrl: app.databaseUrl, say: ignore });
    expect(files.length).toBeGreaterThan(2);
    expect([await tableSums(app.databaseUrl), fileSums(app.config.uploadsDir)]).toEqual(before);
  });
});

describe('a restore', () => {
  test('keeps what it replaces in a backup of its own, and remembers all backups', async () => {
    const anna = await fill(app);
    const first = await backUp(app);
    await execute(app.db, `update users set name = 'Anna the Second' where id = :id`, { id: anna.id });
    await restore(app, first.path);
    const kept = (await listBackups(app.config.backups.dir)).find(({ kind }) => kind === 'before-restore')!;
    expect((await readBackupState(app.db)).lastGood).toMatchObject({
      file: kept.name,
      kind: 'before-restore',
    });
    await restore(app, join(app.config.backups.dir, kept.name));
    expect(await selectRow(app.db, 'select name from users')).toEqual({ name: 'Anna the Second' });
  });

  test('takes over the extensions that an administrator has installed', async () => {
    await execute(app.db, 'create extension hstore');
    const { path } = await backUp(app);
    await restore(app, path);
    expect(
      await selectRow(app.db, `select extname::text from pg_extension where extname = 'hstore'`),
    ).toBeDefined();
  });

  test('puts a damaged picture right and leaves no database behind', async () => {
    await fill(app);
    const files = fileSums(app.config.uploadsDir);
    const { path } = await backUp(app);
    const picture = join(app.config.uploadsDir, Object.keys(files)[0]!);
    writeFileSync(picture, Buffer.alloc(readFileSync(picture).length));
    await restore(app, path);
    expect(fileSums(app.config.uploadsDir)).toEqual(files);
    const { rows } = await app.db.pool.query<{ name: string }>(
      `select datname as name from pg_database where datname like current_database() || '_restore%'`,
    );
    expect(rows).toEqual([]);
    expect(readdirSync(app.config.uploadsDir)).not.toContain('.backup');
  });
});

describe('two-factor secrets sealed with another SECRET_KEY', () => {
  const SECRET = 'JBSWY3DPEHPK3PXP';
  let path: string;
  let server: TestApp;
  let id: string;
  beforeEach(async () => {
    ({ id } = await makeUser(app.db));
    const secret = encryptSecret(deriveKeys(app.config.secretKey).twoFactor, id, SECRET);
    await execute(app.db, 'update users set totp_secret = :secret, totp_enabled_at = now()', { secret });
    ({ path } = await backUp(app));
    server = await startTestApp({ SECRET_KEY: OTHER_KEY });
  });
  afterEach(() => server.stop());
  const sealed = async () =>
    (await selectRow<{ totp_secret: string | null }>(server.db, 'select totp_secret from users'))!
      .totp_secret;

  test('are refused before anything is touched, with the ways out', async () => {
    await expect(restore(server, path)).rejects.toThrow(
      /1 person.*--old-key-file.*--without-two-factor.*Nothing was changed/s,
    );
    expect(await selectRow(server.db, 'select count(*)::int as people from users')).toEqual({ people: 0 });
    await expect(restore(server, path, { oldSecretKey: 'another one' })).rejects.toThrow(
      /not the SECRET_KEY/,
    );
  });

  test('are sealed anew when the old key is given', async () => {
    await restore(server, path, { oldSecretKey: app.config.secretKey });
    expect(decryptSecret(deriveKeys(OTHER_KEY).twoFactor, id, (await sealed())!)).toBe(SECRET);
  });

  test('go when that is wanted', async () => {
    await restore(server, path, { dropsTwoFactor: true });
    expect(await sealed()).toBeNull();
  });

  test('the mark of a key says nothing of the key', () => {
    expect(keyMark(OTHER_KEY)).toMatch(/^[0-9a-f]{32}$/);
    expect(keyMark(OTHER_KEY)).not.toBe(keyMark(app.config.secretKey));
  });
});
