import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import { changeRole, closeAccount, reopenAccount } from '../../auth/account-changes.ts';
import { deleteAccount } from '../../auth/account-deletion.ts';
import { originOf, recordAudit, type AuditEvent } from '../../auth/audit.ts';
import { makeLink } from '../../auth/one-time-links.ts';
import type { Db } from '../../db/index.ts';
import { ConflictError, ForbiddenError, NotFoundError, ValidationError } from '../../errors.ts';
import type { AppDeps } from '../../http/feature.ts';
import { currentUser, scopeOf } from '../../http/request.ts';
import { isUuid } from '../../lib/uuid.ts';
import { memberView } from './admin-page.ts';
import { endMemberSessions, findMember, type MemberRow } from './admin-queries.ts';
import { canManage, rolesToGive } from './rights.ts';

const roleForm = z.object({ role: z.enum(['member', 'admin', 'owner'], 'must be member, admin or owner') });

/** One person of the household: the page, and what changes their account but keeps it. */
export function userRoutes(deps: AppDeps): Router {
  const { db, clock } = deps;
  const router = Router({ caseSensitive: true });

  router.get('/admin/users/:id', async (req, res) => {
    const member = await memberOf(deps, req);
    const actor = currentUser(req);
    res.page('admin/user', {
      title: member.name,
      back: { href: '/admin#users', label: req.t('admin.title') },
      capture: 'plain',
      member: memberView(req, member, clock.now()),
      role: member.role,
      sessionCount: member.session_count,
      canManage: canManage(actor, member),
      roles: rolesToGive(actor).map((value) => ({ value, label: req.t(`admin.role.${value}`) })),
    });
  });

  router.post('/admin/users/:id/role', async (req, res) => {
    const member = await manageable(deps, req);
    const { role } = roleForm.parse(req.body);
    if (!rolesToGive(currentUser(req)).includes(role)) {
      throw new ValidationError([
        { path: 'role', message: 'is not one you can give', text: 'fields.choice' },
      ]);
    }
    await db.transaction(async (trx) => {
      await changeRole(trx, member, role, clock.now());
      await audit(trx, req, { event: 'account.role-changed', member, detail: { role }, now: clock.now() });
    });
    done(req, res, 'admin.user.roleChanged', member);
  });

  router.post('/admin/users/:id/closure', async (req, res) => {
    const member = await manageable(deps, req);
    await db.transaction(async (trx) => {
      await closeAccount(trx, member, clock.now());
      await audit(trx, req, { event: 'account.disabled', member, now: clock.now() });
    });
    done(req, res, 'admin.user.disabledNow', member);
  });

  router.post('/admin/users/:id/reopening', async (req, res) => {
    const member = await manageable(deps, req);
    await db.transaction(async (trx) => {
      await reopenAccount(trx, member, clock.now());
      await audit(trx, req, { event: 'account.enabled', member, now: clock.now() });
    });
    done(req, res, 'admin.user.enabledNow', member);
  });

  return router;
}

/** Helping or ending an account: signing out everywhere, a link for a new password, deletion. */
export function userAccessRoutes(deps: AppDeps): Router {
  const { db, clock, queue } = deps;
  const router = Router({ caseSensitive: true });

  router.post('/admin/users/:id/sign-out', async (req, res) => {
    const member = await manageable(deps, req);
    const count = await endMemberSessions(db, scopeOf(req), member.id);
    await audit(db, req, { event: 'session.ended', member, detail: { count }, now: clock.now() });
    done(req, res, 'admin.user.signedOut', member);
  });

  router.post('/admin/users/:id/reset-link', async (req, res) => {
    const member = await manageable(deps, req);
    if (member.disabled_at !== null)
      throw new ConflictError(
        'This account is disabled. Enable it first.',
        undefined,
        'admin.user.enableFirst',
      );
    const now = clock.now();
    const path = await db.transaction(async (trx) => {
      await audit(trx, req, { event: 'password.reset-requested', member, now });
      return makeLink(trx, {
        kind: 'password-reset',
        userId: member.id,
        createdBy: currentUser(req).id,
        now,
      });
    });
    res.page('admin/new-link', {
      title: req.t('admin.user.resetTitle'),
      back: { href: `/admin/users/${member.id}`, label: member.name },
      capture: 'plain',
      scripts: ['one-time-link'],
      text: req.t('admin.user.resetText', { name: member.name }),
      link: path,
    });
  });

  router.post('/admin/users/:id/deletion', async (req, res) => {
    const member = await manageable(deps, req);
    if (member.disabled_at === null)
      throw new ConflictError(
        'Disable the account first, then delete it.',
        undefined,
        'admin.user.disableFirst',
      );
    const act = { origin: originOf(req), now: clock.now(), byUserId: currentUser(req).id };
    await deleteAccount({ db, queue }, member, act);
    res.flash({ kind: 'ok', text: req.t('admin.user.deleted', { name: member.name }) });
    res.redirect(303, '/admin#users');
  });

  return router;
}

/** The person of the address; throws NotFoundError outside of the household. */
async function memberOf({ db, clock }: AppDeps, req: Request): Promise<MemberRow> {
  const id = req.params['id'];
  const member =
    typeof id === 'string' && isUuid(id) ? await findMember(db, scopeOf(req), id, clock.now()) : undefined;
  if (!member) throw new NotFoundError('The account');
  return member;
}

/** The person of the address, if the one who acts may manage them; throws ForbiddenError. */
async function manageable(deps: AppDeps, req: Request): Promise<MemberRow> {
  const member = await memberOf(deps, req);
  if (!canManage(currentUser(req), member)) {
    throw new ForbiddenError('Owners manage everybody else, admins manage members.', 'admin.user.notYours');
  }
  return member;
}

interface AdminAct {
  event: AuditEvent;
  member: MemberRow;
  detail?: Record<string, string | number>;
  now: Date;
}

function audit(db: Db, req: Request, { event, member, detail, now }: AdminAct): Promise<void> {
  const entry = { event, ...scopeOf(req), subject: member.name, ...(detail && { detail }) };
  return recordAudit(db, entry, originOf(req), now);
}

function done(req: Request, res: Response, text: string, member: MemberRow): void {
  res.flash({ kind: 'ok', text: req.t(text, { name: member.name }) });
  res.redirect(303, `/admin/users/${member.id}`);
}
