import { Router, type Request, type Response } from 'express';
import type { AppDeps } from '../http/feature.ts';
import { parseForm } from '../http/forms.ts';
import { listTimeZones } from '../lib/time-zones.ts';
import { newAccountSchema, type NewAccount } from './account-schema.ts';
import { createFirstOwner } from './accounts.ts';
import { originOf } from './audit.ts';
import { findLink } from './one-time-links.ts';
import { passwordProblem } from './password-rule.ts';
import { textOf } from './sign-in-routes.ts';
import { hasUsers } from './user-queries.ts';

/** First run: the page behind the one-time link that the start prints makes the household and its owner. */
export function setupRoutes({ db, clock, sessions }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.get('/auth/setup/:token', async (req, res) => {
    const { token } = req.params;
    const link = await findLink(db, { kind: 'setup', token, now: clock.now() });
    if (!link || (await hasUsers(db))) return showDeadLink(req, res, 'auth.setup.dead');
    showNewAccount(res, { view: setupView(req) });
  });

  router.post('/auth/setup/:token', async (req, res) => {
    const form = await parseNewAccount(req);
    if (!form.ok) return showNewAccount(res, { view: setupView(req), ...form });
    const act = { origin: originOf(req), now: clock.now() };
    const ownerId = await createFirstOwner(db, req.params.token, form.data, act);
    if (ownerId === undefined) return showDeadLink(req, res, 'auth.setup.dead');
    await sessions.start(req, res, ownerId);
    res.redirect(303, '/');
  });

  return router;
}

function setupView(req: Request): NewAccountView {
  return {
    title: req.t('auth.setup.title'),
    text: req.t('auth.setup.text'),
    submit: req.t('auth.setup.submit'),
  };
}

/** What differs between the pages on which people make their account. */
export interface NewAccountView {
  title: string;
  text: string;
  submit: string;
  email?: string;
}

type NewAccountForm =
  | { ok: true; data: NewAccount }
  | { ok: false; values: Record<string, unknown>; errors: Record<string, string> };

/** The form in which people make their account, with the rule for passwords applied. */
export async function parseNewAccount(req: Request): Promise<NewAccountForm> {
  const form = parseForm(newAccountSchema, req.body);
  if (!form.ok) return form;
  const problem = await passwordProblem(form.data.password, form.data);
  if (!problem) return form;
  return { ok: false, values: req.body as Record<string, unknown>, errors: { password: problem } };
}

/** Shows the form, with what was typed (but never the password) and what is wrong with it. */
export function showNewAccount(
  res: Response,
  page: { view: NewAccountView; values?: Record<string, unknown>; errors?: Record<string, string> },
): void {
  const { view, values = {}, errors = {} } = page;
  if (page.errors) res.status(422);
  res.page('auth/new-account', {
    layout: 'plain',
    title: view.title,
    subtitle: view.text,
    submit: view.submit,
    scripts: ['new-account'],
    values: {
      name: textOf(values['name']),
      email: textOf(values['email']) || (view.email ?? ''),
      timeZone: textOf(values['timeZone']),
    },
    errors,
    timeZones: listTimeZones().map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
  });
}

/** Says why a one-time link leads nowhere and what to do; the same words for a used, an old and a made-up one. */
export function showDeadLink(req: Request, res: Response, textKey: string): void {
  res.status(404).page('auth/dead-link', {
    layout: 'plain',
    title: req.t('auth.deadLink.title'),
    text: req.t(textKey),
  });
}
