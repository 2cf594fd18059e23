import { Router, type Request, type Response } from 'express';
import { originOf, recordAudit, type AuditEvent } from '../../auth/audit.ts';
import { confirmPassword } from '../../auth/password-confirmation.ts';
import {
  decryptSecret,
  describeSecret,
  encryptSecret,
  hashRecoveryCode,
  newRecoveryCodes,
  newTwoFactorSecret,
  stepOfCode,
} from '../../auth/two-factor.ts';
import {
  insertTwoFactorSecret,
  markTwoFactorEnabled,
  removeTwoFactor,
  replaceRecoveryCodes,
  useTwoFactorStep,
} from '../../auth/two-factor-queries.ts';
import { findAccount, type AccountRow } from '../../auth/user-queries.ts';
import type { Db } from '../../db/index.ts';
import type { AppDeps } from '../../http/feature.ts';
import { parseForm } from '../../http/forms.ts';
import { currentUser, scopeOf } from '../../http/request.ts';
import { newId } from '../../lib/uuid.ts';
import { showSettings } from './settings-page.ts';
import { codeForm, confirmationForm } from './settings-schema.ts';

/** Switching two-factor sign-in on: the password, then the first code of the app, then the recovery codes are shown. */
export function twoFactorOnRoutes(deps: AppDeps): Router {
  const { db, clock, keys } = deps;
  const router = Router({ caseSensitive: true });

  router.post('/settings/two-factor/secret', async (req, res) => {
    const account = await confirmed(deps, req, res, 'two-factor');
    if (!account) return;
    const secret = encryptSecret(keys.twoFactor, account.id, await newTwoFactorSecret());
    await insertTwoFactorSecret(db, account.id, secret, clock.now());
    res.redirect(303, '/settings/two-factor');
  });

  router.get('/settings/two-factor', async (req, res) => {
    const secret = await secretToConfirm(deps, req);
    if (secret === undefined) return res.redirect(303, '/settings#two-factor');
    await showSecret(req, res, { secret, errors: {} });
  });

  router.post('/settings/two-factor', async (req, res) => {
    const secret = await secretToConfirm(deps, req);
    if (secret === undefined) return res.redirect(303, '/settings#two-factor');
    const form = parseForm(codeForm, req.body, req.t);
    if (!form.ok) return showSecret(req, res, { secret, errors: form.errors });
    const now = clock.now();
    const step = await stepOfCode(secret, form.data.code, now);
    if (step === undefined) {
      return showSecret(req, res, { secret, errors: { code: req.t('settings.twoFactor.wrongCode') } });
    }
    const codes = await db.transaction(async (trx) => {
      const { id } = currentUser(req);
      if (!(await markTwoFactorEnabled(trx, id, now))) return undefined;
      await useTwoFactorStep(trx, id, step);
      return makeRecoveryCodes(trx, req, now, 'two-factor.enabled');
    });
    if (!codes) return res.redirect(303, '/settings#two-factor');
    showRecoveryCodes(req, res, codes);
  });

  return router;
}

/** While it is on: new recovery codes, and switching it off; each for the password. */
export function twoFactorChangeRoutes(deps: AppDeps): Router {
  const { db, clock } = deps;
  const router = Router({ caseSensitive: true });

  router.post('/settings/two-factor/recovery-codes', async (req, res) => {
    const account = await confirmed(deps, req, res, 'recovery-codes');
    if (!account) return;
    if (account.totp_enabled_at === null) return res.redirect(303, '/settings#two-factor');
    const codes = await db.transaction((trx) =>
      makeRecoveryCodes(trx, req, clock.now(), 'two-factor.recovery-codes-made'),
    );
    showRecoveryCodes(req, res, codes);
  });

  router.post('/settings/two-factor/deletion', async (req, res) => {
    const account = await confirmed(deps, req, res, 'two-factor');
    if (!account) return;
    await db.transaction(async (trx) => {
      await removeTwoFactor(trx, account.id, clock.now());
      await recordAudit(trx, { event: 'two-factor.disabled', ...scopeOf(req) }, originOf(req), clock.now());
    });
    res.flash({ kind: 'ok', text: req.t('settings.twoFactor.isOff') });
    res.redirect(303, '/settings#two-factor');
  });

  return router;
}

/** The account, when the form carries its password; otherwise the page has been shown again. */
async function confirmed(
  { db, config, clock }: AppDeps,
  req: Request,
  res: Response,
  group: 'two-factor' | 'recovery-codes',
): Promise<AccountRow | undefined> {
  const now = clock.now();
  const form = parseForm(confirmationForm, req.body, req.t);
  const account = form.ok ? await confirmPassword(db, req, form.data.currentPassword, now) : undefined;
  if (account) return account;
  const errors = form.ok ? { currentPassword: req.t('settings.wrongPassword') } : form.errors;
  await showSettings(req, res, { db, config, now, refused: { group, errors } });
  return undefined;
}

/** The secret that waits for its first code. */
async function secretToConfirm({ db, keys }: AppDeps, req: Request): Promise<string | undefined> {
  const account = await findAccount(db, currentUser(req).id);
  if (!account?.totp_secret || account.totp_enabled_at !== null) return undefined;
  return decryptSecret(keys.twoFactor, account.id, account.totp_secret);
}

async function makeRecoveryCodes(trx: Db, req: Request, now: Date, event: AuditEvent): Promise<string[]> {
  const { id } = currentUser(req);
  const codes = newRecoveryCodes();
  const stored = codes.map((code) => ({ id: newId(), hash: hashRecoveryCode(id, code) }));
  await replaceRecoveryCodes(trx, id, stored);
  await recordAudit(trx, { event, ...scopeOf(req) }, originOf(req), now);
  return codes;
}

async function showSecret(
  req: Request,
  res: Response,
  shown: { secret: string; errors: Record<string, string> },
): Promise<void> {
  if (Object.keys(shown.errors).length > 0) res.status(422);
  const { qr, typed } = await describeSecret(shown.secret, currentUser(req).email);
  res.page('settings/two-factor', {
    title: req.t('settings.twoFactor.title'),
    back: { href: '/settings#two-factor', label: req.t('settings.title') },
    capture: 'plain',
    qr,
    typed,
    errors: shown.errors,
  });
}

/** The codes are printed in this answer and nowhere again. */
function showRecoveryCodes(req: Request, res: Response, codes: string[]): void {
  res.page('settings/recovery-codes', {
    title: req.t('settings.recovery.title'),
    back: { href: '/settings#two-factor', label: req.t('settings.title') },
    capture: 'plain',
    codes,
  });
}
