import * as z from 'zod';
import { defineJob } from '../../../../jobs/job.ts';
import { deleteOldPlates } from './plate-queries.ts';
import { readPlateTask } from './read-plate.ts';

const KEPT_MS = 30 * 86_400_000;

/** Every night: photos of plates go after a month. */
const forgetPlatesJob = defineJob({
  name: 'forget-plate-photos',
  data: z.object({}),
  schedule: '50 3 * * *',
  async run({ db, clock }) {
    await deleteOldPlates(db, new Date(clock.now().getTime() - KEPT_MS));
  },
});

export const plateJobs = [readPlateTask.job, forgetPlatesJob];
