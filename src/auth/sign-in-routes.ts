import { Router, type Request, type Response } from 'express';
import type { AppDeps } from '../http/feature.ts';
import { parseForm, type FormValues } from '../http/forms.ts';
import { safeReturnPath } from '../http/negotiation.ts';
import { signInSchema } from './account-schema.ts';
import { originOf, recordAudit } from './audit.ts';
import { createPasswordCheck } from './password-sign-in.ts';
import { hasUsers } from './user-queries.ts';

/** Signing in with e-mail address and password, and signing out. */
export function signInRoutes({ db, clock, log, sessions }: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const checkPassword = createPasswordCheck(db);

  router.get('/auth/sign-in', async (req, res) => {
    if (req.user) return res.redirect(303, safeReturnPath(req.query['next']));
    await showSignIn(req, res, { values: { next: req.query['next'] } });
  });

  router.post('/auth/sign-in', async (req, res) => {
    const form = parseForm(signInSchema, req.body);
    if (!form.ok) return showSignIn(req, res, form);
    const account = await checkPassword(req, res);
    const origin = originOf(req);
    if (!account) {
      log.info({ requestId: req.requestId, event: 'sign-in.failed', ip: origin.ip }, 'sign-in refused');
      return showSignIn(req, res, { values: form.data, problem: req.t('auth.signIn.wrong') });
    }
    await sessions.start(req, res, account.id);
    await recordAudit(
      db,
      { event: 'sign-in.succeeded', householdId: account.household_id, userId: account.id },
      origin,
      clock.now(),
    );
    res.redirect(303, safeReturnPath(form.data.next));
  });

  router.post('/auth/sign-out', async (req, res) => {
    await sessions.end(req, res);
    if (req.user) {
      await recordAudit(
        db,
        { event: 'sign-out', householdId: req.user.householdId, userId: req.user.id },
        originOf(req),
        clock.now(),
      );
    }
    // Not "storage": entries made without network may still wait there to be sent.
    res.set({ 'Clear-Site-Data': '"cache"', 'Cache-Control': 'no-store' });
    res.flash({ kind: 'info', text: req.t('auth.signedOut') });
    res.redirect(303, '/auth/sign-in');
  });

  async function showSignIn(
    req: Request,
    res: Response,
    form: { values: FormValues; errors?: Record<string, string>; problem?: string },
  ): Promise<void> {
    const next = safeReturnPath(form.values['next']);
    if (form.errors || form.problem) res.status(422);
    res.page('auth/sign-in', {
      layout: 'plain',
      title: req.t('auth.signIn.title'),
      subtitle: req.t('auth.purpose'),
      isNew: !(await hasUsers(db)),
      email: textOf(form.values['email']),
      next: next === '/' ? '' : next,
      errors: form.errors ?? {},
      problem: form.problem ?? '',
    });
  }

  return router;
}

/** A field as it was typed; a repeated one, which no browser sends, as nothing. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
