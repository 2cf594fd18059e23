import { Router, type Request } from 'express';
import { ConflictError } from '../errors.ts';
import type { AppDeps } from '../http/feature.ts';
import { parseNewAccount, showDeadLink, showNewAccount, type NewAccountView } from './account-form.ts';
import { joinHousehold } from './accounts.ts';
import { originOf } from './audit.ts';
import { findLink, type OneTimeLink } from './one-time-links.ts';

/** Joining a household behind an invitation's link. */
export function invitationRoutes({ db, clock, sessions }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.get('/auth/invitation/:token', async (req, res) => {
    const link = await findLink(db, { kind: 'invitation', token: req.params.token, now: clock.now() });
    if (!link) return showDeadLink(req, res, 'auth.invitation.dead');
    showNewAccount(res, { view: viewOf(req, link) });
  });

  router.post('/auth/invitation/:token', async (req, res) => {
    const { token } = req.params;
    const now = clock.now();
    const link = await findLink(db, { kind: 'invitation', token, now });
    if (!link) return showDeadLink(req, res, 'auth.invitation.dead');
    const view = viewOf(req, link);
    const form = await parseNewAccount(req);
    if (!form.ok) return showNewAccount(res, { view, ...form });
    try {
      const userId = await joinHousehold(db, token, form.data, { origin: originOf(req), now });
      if (userId === undefined) return showDeadLink(req, res, 'auth.invitation.dead');
      await sessions.start(req, res, userId);
      res.redirect(303, '/');
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const values = req.body as Record<string, unknown>;
      showNewAccount(res, { view, values, errors: { email: req.t('auth.emailTaken') } });
    }
  });

  return router;
}

function viewOf(req: Request, link: OneTimeLink): NewAccountView {
  return {
    title: req.t('auth.invitation.title'),
    text: req.t('auth.invitation.text'),
    submit: req.t('auth.invitation.submit'),
    ...(link.email !== null && { email: link.email }),
  };
}
