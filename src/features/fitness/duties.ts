import type { Duties } from '../../jobs/duties.ts';
import { fitnessBin } from './bin.ts';
import { expireExportsJob, exportJob } from './exports/export-jobs.ts';
import { forgetFitnessFiles } from './forget-person.ts';
import { forgetImportFilesJob, importJobs } from './import/import-jobs.ts';
import { resizePhoto } from './photos/photo-jobs.ts';

export const fitnessDuties: Duties = {
  jobs: (archives) => [
    ...Object.values(importJobs(archives)),
    forgetImportFilesJob,
    exportJob(archives),
    expireExportsJob,
    resizePhoto,
  ],
  bin: fitnessBin,
  forgetPerson: forgetFitnessFiles,
};
