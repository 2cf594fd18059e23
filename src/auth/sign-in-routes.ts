import { Router, type Request, type Response } from 'express';
import type { Db } from '../db/index.ts';
import type { AppDeps } from '../http/feature.ts';
import { parseForm, type FormValues } from '../http/forms.ts';
import { safeReturnPath } from '../http/negotiation.ts';
import { textOf } from './account-form.ts';
import { signInSchema } from './account-schema.ts';
import { originOf, recordAudit } from './audit.ts';
import { countGuess, forgiveGuesses, type Guess } from './guess-limit.ts';
import { createPasswordCheck } from './password-sign-in.ts';
import { giveTicket } from './sign-in-ticket.ts';
import { findAccountByEmail, hasUsers } from './user-queries.ts';

/** Signing in with e-mail address and password, and signing out. */
export function signInRoutes({ db, clock, log, cookies, sessions }: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const checkPassword = createPasswordCheck(db);

  router.get('/auth/sign-in', async (req, res) => {
    if (req.user) return res.redirect(303, safeReturnPath(req.query['next']));
    await showSignIn(db, req, res, { values: { next: req.query['next'] } });
  });

  router.post('/auth/sign-in', async (req, res) => {
    const form = parseForm(signInSchema, req.body, req.t);
    if (!form.ok) return showSignIn(db, req, res, form);
    const { email, next } = form.data;
    const now = clock.now();
    const guess: Guess = { at: `sign-in:${email}`, ip: req.ip, now, isOpenToCleanAddresses: true };
    await countGuess(db, guess);
    const account = await checkPassword(req, res);
    if (!account) {
      await recordFailure(req, email, now);
      return showSignIn(db, req, res, { values: form.data, problem: req.t('auth.signIn.wrong') });
    }
    await forgiveGuesses(db, guess);
    if (account.totp_enabled_at !== null) {
      giveTicket(cookies, res, account, now);
      return res.redirect(303, withNext('/auth/two-factor', next));
    }
    await sessions.start(req, res, account.id);
    const who = { householdId: account.household_id, userId: account.id };
    await recordAudit(db, { event: 'sign-in.succeeded', ...who }, originOf(req), now);
    res.redirect(303, safeReturnPath(next));
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

  /** The same steps for an unknown address as for a known one. What was typed as the address may be a password: it is not kept. */
  async function recordFailure(req: Request, email: string, now: Date): Promise<void> {
    const origin = originOf(req);
    log.info({ requestId: req.requestId, event: 'sign-in.failed', ip: origin.ip }, 'sign-in refused');
    const tried = await findAccountByEmail(db, email);
    const subject = tried && { subject: tried.email };
    const householdId = tried?.household_id ?? null;
    await recordAudit(db, { event: 'sign-in.failed', householdId, userId: null, ...subject }, origin, now);
  }

  return router;
}

async function showSignIn(
  db: Db,
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

function withNext(path: string, next: string | undefined): string {
  const target = safeReturnPath(next);
  return target === '/' ? path : `${path}?next=${encodeURIComponent(target)}`;
}
