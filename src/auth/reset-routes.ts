import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import type { AppDeps } from '../http/feature.ts';
import { parseForm } from '../http/forms.ts';
import { wordsOf } from '../http/issues.ts';
import { mailProblem } from '../mail/mailer.ts';
import { email } from './account-schema.ts';
import { showDeadLink, textOf } from './account-form.ts';
import { originOf } from './audit.ts';
import { passwordResetMail } from './mail-jobs.ts';
import { findLink, useLink } from './one-time-links.ts';
import { setPassword } from './password-changes.ts';
import { chosenPassword, passwordProblem } from './password-rule.ts';
import { hashPassword } from './passwords.ts';
import { findAccount, type AccountRow } from './user-queries.ts';

const forgottenForm = z.object({ email });
const resetForm = z.object({ password: chosenPassword });

/** A forgotten password: asking for a link by e-mail. */
export function forgottenRoutes({ config, db, queue }: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const problem = mailProblem(config);

  const show = (req: Request, res: Response, form: { email: string; errors: Record<string, string> }) =>
    res.page('auth/forgotten', {
      layout: 'plain',
      title: req.t('auth.forgotten.title'),
      subtitle: problem ? '' : req.t('auth.forgotten.text'),
      problem: problem ? req.t(`auth.forgotten.${problem}`) : '',
      ...form,
    });

  router.get('/auth/forgotten', (req, res) => show(req, res, { email: '', errors: {} }));

  router.post('/auth/forgotten', async (req, res) => {
    if (problem) {
      res.status(422);
      return show(req, res, { email: '', errors: {} });
    }
    const form = parseForm(forgottenForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return show(req, res, { email: textOf(form.values['email']), errors: form.errors });
    }
    // Whether there is such an account is found out later, so that the answer tells nothing.
    await db.transaction((trx) => queue.add(trx, passwordResetMail, form.data));
    res.flash({ kind: 'info', text: req.t('auth.forgotten.sent') });
    res.redirect(303, '/auth/sign-in');
  });

  return router;
}

/** Choosing a new password behind a one-time link. Signing in with it follows, with the second factor where there is one. */
export function resetRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  async function accountOf(token: string): Promise<AccountRow | undefined> {
    const link = await findLink(db, { kind: 'password-reset', token, now: clock.now() });
    const account = link?.user_id ? await findAccount(db, link.user_id) : undefined;
    return account?.disabled_at === null ? account : undefined;
  }

  const show = (req: Request, res: Response, account: AccountRow, errors: Record<string, string>) =>
    res.page('auth/reset', {
      layout: 'plain',
      title: req.t('auth.reset.title'),
      email: account.email,
      errors,
    });

  router.get('/auth/reset/:token', async (req, res) => {
    const account = await accountOf(req.params.token);
    if (!account) return showDeadLink(req, res, 'auth.reset.dead');
    show(req, res, account, {});
  });

  router.post('/auth/reset/:token', async (req, res) => {
    const { token } = req.params;
    const account = await accountOf(token);
    if (!account) return showDeadLink(req, res, 'auth.reset.dead');
    const form = parseForm(resetForm, req.body, req.t);
    const problem = form.ok ? await passwordProblem(form.data.password, account) : undefined;
    if (!form.ok || problem) {
      res.status(422);
      return show(req, res, account, form.ok ? { password: wordsOf(req.t, problem!) } : form.errors);
    }
    const passwordHash = await hashPassword(form.data.password);
    const now = clock.now();
    const isSet = await db.transaction(async (trx) => {
      if (!(await useLink(trx, { kind: 'password-reset', token, now }))) return false;
      const change = { how: 'password.reset', keepSessionId: null, origin: originOf(req), now } as const;
      await setPassword(trx, account, passwordHash, change);
      return true;
    });
    if (!isSet) return showDeadLink(req, res, 'auth.reset.dead');
    res.flash({ kind: 'ok', text: req.t('auth.reset.done') });
    res.redirect(303, '/auth/sign-in');
  });

  return router;
}
