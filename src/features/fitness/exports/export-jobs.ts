import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import type { Config } from '../../../config.ts';
import { defineJob, type JobDeps } from '../../../jobs/job.ts';
import type { RoomArchive } from '../../../jobs/room-archive.ts';
import { createFileStore, type FileStore } from '../../../storage/file-store.ts';
import * as queries from './export-queries.ts';

/** How long an export can be downloaded. */
export const exportDays = 7;

const failedText = 'It could not be made. Try again; the log of the server says why.';

const whose = z.strictObject({ exportId: z.uuid(), userId: z.uuid(), householdId: z.uuid() });

/** Where finished exports lie; not among the uploads, which are served. */
export function exportFiles(config: Config): FileStore {
  return createFileStore(config.exportsDir);
}

/** Puts everything of a person, of all rooms, into a ZIP that can be downloaded for a week. */
export function exportJob(archives: readonly RoomArchive[]) {
  return defineJob({
    name: 'build-export',
    data: whose,
    isHeavy: true,
    retries: 2,
    async run(deps, data) {
      const { db, clock, config } = deps;
      const { exportId, ...scope } = data;
      const row = await queries.findExport(db, scope, exportId);
      if (row?.state !== 'waiting') return;
      const store = exportFiles(config);
      const file = store.newName('zip');
      const path = store.pathOf(file);
      const now = clock.now();
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Loaded here: a web worker knows the job but never does it.
      const { writeArchive } = await import('../archive/write-archive.ts');
      try {
        const photos = createFileStore(config.uploadsDir);
        await writeArchive(db, scope, { path: `${path}.part`, photos, archives, now });
        await rename(`${path}.part`, path);
      } catch (error) {
        await rm(`${path}.part`, { force: true });
        throw error;
      }
      const { size } = await stat(path);
      const expiresAt = new Date(now.getTime() + exportDays * 86_400_000);
      await queries.markExportReady(db, scope, exportId, { file, bytes: size, expiresAt });
      announceExport(deps, data);
    },
    async gaveUp(deps, data) {
      const { exportId, ...scope } = data;
      await queries.markExportFailed(deps.db, scope, exportId, failedText);
      announceExport(deps, data);
    },
  });
}

/** The same job by name, for who only adds it to the queue. */
export const buildExportJob = exportJob([]);

/** The open page of one's exports shows what became of it. */
function announceExport({ announce }: JobDeps, { exportId, userId }: z.output<typeof whose>): void {
  announce({ topic: `export:${exportId}`, type: 'export-changed', userId });
}

/** Removes the files of exports that have expired. */
export const expireExportsJob = defineJob({
  name: 'expire-exports',
  data: z.object({}),
  schedule: '7 * * * *',
  async run({ db, clock, config }) {
    const store = exportFiles(config);
    for (const file of await queries.expireExports(db, clock.now())) await store.remove(file);
  },
});
