import type { Duties } from '../jobs/duties.ts';
import { invitationMail, passwordResetMail } from './mail-jobs.ts';
import { tidyAccounts } from './tidy-job.ts';

export const authDuties: Duties = { jobs: [passwordResetMail, invitationMail, tidyAccounts] };
