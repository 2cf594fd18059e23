import { applyOnce } from '../../jobs/apply-once.ts';
import { defineJob } from '../../jobs/job.ts';
import { personalData } from '../../jobs/personal-jobs.ts';

/**
 * The day by e-mail, at the time each person has chosen; on a day with nothing in it none is sent. Heavy, so that what
 * reads all rooms' days is loaded in a process of its own.
 */
export const morningMail = defineJob({
  name: 'morning-mail',
  isPersonal: true,
  isHeavy: true,
  data: personalData,
  retryDelayS: 60,
  backsOff: true,
  async run({ db, config, clock }, { userId, dueAt }) {
    const { writeMorningMail } = await import('./morning-mail.ts');
    const now = clock.now();
    const mail = await writeMorningMail(db, config, userId, now);
    if (!mail) return;
    const { sendMail } = await import('../../mail/mailer.ts');
    await applyOnce(db, `morning-mail ${userId} ${dueAt}`, now, () => sendMail(config, mail));
  },
});
