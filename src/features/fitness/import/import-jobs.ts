import * as z from 'zod';
import { defineJob, type JobDeps } from '../../../jobs/job.ts';
import type { RoomArchive } from '../../../jobs/room-archive.ts';
import { exportFiles } from '../exports/export-jobs.ts';
import * as queries from './import-queries.ts';
import { readerOf } from './import-reader.ts';

const whose = z.strictObject({
  importId: z.uuid(),
  userId: z.uuid(),
  householdId: z.uuid(),
  /** Of the file: what is small is not worth a process of its own. */
  bytes: z.int(),
});
/** Which import a job is about, and whose. */
export type ImportJobData = z.output<typeof whose>;

/** Up to here a file is read in some tens of milliseconds. ZIPs hold more than they seem to, and pictures: never small. */
const smallBytes = 300_000;

/** Reading an uploaded file, and adding what it holds; exports are taken apart by all rooms. */
export function importJobs(archives: readonly RoomArchive[]) {
  /** Writes down what an uploaded file would add. */
  const read = defineJob({
    name: 'read-import',
    survivesRestore: true,
    data: whose,
    isHeavy: ({ bytes }) => bytes > smallBytes,
    retries: 2,
    // The readers are loaded with the first import: a web worker knows the job but never does it.
    async run(deps, data) {
      await (await import('./import-work.ts')).readImport(deps, data, archives);
      announceImport(deps, data);
    },
    gaveUp: (deps, data) => markFailed(deps, data, 'refused'),
  });
  /** Adds what a file holds, in one transaction: all of it, or nothing. */
  const apply = defineJob({
    name: 'apply-import',
    survivesRestore: true,
    data: whose,
    isHeavy: ({ bytes }) => bytes > smallBytes,
    retries: 2,
    async run(deps, data) {
      await (await import('./import-work.ts')).applyImport(deps, data, archives);
      announceImport(deps, data);
    },
    gaveUp: (deps, data) => markFailed(deps, data, 'read'),
  });
  return { read, apply };
}

/** The same jobs by name, for who only adds them to the queue. */
export const { read: readImportJob, apply: applyImportJob } = importJobs([]);

async function markFailed(deps: JobDeps, data: ImportJobData, state: 'refused' | 'read'): Promise<void> {
  const { importId, bytes: _bytes, ...scope } = data;
  const { t } = await readerOf(deps.db, scope);
  const failed = { state, problem: t('imports.problem.failed'), now: deps.clock.now() };
  await queries.updateImport(deps.db, scope, importId, failed);
  announceImport(deps, data);
}

/** Open pages of this import show what became of it. */
function announceImport({ announce }: JobDeps, { importId, userId }: ImportJobData): void {
  announce({ topic: `import:${importId}`, type: 'import-changed', userId });
}

/** Uploaded files are kept for 30 days after the last thing that happened to their import. */
export const forgetImportFilesJob = defineJob({
  name: 'forget-import-files',
  data: z.object({}),
  schedule: '40 3 * * *',
  async run({ db, clock, config }) {
    const before = new Date(clock.now().getTime() - 30 * 86_400_000);
    for (const name of await queries.deleteOldImportFiles(db, before)) await exportFiles(config).remove(name);
  },
});
