import { Router, type Request } from 'express';
import type { AppDeps } from '../http/feature.ts';
import { parseNewAccount, showDeadLink, showNewAccount, type NewAccountView } from './account-form.ts';
import { createFirstOwner } from './accounts.ts';
import { originOf } from './audit.ts';
import { findLink } from './one-time-links.ts';
import { hasUsers } from './user-queries.ts';

/** First run: the page behind the one-time link that the start prints makes the household and its owner. */
export function setupRoutes({ db, clock, sessions }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.get('/auth/setup/:token', async (req, res) => {
    const { token } = req.params;
    const link = await findLink(db, { kind: 'setup', token, now: clock.now() });
    if (!link || (await hasUsers(db))) return showDeadLink(req, res, 'auth.setup.dead');
    showNewAccount(res, { view: setupView(req) });
  });

  router.post('/auth/setup/:token', async (req, res) => {
    const form = await parseNewAccount(req);
    if (!form.ok) return showNewAccount(res, { view: setupView(req), ...form });
    const act = { origin: originOf(req), now: clock.now() };
    const ownerId = await createFirstOwner(db, req.params.token, form.data, act);
    if (ownerId === undefined) return showDeadLink(req, res, 'auth.setup.dead');
    await sessions.start(req, res, ownerId);
    res.redirect(303, '/');
  });

  return router;
}

function setupView(req: Request): NewAccountView {
  return {
    title: req.t('auth.setup.title'),
    text: req.t('auth.setup.text'),
    submit: req.t('auth.setup.submit'),
  };
}
