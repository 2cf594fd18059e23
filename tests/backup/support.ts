import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { LEFT_OUT } from '../../src/backup/manifest.ts';
import { makeBackup, type MadeBackup } from '../../src/backup/make-backup.ts';
import { restoreBackup, type RestoreOrder } from '../../src/backup/restore.ts';
import { listTables, readTable, withCopyClient } from '../../src/backup/table-copy.ts';
import { duties } from '../../src/features/duties.ts';
import { jobsOf } from '../../src/jobs/jobs-service.ts';
import type { TestApp } from '../support/app.ts';
import { finishJobs } from '../support/jobs.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';

export const ignore = () => undefined;

export function backUp(
  app: Pick<TestApp, 'db' | 'databaseUrl' | 'config'>,
  kind: 'manual' | 'nightly' = 'manual',
  now = new Date(),
): Promise<MadeBackup> {
  return makeBackup({ db: app.db, databaseUrl: app.databaseUrl, config: app.config, kind, now });
}

export function restore(
  app: Pick<TestApp, 'databaseUrl' | 'config'>,
  path: string,
  choice: Partial<RestoreOrder> = {},
) {
  const { databaseUrl, config } = app;
  const jobs = jobsOf(duties);
  return restoreBackup({ path, databaseUrl, config, jobs, now: new Date(), say: ignore, ...choice });
}

/** Checksum of every table that a backup holds, read as text. */
export async function tableSums(databaseUrl: string): Promise<Record<string, string>> {
  return withCopyClient(databaseUrl, async (client) => {
    const sums: Record<string, string> = {};
    for (const table of await listTables(client)) {
      if (table.name in LEFT_OUT) continue;
      const lines: string[] = [];
      for await (const chunk of readTable(client, table).stream) lines.push((chunk as Buffer).toString());
      const sorted = lines.join('').split('\n').sort().join('\n');
      sums[table.name] = createHash('sha256').update(sorted).digest('hex');
    }
    return sums;
  });
}

/** Checksum of every stored file. */
export function fileSums(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files
      .map((file) => join(file.parentPath, file.name))
      .sort()
      .map((path) => [
        path.slice(folder.length),
        createHash('sha256').update(readFileSync(path)).digest('hex'),
      ]),
  );
}

/** A person with a workout, an odd note, and two photos: one ready, one that still waits for its job. */
export async function fill(app: TestApp, overrides: Parameters<typeof makeUser>[1] = {}): Promise<TestUser> {
  const user = await makeUser(app.db, overrides);
  const api = app.withToken(await makeToken(app.db, user));
  const { body } = await api.get('/api/v1/exercises?q=squat&limit=1').expect(200);
  await api
    .post('/api/v1/workouts')
    .send({
      title: 'Tabs\tand "quotes" \\N and ünïcode 🏋️',
      startedAt: '2026-03-01T08:00:00Z',
      endedAt: '2026-03-01T09:00:00Z',
      notes: 'line one\nline two',
      sets: [{ exerciseId: body.items[0].id, reps: 5, weightKg: 102.5 }],
    })
    .expect(201);
  const browser = await app.as(user);
  const bytes = await sharp({ create: { width: 300, height: 400, channels: 3, background: '#7a8' } })
    .jpeg()
    .toBuffer();
  await browser.upload('/fitness/photos', { file: { name: 'a.jpg', bytes } });
  await finishJobs(app);
  await browser.upload('/fitness/photos', { file: { name: 'b.jpg', bytes } });
  return user;
}
