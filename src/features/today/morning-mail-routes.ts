import { Router } from 'express';
import type { AppDeps } from '../../http/feature.ts';
import { parseForm } from '../../http/forms.ts';
import { currentUser, scopeOf } from '../../http/request.ts';
import { formatInstant } from '../../lib/date-format.ts';
import { chooseMorningMail, morningMailForm } from './morning-mail-time.ts';

/** Choosing when one's day comes by e-mail, in Settings. */
export function morningMailRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.post('/settings/morning-mail', async (req, res) => {
    const form = parseForm(morningMailForm, req.body, req.t);
    if (form.ok) {
      const { timeZone, language } = currentUser(req);
      const now = clock.now();
      const chosen = await chooseMorningMail(db, scopeOf(req), form.data.at ?? null, { timeZone, now });
      const text = chosen
        ? req.t('today.mail.chosen', { when: formatInstant(chosen.nextAt, timeZone, language, now) })
        : req.t('today.mail.ended');
      res.flash({ kind: 'ok', text });
    } else res.flash({ kind: 'error', text: Object.values(form.errors)[0] ?? '' });
    res.redirect(303, '/settings#morning-mail');
  });

  return router;
}
