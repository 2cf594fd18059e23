import { z } from 'zod';
import { defineJob } from '../../../jobs/job.ts';
import { exportFiles } from '../exports/export-jobs.ts';
import * as queries from './import-queries.ts';

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

const failedText =
  'The file could not be worked on. Try it again; if this happens again, the log of the server says why.';

/** Reads an uploaded file and writes down what it would add. */
export const readImportJob = defineJob({
  name: 'read-import',
  data: whose,
  isHeavy: ({ bytes }) => bytes > smallBytes,
  retries: 2,
  // The readers are loaded with the first import: a web worker knows the job but never does it.
  run: async (deps, data) => (await import('./import-work.ts')).readImport(deps, data),
  gaveUp: ({ db, clock }, { importId, bytes: _bytes, ...scope }) =>
    queries.updateImport(db, scope, importId, { state: 'refused', problem: failedText, now: clock.now() }),
});

/** Adds what a file holds, in one transaction: all of it, or nothing. */
export const applyImportJob = defineJob({
  name: 'apply-import',
  data: whose,
  isHeavy: ({ bytes }) => bytes > smallBytes,
  retries: 2,
  // The readers are loaded with the first import: a web worker knows the job but never does it.
  run: async (deps, data) => (await import('./import-work.ts')).applyImport(deps, data),
  gaveUp: ({ db, clock }, { importId, bytes: _bytes, ...scope }) =>
    queries.updateImport(db, scope, importId, { state: 'read', problem: failedText, now: clock.now() }),
});

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
