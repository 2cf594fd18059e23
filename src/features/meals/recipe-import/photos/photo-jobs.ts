import * as z from 'zod';
import type { ForgetPerson } from '../../../../auth/account-deletion.ts';
import { defineJob, type JobDeps } from '../../../../jobs/job.ts';
import { createFileStore } from '../../../../storage/file-store.ts';
import * as queries from './photo-queries.ts';
import { readPhotosTask } from './read-photos.ts';

const KEPT_MS = 30 * 86_400_000;

/** Every night: photos to which nothing happened for a month go. */
const forgetPhotosJob = defineJob({
  name: 'forget-recipe-photos',
  data: z.object({}),
  schedule: '55 3 * * *',
  run: (deps) => forget(deps, { before: new Date(deps.clock.now().getTime() - KEPT_MS) }),
});

/** Rows last, so that a file is never forgotten. */
async function forget({ db, config }: JobDeps, which: { before: Date } | { userId: string }): Promise<void> {
  const store = createFileStore(config.uploadsDir);
  for (;;) {
    const gone = await queries.listToForget(db, which);
    if (gone.length === 0) return;
    for (const { files } of gone) await Promise.all(files.map((file) => store.remove(file)));
    await queries.deleteForgotten(
      db,
      gone.map(({ id }) => id),
    );
  }
}

export const photoJobs = [readPhotosTask.job, forgetPhotosJob];

export const forgetPhotosOf: ForgetPerson = (deps, userId) => forget(deps, { userId });
