import type { Duties } from '../../jobs/duties.ts';
import { fitnessBin } from './bin.ts';
import { buildExportJob, expireExportsJob } from './exports/export-jobs.ts';
import { forgetFitnessFiles } from './forget-person.ts';
import { applyImportJob, forgetImportFilesJob, readImportJob } from './import/import-jobs.ts';
import { resizePhoto } from './photos/photo-jobs.ts';

export const fitnessDuties: Duties = {
  jobs: [readImportJob, applyImportJob, forgetImportFilesJob, buildExportJob, expireExportsJob, resizePhoto],
  bin: fitnessBin,
  forgetPerson: forgetFitnessFiles,
};
