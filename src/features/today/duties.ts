import type { Duties } from '../../jobs/duties.ts';
import { morningMail } from './morning-mail-job.ts';

export const todayDuties: Duties = { jobs: [morningMail] };
