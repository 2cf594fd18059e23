import type { Request, Response } from 'express';
import { listHouseholdUsage } from '../../ai/call-records.ts';
import type { Checks } from '../../http/health.ts';
import type { AppDeps } from '../../http/feature.ts';
import { currentUser, scopeOf } from '../../http/request.ts';
import { readQueueState } from '../../jobs/queue-state.ts';
import { listBackups } from '../../backup/backup-folder.ts';
import { readBackupState } from '../../backup/backup-runs.ts';
import { formatInstant } from '../../lib/date-format.ts';
import { mailProblem } from '../../mail/mailer.ts';
import { usageView } from '../models/index.ts';
import {
  listAudit,
  listInvitations,
  listMembers,
  type InvitationRow,
  type MemberRow,
} from './admin-queries.ts';
import { auditLines } from './audit-view.ts';
import { jobsView } from './job-routes.ts';
import { backupsView } from './backup-view.ts';
import { rolesToInvite } from './rights.ts';

const NEWEST_EVENTS = 8;

/** An invitation form that came back. */
export interface RefusedInvitation {
  values: Record<string, unknown>;
  errors: Record<string, string>;
}

/** The administration: health first, then people, invitations and what happened. Each part is one literal of the page. */
export async function showAdmin(
  { db, config, clock, readiness }: AppDeps,
  req: Request,
  res: Response,
  refused?: RefusedInvitation,
): Promise<void> {
  const now = clock.now();
  const scope = scopeOf(req);
  const [health, members, invitations, jobs, state, files, usage, events] = await Promise.all([
    readiness(),
    listMembers(db, scope, now),
    listInvitations(db, scope, now),
    readQueueState(db, now),
    readBackupState(db),
    listBackups(config.backups.dir),
    listHouseholdUsage(db, scope, now),
    listAudit(db, scope, { limit: NEWEST_EVENTS, before: undefined }),
  ]);
  if (refused) res.status(422);
  res.page('admin/admin', {
    title: req.t('admin.title'),
    back: { href: '/settings', label: req.t('frame.nav.settings') },
    capture: 'plain',
    health: healthView(req, health.checks),
    members: members.map((member) => memberView(req, member, now)),
    invitations: invitations.map((invitation) => invitationView(req, invitation, now)),
    invite: {
      values: refused?.values ?? {},
      errors: refused?.errors ?? {},
      roles: rolesToInvite(currentUser(req)).map((role) => ({
        value: role,
        label: req.t(`admin.role.${role}`),
      })),
      hint: req.t(mailProblem(config) ? 'admin.invite.byLink' : 'admin.invite.byMail'),
    },
    backups: backupsView(req, { state, files, time: config.backups.time }, now),
    models: usageView(req, usage, config.models),
    jobs: jobsView(req, jobs, now),
    events: auditLines(req, events, now),
  });
}

function healthView(req: Request, checks: Checks) {
  const parts = Object.entries(checks).map(([name, state]) => ({
    name: req.t(`admin.health.${name}`),
    isGood: state === 'ok',
    state: req.t(state === 'ok' ? 'admin.health.good' : 'admin.health.bad'),
    cure: state === 'ok' ? '' : req.t(`admin.health.cure.${name}`, { state }),
  }));
  return { isGood: parts.every(({ isGood }) => isGood), parts };
}

/** A person's line: also the head of their own page. */
export function memberView(req: Request, member: MemberRow, now: Date) {
  const { timeZone, language, id } = currentUser(req);
  const seen = member.last_seen_at
    ? req.t('admin.user.seen', { when: formatInstant(member.last_seen_at, timeZone, language, now) })
    : req.t('admin.user.notSignedIn');
  return {
    id: member.id,
    name: member.name,
    email: member.email,
    note: `${member.email} · ${seen}`,
    role: req.t(`admin.role.${member.role}`),
    isMe: member.id === id,
    isDisabled: member.disabled_at !== null,
    hasTwoFactor: member.has_two_factor,
    href: member.id === id ? '/settings' : `/admin/users/${member.id}`,
  };
}

function invitationView(req: Request, invitation: InvitationRow, now: Date) {
  const { timeZone, language } = currentUser(req);
  return {
    id: invitation.id,
    who: invitation.email ?? req.t('admin.invite.anyone'),
    note: req.t('admin.invite.note', {
      role: req.t(`admin.role.${invitation.role}`),
      by: invitation.invited_by ?? '–',
      until: formatInstant(invitation.expires_at, timeZone, language, now),
    }),
  };
}
