import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { duties } from '../../src/features/duties.ts';
import { openBoss } from '../../src/jobs/boss.ts';
import { defineJob } from '../../src/jobs/job.ts';
import { jobsOf } from '../../src/jobs/jobs-service.ts';
import { createQueue } from '../../src/jobs/queue.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { finishJobs } from '../support/jobs.ts';
import { makeUser, type TestUser } from '../support/users.ts';

let app: TestApp;
let owner: TestUser;
let ran: string[];
const note = defineJob({
  name: 'note-something',
  retries: 0,
  data: z.object({ text: z.string() }),
  run: async (_deps, { text }) => void ran.push(text),
});

beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  ran = [];
  owner = await makeUser(app.db);
});
afterAll(() => app.stop());

/** Adds the job and lets it fail for good; resolves to its id. */
async function addFailedJob(): Promise<string> {
  await app.db.transaction((trx) => createQueue(app.db).add(trx, note, { text: 'my secret diary' }));
  const boss = openBoss(
    { connectionString: app.databaseUrl, max: 1, supervise: false, schedule: false },
    () => undefined,
  );
  await boss.start();
  const [taken] = await boss.fetch(note.name);
  await boss.fail(note.name, taken!.id, { message: 'line 3 says my secret diary' });
  await boss.stop({ graceful: false });
  return taken!.id;
}

describe('background work in the administration', () => {
  test('a failed job is shown without what it was about, and runs again when told to', async () => {
    const id = await addFailedJob();
    const browser = await app.as(owner);
    const page = (await browser.get('/admin')).text;
    expect(page).toContain('Something failed');
    expect(page).toContain('note-something');
    expect(page).not.toContain('secret diary');

    expect((await browser.post(`/admin/jobs/${id}/retry`)).status).toBe(303);
    const after = (await browser.get('/admin')).text;
    expect(after).not.toContain('Something failed');
    expect(after).toContain('had a failed job tried again: note-something');
    await finishJobs(app, [note]);
    expect(ran).toEqual(['my secret diary']);
    expect((await browser.post(`/admin/jobs/${id}/retry`)).status).toBe(404);
  });

  test('members neither see nor retry it', async () => {
    const id = await addFailedJob();
    const member = await makeUser(app.db, { role: 'member', householdId: owner.householdId });
    const browser = await app.as(member);
    expect((await browser.get('/admin')).status).toBe(403);
    expect((await browser.post(`/admin/jobs/${id}/retry`)).status).toBe(403);
    await finishJobs(app, [note]);
    expect(ran).toEqual([]);
  });

  test('every job of this release has a name that people understand', async () => {
    const { name } = (await import('../../website/locales/en/admin.json', { with: { type: 'json' } })).default
      .jobs;
    expect(Object.keys(name).toSorted()).toEqual(
      jobsOf(duties)
        .map((job) => job.name)
        .toSorted(),
    );
  });
});
