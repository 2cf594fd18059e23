import * as z from 'zod';
import { selectRow } from '../db/index.ts';
import { textsOf } from '../http/texts.ts';
import { defineJob, type JobDeps } from '../jobs/job.ts';
import { sendMail } from '../mail/mailer.ts';
import { recordAudit } from './audit.ts';
import { countRecentLinks, makeLink } from './one-time-links.ts';
import { findAccountByEmail } from './user-queries.ts';

/** More e-mails than these an hour would only be a nuisance to the person. */
const RESETS_PER_HOUR = 3;

/** The address someone typed, known or not: looking it up here keeps the page's answer the same for both. */
export const passwordResetMail = defineJob({
  name: 'send-password-reset',
  data: z.object({ email: z.string() }),
  retryDelayS: 10,
  backsOff: true,
  async run(deps, { email }) {
    const account = await findAccountByEmail(deps.db, email);
    if (!account || account.disabled_at !== null) return;
    const now = deps.clock.now();
    if ((await countRecentLinks(deps.db, account.id, now)) >= RESETS_PER_HOUR) return;
    const t = textsOf(await languageOf(deps, account.id));
    // The link is stored only if the mail server took the e-mail.
    await deps.db.transaction(async (trx) => {
      const path = await makeLink(trx, { kind: 'password-reset', userId: account.id, now });
      const who = { householdId: account.household_id, userId: account.id };
      const origin = { ip: null, userAgent: '' };
      await recordAudit(trx, { event: 'password.reset-requested', ...who }, origin, now);
      await sendMail(deps.config, {
        to: account.email,
        subject: t('auth.mail.reset.subject'),
        text: t('auth.mail.reset.text', { name: account.name, link: absolute(deps, path) }),
      });
    });
  },
});

/** An invitation that goes to the person itself. */
export const invitationMail = defineJob({
  name: 'send-invitation',
  data: z.object({
    email: z.string(),
    role: z.enum(['admin', 'member']),
    householdId: z.uuid(),
    byUserId: z.uuid(),
  }),
  retryDelayS: 10,
  backsOff: true,
  async run(deps, { email, role, householdId, byUserId }) {
    const inviter = await selectRow<{ name: string; language: string }>(
      deps.db,
      `select name, language from users
        where id = :byUserId and household_id = :householdId and disabled_at is null`,
      { byUserId, householdId },
    );
    if (!inviter) return;
    const t = textsOf(inviter.language);
    await deps.db.transaction(async (trx) => {
      const now = deps.clock.now();
      const link = { kind: 'invitation', email, role, householdId, createdBy: byUserId, now } as const;
      const path = await makeLink(trx, link);
      await sendMail(deps.config, {
        to: email,
        subject: t('auth.mail.invitation.subject', { name: inviter.name }),
        text: t('auth.mail.invitation.text', { name: inviter.name, link: absolute(deps, path) }),
      });
    });
  },
});

async function languageOf({ db }: JobDeps, userId: string): Promise<string> {
  const row = await selectRow<{ language: string }>(db, 'select language from users where id = :userId', {
    userId,
  });
  return row?.language ?? 'en';
}

/** Only ever with PUBLIC_URL: what a request calls this host proves nothing. */
function absolute({ config }: JobDeps, path: string): string {
  if (config.server.publicOrigin === undefined)
    throw new Error('PUBLIC_URL is not set, so no link can be sent');
  return `${config.server.publicOrigin}${path}`;
}
