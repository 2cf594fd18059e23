import { Router } from 'express';
import { databaseErrorOf } from '../../db/index.ts';
import type { AppDeps } from '../../http/feature.ts';
import { parseForm } from '../../http/forms.ts';
import { safeReturnPath } from '../../http/negotiation.ts';
import { scopeOf } from '../../http/request.ts';
import { confirmPassword } from '../../auth/password-confirmation.ts';
import { showSettings } from './settings-page.ts';
import { updateEmail, changeSettings } from './settings-queries.ts';
import { emailForm, preferencesForm, profileForm, themeForm } from './settings-schema.ts';

/** The page, and the groups that need nothing but to be saved. */
export function settingsRoutes({ db, config, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.get('/settings', (req, res) => showSettings(req, res, { db, config, now: clock.now() }));

  router.post('/settings/profile', async (req, res) => {
    const now = clock.now();
    const form = parseForm(profileForm, req.body, req.t);
    if (!form.ok) return showSettings(req, res, { db, config, now, refused: { group: 'profile', ...form } });
    await changeSettings(db, scopeOf(req), form.data, now);
    res.flash({ kind: 'ok', text: req.t('settings.saved') });
    res.redirect(303, '/settings#profile');
  });

  router.post('/settings/email', async (req, res) => {
    const now = clock.now();
    const form = parseForm(emailForm, req.body, req.t);
    if (!form.ok) return showSettings(req, res, { db, config, now, refused: { group: 'email', ...form } });
    const refuse = (errors: Record<string, string>) =>
      showSettings(req, res, { db, config, now, refused: { group: 'email', values: form.data, errors } });
    if (!(await confirmPassword(db, req, form.data.currentPassword, now))) {
      return refuse({ currentPassword: req.t('settings.wrongPassword') });
    }
    try {
      await updateEmail(db, scopeOf(req), form.data.email, now);
    } catch (error) {
      if (databaseErrorOf(error)?.constraint !== 'users_email') throw error;
      return refuse({ email: req.t('settings.email.taken') });
    }
    res.flash({ kind: 'ok', text: req.t('settings.email.saved', { email: form.data.email }) });
    res.redirect(303, '/settings#profile');
  });

  router.post('/settings/preferences', async (req, res) => {
    const now = clock.now();
    const form = parseForm(preferencesForm, req.body, req.t);
    if (!form.ok)
      return showSettings(req, res, { db, config, now, refused: { group: 'preferences', ...form } });
    await changeSettings(db, scopeOf(req), form.data, now);
    res.flash({ kind: 'ok', text: req.t('settings.saved') });
    res.redirect(303, '/settings#preferences');
  });

  // Also the button in every page's head, which leads back to that page.
  router.post('/settings/theme', async (req, res) => {
    const form = themeForm.parse(req.body);
    await changeSettings(db, scopeOf(req), { theme: form.theme }, clock.now());
    res.redirect(303, form.returnTo === undefined ? '/settings#theme' : safeReturnPath(form.returnTo));
  });

  return router;
}
