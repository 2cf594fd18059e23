import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { fromBuffer, type Entry } from 'yauzl';
import { ZipFile } from 'yazl';
import { expect } from '@jest/globals';
import { execute, selectRow } from '../../../src/db/index.ts';
import { newId } from '../../../src/lib/uuid.ts';
import { createFileStore } from '../../../src/storage/file-store.ts';
import { storeImage } from '../../../src/storage/resize-image.ts';
import type { TestApp } from '../../support/app.ts';
import { finishJobs } from '../../support/jobs.ts';
import { makeToken, type TestUser } from '../../support/users.ts';

/** A little of everything that Fitness knows. */
export async function fillWith({ db, config }: TestApp, owner: TestUser): Promise<void> {
  const bench = await selectRow<{ id: string }>(
    db,
    `select id from exercises where slug = 'barbell-bench-press-medium-grip'`,
  );
  const ids = Object.fromEntries(
    [
      'flag',
      'routine',
      'day',
      'entry',
      'workout',
      'set',
      'run',
      'runSet',
      'type',
      'value',
      'goal',
      'photo',
      'eaten',
    ].map((name) => [name, newId()]),
  );
  const values = { ...ids, userId: owner.id, bench: bench!.id };
  const statements = [
    `insert into exercises (id, user_id, name, kind, category, aliases, notes) values (:flag, :userId, 'Dragon, "Flag"', 'strength', 'strength', '{df}', 'slow')`,
    `insert into routines (id, user_id, name) values (:routine, :userId, 'Two days')`,
    `insert into routine_days (id, routine_id, user_id, position, name, weekday) values (:day, :routine, :userId, 0, 'Push', 1)`,
    `insert into routine_entries (id, routine_day_id, user_id, exercise_id, position, sets, reps_min, reps_max, increment_kg)
     values (:entry, :day, :userId, :bench, 0, 5, 4, 6, 2.5)`,
    `insert into workouts (id, user_id, title, notes, started_at, ended_at, local_date, time_zone, routine_day_id, session_rpe)
     values (:workout, :userId, 'Push', E'two\\nlines', '2026-02-01T17:00:00Z', '2026-02-01T18:00:00Z', '2026-02-01', 'Europe/Berlin', :day, 7.5)`,
    `insert into workout_sets (id, workout_id, user_id, exercise_id, position, reps, weight_kg, weight_unit, rir, completed_at)
     values (:set, :workout, :userId, :flag, 0, 5, 102.058, 'lb', 1.5, '2026-02-01T17:10:00Z')`,
    `insert into workouts (id, user_id, title, started_at, ended_at, local_date, time_zone, source, external_id)
     values (:run, :userId, '=Run', '2026-02-02T17:00:00.5Z', '2026-02-02T17:30:00Z', '2026-02-02', 'Europe/Berlin', 'import', 'activity:2026-02-02T17:00:00Z')`,
    `insert into workout_sets (id, workout_id, user_id, exercise_id, position, distance_m, duration_s, avg_hr)
     select :runSet, :run, :userId, id, 0, 5000.25, 1650.5, 151.2 from exercises where slug = 'running'`,
    `insert into activity_tracks (workout_set_id, user_id, points) values (:runSet, :userId, '[{"t":0,"d":0},{"t":9,"d":30.5,"hr":120}]')`,
    `insert into measurement_types (id, user_id, key, name, unit, decimals) values (:type, :userId, 'body-weight', 'Body weight', 'kg', 1)`,
    `insert into measurements (id, user_id, measurement_type_id, measured_at, local_date, value, notes)
     values (:value, :userId, :type, '2026-02-01T06:00:00Z', '2026-02-01', 81.4, '+salt')`,
    `insert into goals (id, user_id, exercise_id, metric, target_value, due_on) values (:goal, :userId, :flag, 'one_rep_max', 120, '2026-12-31')`,
    `insert into diary_entries (id, user_id, on_date, at, meal_type, title, quantity, unit, grams, nutrients)
     values (:eaten, :userId, '2026-02-01', '2026-02-01T11:30:00Z', 'lunch', 'Rye bread', 2, 'slice', 80.5,
             '{"kcal":201.5,"proteinG":6.4,"carbG":null,"sugarG":null,"fatG":2,"saturatedFatG":null,"fiberG":null,"sodiumMg":null,"complete":true}')`,
  ];
  for (const sql of statements) await execute(db, sql, values);
  const picture = await sharp({ create: { width: 60, height: 80, channels: 3, background: '#808' } })
    .png()
    .toBuffer();
  const image = await storeImage(createFileStore(config.uploadsDir), picture);
  await execute(
    db,
    `insert into photos (id, user_id, taken_on, pose, notes, file, thumbnail_file, width, height, bytes)
     values (:photo, :userId, '2026-02-01', 'front', 'morning', :file, :thumbnailFile, :width, :height, :bytes)`,
    { ...values, ...image },
  );
}

export async function exportOf(on: TestApp, owner: TestUser): Promise<Buffer> {
  const api = on.withToken(await makeToken(on.db, owner));
  const asked = await api.post('/api/v1/exports').send();
  expect(asked.status).toBe(202);
  await finishJobs(on);
  const made = await api.get(asked.headers['location']!);
  expect(made.body).toMatchObject({ state: 'ready', problem: null });
  const file = await api
    .get(made.body.fileUrl)
    .buffer(true)
    .parse((res, done) => binary(res as unknown as NodeJS.ReadableStream, done));
  expect(file.status).toBe(200);
  expect(file.headers['content-type']).toBe('application/zip');
  return file.body as Buffer;
}

export function binary(res: NodeJS.ReadableStream, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  res.on('data', (chunk: Buffer) => chunks.push(chunk));
  res.on('end', () => done(null, Buffer.concat(chunks)));
}

export async function importInto(on: TestApp, owner: TestUser, bytes: Buffer) {
  const api = on.withToken(await makeToken(on.db, owner));
  const sent = await api.post('/api/v1/imports').attach('file', bytes, 'export.zip');
  const path = sent.headers['location']!;
  await finishJobs(on);
  const read = (await api.get(path)).body;
  if (read.state !== 'read') return { path, read, applied: read };
  await api.post(`${path}/application`).send({});
  await finishJobs(on);
  return { path, read, applied: (await api.get(path)).body };
}

/** The files of a ZIP by name; JSON parsed, pictures as their size only (they are encoded anew). */
export async function contents(bytes: Buffer): Promise<Record<string, unknown>> {
  const files: Record<string, unknown> = {};
  await eachEntry(bytes, (name, body) => {
    if (name.endsWith('.json')) files[name] = JSON.parse(body.toString());
    else files[name] = name.startsWith('photos/') ? 'picture' : body.toString();
  });
  return files;
}

/** The same ZIP with a file beside that nothing reads, so that it is large. */
export async function withBallast(bytes: Buffer, size: number): Promise<Buffer> {
  const zip = new ZipFile();
  await eachEntry(bytes, (name, body) => zip.addBuffer(body, name));
  zip.addBuffer(randomBytes(size), 'ballast.bin', { compress: false });
  zip.end();
  return new Promise((resolve) => binary(zip.outputStream, (_error, body) => resolve(body)));
}

function eachEntry(bytes: Buffer, use: (name: string, body: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('entry', (entry: Entry) =>
        zip.openReadStream(entry, (_error, stream) => {
          binary(stream, (_none, body) => {
            use(entry.fileName, body);
            zip.readEntry();
          });
        }),
      );
      zip.on('end', resolve);
      zip.readEntry();
    });
  });
}
