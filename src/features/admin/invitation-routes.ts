import { Router } from 'express';
import * as z from 'zod';
import { email } from '../../auth/account-schema.ts';
import { originOf, recordAudit } from '../../auth/audit.ts';
import { invitationMail } from '../../auth/mail-jobs.ts';
import { makeLink } from '../../auth/one-time-links.ts';
import { NotFoundError } from '../../errors.ts';
import type { AppDeps } from '../../http/feature.ts';
import { parseForm } from '../../http/forms.ts';
import { currentUser, scopeOf } from '../../http/request.ts';
import { isUuid } from '../../lib/uuid.ts';
import { mailProblem } from '../../mail/mailer.ts';
import { showAdmin } from './admin-page.ts';
import { revokeInvitation } from './admin-queries.ts';
import { rolesToInvite } from './rights.ts';

const invitationForm = z.object({
  role: z.enum(['member', 'admin'], 'must be member or admin'),
  email: email.optional(),
});

/** Inviting people by a link: mailed where that is possible, else shown once to be handed over. */
export function invitationRoutes(deps: AppDeps): Router {
  const { db, clock, config, queue } = deps;
  const router = Router({ caseSensitive: true });

  router.post('/admin/invitations', async (req, res) => {
    const form = parseForm(invitationForm, req.body, req.t);
    if (!form.ok) return showAdmin(deps, req, res, form);
    const { role, email: address } = form.data;
    const user = currentUser(req);
    if (!rolesToInvite(user).includes(role)) {
      return showAdmin(deps, req, res, {
        values: form.data,
        errors: { role: req.t('admin.invite.notAllowed') },
      });
    }
    const now = clock.now();
    const { householdId } = user;
    const isMailed = address !== undefined && mailProblem(config) === undefined;
    const path = await db.transaction(async (trx) => {
      const detail = { role };
      const entry = {
        event: 'invitation.created',
        ...scopeOf(req),
        subject: address,
        detail,
      } as const;
      await recordAudit(trx, entry, originOf(req), now);
      if (!isMailed) {
        const to = address === undefined ? {} : { email: address };
        return makeLink(trx, { kind: 'invitation', role, householdId, createdBy: user.id, now, ...to });
      }
      await queue.add(trx, invitationMail, { email: address, role, householdId, byUserId: user.id });
      return undefined;
    });
    if (path === undefined) {
      res.flash({ kind: 'ok', text: req.t('admin.invite.sent', { email: address! }) });
      return res.redirect(303, '/admin#invitations');
    }
    res.page('admin/new-link', {
      title: req.t('admin.invite.newTitle'),
      back: { href: '/admin#invitations', label: req.t('admin.title') },
      capture: 'plain',
      scripts: ['one-time-link'],
      text: req.t('admin.invite.handOver'),
      link: path,
    });
  });

  router.post('/admin/invitations/:id/revocation', async (req, res) => {
    const { id } = req.params;
    const scope = scopeOf(req);
    const revoked = isUuid(id) ? await revokeInvitation(db, scope, id, clock.now()) : undefined;
    if (!revoked) throw new NotFoundError('The invitation');
    const entry = { event: 'invitation.revoked', ...scope, subject: revoked.email ?? undefined } as const;
    await recordAudit(db, entry, originOf(req), clock.now());
    res.flash({ kind: 'ok', text: req.t('admin.invite.revoked') });
    res.redirect(303, '/admin#invitations');
  });

  return router;
}
