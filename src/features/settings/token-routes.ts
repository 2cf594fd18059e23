import { Router } from 'express';
import { createApiToken, endApiToken } from '../../auth/api-tokens.ts';
import { originOf } from '../../auth/audit.ts';
import { NotFoundError } from '../../errors.ts';
import type { AppDeps } from '../../http/feature.ts';
import { parseForm } from '../../http/forms.ts';
import { scopeOf } from '../../http/request.ts';
import { isUuid } from '../../lib/uuid.ts';
import { showSettings } from './settings-page.ts';
import { tokenForm } from './settings-schema.ts';

/** Making and revoking API tokens. */
export function tokenRoutes({ db, config, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.post('/settings/tokens', async (req, res) => {
    const now = clock.now();
    const form = parseForm(tokenForm, req.body, req.t);
    if (!form.ok) return showSettings(req, res, { db, config, now, refused: { group: 'tokens', ...form } });
    const act = { origin: originOf(req), now };
    const { row, token } = await createApiToken(db, scopeOf(req), form.data, act);
    // Printed in this answer and nowhere again.
    res.page('settings/new-token', {
      title: req.t('settings.tokens.newTitle'),
      back: { href: '/settings#tokens', label: req.t('settings.title') },
      capture: 'plain',
      name: row.name,
      token,
    });
  });

  router.post('/settings/tokens/:id/revocation', async (req, res) => {
    const { id } = req.params;
    if (!isUuid(id)) throw new NotFoundError('The token');
    const act = { origin: originOf(req), now: clock.now() };
    const name = await endApiToken(db, scopeOf(req), id, act);
    res.flash({ kind: 'ok', text: req.t('settings.tokens.revoked', { name }) });
    res.redirect(303, '/settings#tokens');
  });

  return router;
}
