import * as z from 'zod';
import type { ForgetPerson } from '../../../../auth/account-deletion.ts';
import { defineJob, type JobDeps } from '../../../../jobs/job.ts';
import { createFileStore } from '../../../../storage/file-store.ts';
import * as queries from './archive-queries.ts';

const whose = z.strictObject({ archiveId: z.uuid(), userId: z.uuid(), householdId: z.uuid() });
/** Which file a job is about, and whose. */
export type ArchiveJobData = z.output<typeof whose>;

const FAILED =
  'The file could not be worked on. Try it again; if this happens again, the log of the server says why.';

/** Reads a file of recipes and writes down what it would add. */
export const readArchiveJob = archiveJob({
  name: 'read-recipe-archive',
  work: 'readArchive',
  gaveUp: (deps, data) => markFailed(deps, data, 'refused'),
});

/** Adds the recipes of a file, all or none, and then their pictures. */
export const applyArchiveJob = archiveJob({
  name: 'apply-recipe-archive',
  work: 'applyArchive',
  async gaveUp(deps, data) {
    const row = await queries.findArchive(deps.db, data, data.archiveId);
    // Its recipes may be in and only a picture failed: then it stays applied, and can be undone.
    if (row?.state === 'applying') await markFailed(deps, data, 'read');
  },
});

/** In a child, which alone loads the readers; those who look on hear of its end. */
function archiveJob({
  name,
  work,
  gaveUp,
}: {
  name: string;
  work: 'readArchive' | 'applyArchive';
  gaveUp: (deps: JobDeps, data: ArchiveJobData) => Promise<void>;
}) {
  return defineJob({
    name,
    data: whose,
    isHeavy: true,
    retries: 2,
    async run(deps, data) {
      const works = await import('./archive-work.ts');
      await works[work](deps, data);
      announceArchive(deps, data);
    },
    gaveUp,
  });
}

/** Files are kept for 30 days after the last thing that happened to them. */
const forgetArchivesJob = defineJob({
  name: 'forget-recipe-archives',
  data: z.object({}),
  schedule: '50 3 * * *',
  async run({ db, clock, config }) {
    const store = createFileStore(config.exportsDir);
    const before = new Date(clock.now().getTime() - 30 * 86_400_000);
    for (const name of await queries.forgetArchiveFiles(db, { before })) await store.remove(name);
  },
});

async function markFailed(deps: JobDeps, data: ArchiveJobData, state: 'refused' | 'read'): Promise<void> {
  const change = { state, problem: FAILED, now: deps.clock.now() };
  await queries.updateArchive(deps.db, data, data.archiveId, change);
  announceArchive(deps, data);
}

function announceArchive({ announce }: JobDeps, { archiveId, householdId }: ArchiveJobData): void {
  announce({ topic: `recipe-archive:${archiveId}`, type: 'archive-changed', householdId });
}

export const archiveJobs = [readArchiveJob, applyArchiveJob, forgetArchivesJob];

/** Uploaded files go with the person who chose them; recipes are the household's and stay. */
export const forgetArchivesOf: ForgetPerson = async ({ db, config }, userId) => {
  const store = createFileStore(config.exportsDir);
  for (const name of await queries.forgetArchiveFiles(db, { userId })) await store.remove(name);
};
