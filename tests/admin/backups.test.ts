import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/auth/passwords.ts';
import { selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { finishJobs, runNow } from '../support/jobs.ts';
import { makeUser } from '../support/users.ts';

const PASSWORD = 'correct horse battery';
const HOUR_MS = 3_600_000;

let app: TestApp;
let owner: Browser;
let member: Browser;
let admin: Browser;
beforeEach(async () => {
  app = await startTestApp({ BACKUP_KEEP_DAYS: '2', BACKUP_KEEP_WEEKS: '1' });
  const user = await makeUser(app.db, { passwordHash: await hashPassword(PASSWORD) });
  owner = await app.as(user);
  member = await app.as(await makeUser(app.db, { householdId: user.householdId, role: 'member' }));
  admin = await app.as(await makeUser(app.db, { householdId: user.householdId, role: 'admin' }));
});
afterEach(() => app.stop());

const names = () => readdirSync(app.config.backups.dir).sort();
const health = async () => (await app.visitor().json('get', '/health/ready')).body.checks.backups as string;

/** As the jobs worker does it: a look whether the night's backup is due, and the backup. */
async function nightPasses(): Promise<void> {
  await runNow(app, 'nightly-backup');
  await finishJobs(app);
}

describe('in the administration', () => {
  test('a backup is made, listed with its size, and downloaded for the password', async () => {
    expect((await owner.post('/admin/backups')).status).toBe(303);
    await finishJobs(app);
    const [name] = names();
    const page = (await owner.get('/admin')).text;
    expect(page).toContain(`/admin/backups/${name}`);
    expect(page).toMatch(/Last made .*today|Last made/i);
    expect((await owner.get(`/admin/backups/${name}`)).text).toContain(`npm run restore -- ${name}`);

    const refused = await owner.post(`/admin/backups/${name}/download`, { currentPassword: 'wrong' });
    expect([refused.status, refused.headers['content-disposition']]).toEqual([422, undefined]);
    expect((await owner.post(`/admin/backups/${name}/download`)).status).toBe(422);
    const file = await owner.post(`/admin/backups/${name}/download`, { currentPassword: PASSWORD });
    expect(file.headers).toMatchObject({
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
      'content-length': String(readFileSync(join(app.config.backups.dir, name!)).length),
    });
    const events = await selectRows(
      app.db,
      `select event, subject from audit_log where event like 'backup.%' order by id`,
    );
    expect(events).toEqual([
      { event: 'backup.ordered', subject: null },
      { event: 'backup.downloaded', subject: name },
    ]);
  });

  test('members and strangers get none, and nobody gets another file', async () => {
    await owner.post('/admin/backups');
    await finishJobs(app);
    const [name] = names();
    for (const path of [`/admin/backups/${name}/download`, '/admin/backups'])
      expect((await member.post(path, { currentPassword: PASSWORD })).status).toBe(403);
    expect((await member.get(`/admin/backups/${name}`)).status).toBe(403);
    expect((await app.visitor().get(`/admin/backups/${name}`)).status).toBe(303);
    writeFileSync(join(app.config.backups.dir, 'secret.txt'), 'secret');
    for (const other of ['secret.txt', '..%2fsecret', 'primary-assistant-20200101T000000Z-manual.zip'])
      expect(
        (await owner.post(`/admin/backups/${other}/download`, { currentPassword: PASSWORD })).status,
      ).toBe(404);
  });

  test('an admin sees the backups and makes one, but only an owner takes one home', async () => {
    expect((await admin.post('/admin/backups')).status).toBe(303);
    await finishJobs(app);
    const [name] = names();
    const page = await admin.get(`/admin/backups/${name}`);
    expect([page.status, page.text.includes('Only owners can take a backup home')]).toEqual([200, true]);
    const answer = await admin.post(`/admin/backups/${name}/download`, { currentPassword: PASSWORD });
    expect(answer.status).toBe(403);
  });

  test('a failed backup says why there, and /health/ready only that it failed', async () => {
    expect(await health()).toBe('ok');
    writeFileSync(app.config.backups.dir, 'a file where the folder should be');
    await owner.post('/admin/backups');
    await expect(finishJobs(app)).rejects.toThrow();
    const page = (await owner.get('/admin')).text;
    expect(page).toMatch(/The backup of .* failed/);
    expect(page).toContain(app.config.backups.dir);
    const ready = await app.visitor().json('get', '/health/ready');
    expect([ready.status, ready.body.checks.backups]).toEqual([200, 'the last one failed']);
  });
});

describe('every night', () => {
  test('one is made, made up when the server was down, and old ones go', async () => {
    await nightPasses();
    await nightPasses();
    expect(names()).toHaveLength(1);
    for (let night = 0; night < 16; night++) {
      app.clock.advance(24 * HOUR_MS);
      await nightPasses();
    }
    const kept = names();
    // Two days, and the last one of the week before: 2026-03-15 was a Sunday.
    expect(kept.map((name) => name.slice(18, 26))).toEqual(['20260315', '20260318', '20260319']);
    expect(await health()).toBe('ok');
    app.clock.advance(3 * 24 * HOUR_MS);
    expect(await health()).toBe('none for 3 days');
    await nightPasses();
    expect(await health()).toBe('ok');
  });

  test('a failed one is tried again after an hour', async () => {
    writeFileSync(app.config.backups.dir, 'a file where the folder should be');
    await expect(nightPasses()).rejects.toThrow();
    const tries = () => selectRows(app.db, 'select 1 as one from backup_runs');
    await nightPasses();
    expect(await tries()).toHaveLength(1);
    app.clock.advance(HOUR_MS + 1000);
    await expect(nightPasses()).rejects.toThrow();
    expect(await tries()).toHaveLength(2);
  });

  test('none is made when that is switched off, and nobody is warned', async () => {
    const off = await startTestApp({ BACKUP_TIME: 'off' });
    try {
      await runNow(off, 'nightly-backup');
      await finishJobs(off);
      expect(await selectRows(off.db, 'select 1 as one from backup_runs')).toEqual([]);
      expect((await off.visitor().json('get', '/health/ready')).body.checks).not.toHaveProperty('backups');
    } finally {
      await off.stop();
    }
  });
});
