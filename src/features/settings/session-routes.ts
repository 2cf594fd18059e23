import { Router } from 'express';
import { originOf, recordAudit } from '../../auth/audit.ts';
import { deleteSession, deleteSessions } from '../../auth/session-queries.ts';
import { NotFoundError } from '../../errors.ts';
import type { AppDeps } from '../../http/feature.ts';
import { currentUser, scopeOf } from '../../http/request.ts';
import { isUuid } from '../../lib/uuid.ts';

/** Ending sessions on other devices. */
export function sessionRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.post('/settings/sessions/:id/end', async (req, res) => {
    const { id } = req.params;
    const isEnded = isUuid(id) && (await deleteSession(db, currentUser(req).id, id));
    if (!isEnded) throw new NotFoundError('The session');
    await recordAudit(db, { event: 'session.ended', ...scopeOf(req) }, originOf(req), clock.now());
    res.flash({ kind: 'ok', text: req.t('settings.sessions.ended') });
    res.redirect(303, '/settings#sessions');
  });

  router.post('/settings/sessions/end-others', async (req, res) => {
    const keep = req.credential?.kind === 'session' ? req.credential.sessionId : null;
    const count = await deleteSessions(db, currentUser(req).id, keep);
    const entry = { event: 'session.ended-others', ...scopeOf(req), detail: { count } } as const;
    await recordAudit(db, entry, originOf(req), clock.now());
    res.flash({ kind: 'ok', text: req.t('settings.sessions.endedOthers', { count }) });
    res.redirect(303, '/settings#sessions');
  });

  return router;
}
