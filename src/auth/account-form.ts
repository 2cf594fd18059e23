import type { Request, Response } from 'express';
import { parseForm } from '../http/forms.ts';
import { wordsOf } from '../http/issues.ts';
import { listTimeZones } from '../lib/time-zones.ts';
import { newAccountSchema, type NewAccount } from './account-schema.ts';
import { passwordProblem } from './password-rule.ts';

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
  const form = parseForm(newAccountSchema, req.body, req.t);
  if (!form.ok) return form;
  const problem = await passwordProblem(form.data.password, form.data);
  if (!problem) return form;
  return {
    ok: false,
    values: req.body as Record<string, unknown>,
    errors: { password: wordsOf(req.t, problem) },
  };
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
    focus: Object.keys(errors)[0] ?? 'name',
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

/** A field as it was typed; a repeated one, which no browser sends, as nothing. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
