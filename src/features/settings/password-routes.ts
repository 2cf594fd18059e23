import { Router } from 'express';
import { originOf } from '../../auth/audit.ts';
import { setPassword } from '../../auth/password-changes.ts';
import { confirmPassword } from '../../auth/password-confirmation.ts';
import { passwordProblem } from '../../auth/password-rule.ts';
import { hashPassword } from '../../auth/passwords.ts';
import type { AppDeps } from '../../http/feature.ts';
import { parseForm } from '../../http/forms.ts';
import { wordsOf } from '../../http/issues.ts';
import { currentUser } from '../../http/request.ts';
import { showSettings } from './settings-page.ts';
import { passwordForm } from './settings-schema.ts';

/** A new password for the current one; all other sessions end. */
export function passwordRoutes({ db, config, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.post('/settings/password', async (req, res) => {
    const now = clock.now();
    const form = parseForm(passwordForm, req.body, req.t);
    const refuse = (errors: Record<string, string>) =>
      showSettings(req, res, { db, config, now, refused: { group: 'password', errors } });
    if (!form.ok) return refuse(form.errors);
    const { currentPassword, newPassword } = form.data;
    const problem = await passwordProblem(newPassword, currentUser(req));
    if (problem) return refuse({ newPassword: wordsOf(req.t, problem) });
    const account = await confirmPassword(db, req, currentPassword, now);
    if (!account) return refuse({ currentPassword: req.t('settings.wrongPassword') });
    const passwordHash = await hashPassword(newPassword);
    await db.transaction((trx) =>
      setPassword(trx, account, passwordHash, {
        ...{ how: 'password.changed', origin: originOf(req), now },
        keepSessionId: req.credential?.kind === 'session' ? req.credential.sessionId : null,
      }),
    );
    res.flash({ kind: 'ok', text: req.t('settings.password.changed') });
    res.redirect(303, '/settings#password');
  });

  return router;
}
