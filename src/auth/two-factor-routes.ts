import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import type { AppDeps } from '../http/feature.ts';
import { parseForm } from '../http/forms.ts';
import { safeReturnPath } from '../http/negotiation.ts';
import { originOf, recordAudit } from './audit.ts';
import { countGuess, forgiveGuesses, type Guess } from './guess-limit.ts';
import { accountOfTicket } from './sign-in-ticket.ts';
import { decryptSecret, hashRecoveryCode, stepOfCode } from './two-factor.ts';
import { useRecoveryCode, useTwoFactorStep } from './two-factor-queries.ts';
import type { AccountRow } from './user-queries.ts';

const codeSchema = z.object({
  code: z.string('is missing').trim().max(40, 'must have at most 40 characters').optional(),
  recoveryCode: z.string('is missing').trim().max(40, 'must have at most 40 characters').optional(),
  next: z.string().max(2000).optional(),
});

type Answer = z.output<typeof codeSchema>;

/** The second step of signing in: a code of the authenticator app, or a recovery code. */
export function twoFactorRoutes({ db, clock, keys, cookies, sessions }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.get('/auth/two-factor', async (req, res) => {
    if (!(await accountOfTicket({ db, cookies }, req, clock.now()))) return startAgain(req, res);
    showCodeForm(req, res, { next: req.query['next'] });
  });

  router.post('/auth/two-factor', async (req, res) => {
    const now = clock.now();
    const account = await accountOfTicket({ db, cookies }, req, now);
    if (!account) return startAgain(req, res);
    const form = parseForm(codeSchema, req.body, req.t);
    if (!form.ok) return showCodeForm(req, res, { next: form.values['next'], errors: form.errors });
    const { code, recoveryCode, next } = form.data;
    const field = recoveryCode === undefined ? 'code' : 'recoveryCode';
    if (code === undefined && recoveryCode === undefined) {
      return showCodeForm(req, res, { next, errors: { code: req.t('auth.twoFactor.missing') } });
    }
    const isRight = await checkAnswer(req, account, form.data, now);
    if (!isRight) {
      return showCodeForm(req, res, { next, errors: { [field]: req.t(`auth.twoFactor.wrong.${field}`) } });
    }
    cookies.clear(res, 'sign-in');
    await sessions.start(req, res, account.id);
    res.redirect(303, safeReturnPath(next));
  });

  async function checkAnswer(req: Request, account: AccountRow, answer: Answer, now: Date): Promise<boolean> {
    // Whoever comes here knows the password, so no address is above suspicion.
    const guess: Guess = { at: `two-factor:${account.id}`, ip: req.ip, now, isOpenToCleanAddresses: false };
    await countGuess(db, guess);
    const isRight = await isSecondFactor(account, answer, now);
    const who = { householdId: account.household_id, userId: account.id };
    if (!isRight) {
      await recordAudit(db, { event: 'sign-in.two-factor-failed', ...who }, originOf(req), now);
      return false;
    }
    await forgiveGuesses(db, guess);
    if (answer.recoveryCode !== undefined) {
      await recordAudit(db, { event: 'two-factor.recovery-code-used', ...who }, originOf(req), now);
    }
    const detail = { twoFactor: true };
    await recordAudit(db, { event: 'sign-in.succeeded', ...who, detail }, originOf(req), now);
    return true;
  }

  async function isSecondFactor(account: AccountRow, answer: Answer, now: Date): Promise<boolean> {
    if (answer.recoveryCode !== undefined) {
      return useRecoveryCode(db, account.id, hashRecoveryCode(account.id, answer.recoveryCode), now);
    }
    const secret = decryptSecret(keys.twoFactor, account.id, account.totp_secret!);
    const step = await stepOfCode(secret, answer.code!, now);
    return step !== undefined && (await useTwoFactorStep(db, account.id, step));
  }

  return router;
}

function startAgain(req: Request, res: Response): void {
  res.flash({ kind: 'info', text: req.t('auth.twoFactor.tooLate') });
  res.redirect(303, '/auth/sign-in');
}

function showCodeForm(
  req: Request,
  res: Response,
  form: { next: unknown; errors?: Record<string, string> },
): void {
  const next = safeReturnPath(form.next);
  if (form.errors) res.status(422);
  res.page('auth/two-factor', {
    layout: 'plain',
    title: req.t('auth.twoFactor.title'),
    subtitle: req.t('auth.twoFactor.text'),
    next: next === '/' ? '' : next,
    errors: form.errors ?? {},
  });
}
