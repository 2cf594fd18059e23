import type { Request, Response } from 'express';
import { listApiTokens, type ApiTokenRow } from '../../auth/api-token-queries.ts';
import { deviceName } from '../../auth/device-name.ts';
import { listSessions, type SessionOverview } from '../../auth/session-queries.ts';
import { idleSince } from '../../auth/sessions.ts';
import { countRecoveryCodes } from '../../auth/two-factor-queries.ts';
import { findAccount } from '../../auth/user-queries.ts';
import type { Config } from '../../config.ts';
import type { Db } from '../../db/index.ts';
import { currentUser, scopeOf, type CurrentUser } from '../../http/request.ts';
import { formatInstant } from '../../lib/date-format.ts';
import { findFeed, type FeedRow } from '../calendar/index.ts';
import { findMorningMail } from '../today/index.ts';
import { listTimeZones } from '../../lib/time-zones.ts';
import { LANGUAGES } from './settings-schema.ts';

/** The groups of the page, each with its own form and its own anchor, in their order. */
export type SettingsGroup =
  'profile' | 'email' | 'preferences' | 'password' | 'two-factor' | 'recovery-codes' | 'tokens' | 'danger';

/** A form of one group that came back: what was typed, and what is wrong. Passwords are not printed again. */
export interface RefusedForm {
  group: SettingsGroup;
  values?: Record<string, unknown>;
  errors: Record<string, string>;
}

interface Shown {
  db: Db;
  config: Config;
  now: Date;
  refused?: RefusedForm;
}

/** Shows all settings; with a refused form as 422, the first wrong field focused. */
export async function showSettings(req: Request, res: Response, shown: Shown): Promise<void> {
  const { db, config, now, refused } = shown;
  const user = currentUser(req);
  const [account, sessions, tokens, codesLeft, feed, mail] = await Promise.all([
    findAccount(db, user.id),
    listSessions(db, user.id, { now, idleSince: idleSince(now) }),
    listApiTokens(db, user.id, now),
    countRecoveryCodes(db, user.id),
    findFeed(db, scopeOf(req)),
    findMorningMail(db, scopeOf(req)),
  ]);
  if (refused) res.status(422);
  res.page('settings/settings', {
    title: req.t('settings.title'),
    capture: 'plain',
    anchors: anchorsOf(req),
    profile: { name: user.name, email: user.email },
    preferences: preferencesOf(req, user),
    themes: ['auto', 'light', 'dark'].map((value) => ({ value, label: req.t(`settings.theme.${value}`) })),
    twoFactor: { isOn: (account?.totp_enabled_at ?? null) !== null, codesLeft },
    sessions: sessions.map((session) => sessionView(req, session, now)),
    tokens: tokens.map((token) => tokenView(req, token, now)),
    ticked: tickedScopes(refused),
    calendarFeed: feed && feedView(req, feed, now),
    morningMail: { canSend: config.mail.smtpUrl !== undefined, ...mailView(req, mail, now) },
    ...formsOf(refused),
  });
}

function anchorsOf(req: Request): { href: string; label: string }[] {
  const groups = [
    'profile',
    'preferences',
    'theme',
    'password',
    'two-factor',
    'sessions',
    'tokens',
    'calendar',
    'morning-mail',
    'data',
    'danger',
  ];
  const anchors = groups.map((id) => ({ href: `#${id}`, label: req.t(`settings.anchor.${id}`) }));
  // A phone's bottom bar has no room for the administration.
  return currentUser(req).role === 'member'
    ? anchors
    : [...anchors, { href: '/admin', label: req.t('frame.nav.admin') }];
}

/** What each group's form shows: its values and messages if it is the refused one, else nothing. */
function formsOf(refused: RefusedForm | undefined) {
  const none = { values: {}, errors: {}, focus: '' };
  const came = refused && {
    values: refused.values ?? {},
    errors: refused.errors,
    focus: Object.keys(refused.errors)[0] ?? '',
  };
  return {
    form: (group: SettingsGroup) => (refused?.group === group && came ? came : none),
  };
}

/** Which boxes of the token form are ticked: reading, until the form came back with something else. */
function tickedScopes(refused: RefusedForm | undefined) {
  if (refused?.group !== 'tokens') return { read: true, write: false };
  const given = [refused.values?.['scopes']].flat();
  return { read: given.includes('read'), write: given.includes('write') };
}

function preferencesOf(req: Request, user: CurrentUser) {
  const days = [1, 0, 6].includes(user.weekStart) ? [1, 0, 6] : [1, 0, 6, user.weekStart];
  return {
    weightUnit: user.weightUnit,
    distanceUnit: user.distanceUnit,
    timeZone: user.timeZone,
    weekStart: user.weekStart,
    language: user.language,
    timeZones: withOwn(listTimeZones(), user.timeZone).map((zone) => ({
      value: zone,
      label: zone.replaceAll('_', ' '),
    })),
    days: days.map((day) => ({ value: day, label: req.t(`settings.day.${day}`) })),
    languages: LANGUAGES.map((value) => ({ value, label: req.t(`settings.language.${value}`) })),
  };
}

/** An alias that was set over the API must stay choosable. */
function withOwn(zones: string[], own: string): string[] {
  return zones.includes(own) ? zones : [own, ...zones];
}

function sessionView(req: Request, session: SessionOverview, now: Date) {
  const user = currentUser(req);
  const at = (instant: string) => formatInstant(instant, user.timeZone, user.language, now);
  return {
    id: session.id,
    device: deviceName(session.user_agent) ?? req.t('settings.sessions.unknownDevice'),
    note: req.t('settings.sessions.note', {
      seen: at(session.last_seen_at),
      since: at(session.created_at),
      ip: session.ip ?? req.t('settings.sessions.unknownAddress'),
    }),
    isThis: req.credential?.kind === 'session' && req.credential.sessionId === session.id,
  };
}

function tokenView(req: Request, token: ApiTokenRow, now: Date) {
  const user = currentUser(req);
  const at = (instant: string) => formatInstant(instant, user.timeZone, user.language, now);
  const used = token.last_used_at
    ? req.t('settings.tokens.used', { when: at(token.last_used_at) })
    : req.t('settings.tokens.unused');
  const ends = token.expires_at ? req.t('settings.tokens.ends', { when: at(token.expires_at) }) : '';
  return {
    id: token.id,
    name: token.name,
    scopes: token.scopes.map((scope) => req.t(`settings.tokens.scope.${scope}`)).join(', '),
    note: [req.t('settings.tokens.hint', { hint: token.token_hint }), used, ends].filter(Boolean).join(' · '),
  };
}

function feedView(req: Request, feed: FeedRow, now: Date) {
  const { timeZone, language } = currentUser(req);
  const at = (instant: string) => formatInstant(instant, timeZone, language, now);
  const made = req.t('calendar.since', { when: at(feed.created_at) });
  const read = feed.last_read_at
    ? req.t('calendar.read', { when: at(feed.last_read_at) })
    : req.t('calendar.unread');
  return { note: `${made} · ${read}` };
}

function mailView(req: Request, mail: Awaited<ReturnType<typeof findMorningMail>>, now: Date) {
  const { timeZone, language } = currentUser(req);
  const next =
    mail && req.t('today.mail.next', { when: formatInstant(mail.nextAt, timeZone, language, now) });
  return { at: mail?.at ?? '', note: next ?? '' };
}
