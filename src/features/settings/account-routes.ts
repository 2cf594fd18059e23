import { Router } from 'express';
import { deleteAccount } from '../../auth/account-deletion.ts';
import { originOf } from '../../auth/audit.ts';
import { confirmPassword } from '../../auth/password-confirmation.ts';
import { ConflictError } from '../../errors.ts';
import type { AppDeps } from '../../http/feature.ts';
import { parseForm } from '../../http/forms.ts';
import { showSettings } from './settings-page.ts';
import { confirmationForm } from './settings-schema.ts';

/** Deleting one's own account. */
export function accountRoutes({ db, config, clock, queue, sessions }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.post('/settings/account/deletion', async (req, res) => {
    const now = clock.now();
    const form = parseForm(confirmationForm, req.body, req.t);
    const refuse = (errors: Record<string, string>) =>
      showSettings(req, res, { db, config, now, refused: { group: 'danger', errors } });
    if (!form.ok) return refuse(form.errors);
    const account = await confirmPassword(db, req, form.data.currentPassword, now);
    if (!account) return refuse({ currentPassword: req.t('settings.wrongPassword') });
    try {
      const act = { origin: originOf(req), now, byUserId: account.id };
      await deleteAccount({ db, queue }, account, act);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      return refuse({ currentPassword: req.t('settings.danger.lastOwner') });
    }
    await sessions.end(req, res);
    // Here nothing is to be kept on the device either: what waits there could not be sent any more.
    res.set({ 'Clear-Site-Data': '"cache", "storage"', 'Cache-Control': 'no-store' });
    res.flash({ kind: 'info', text: req.t('settings.danger.deleted') });
    res.redirect(303, '/auth/sign-in');
  });

  return router;
}
