import type { Request, RequestHandler } from 'express';
import { ForbiddenError } from '../../errors.ts';
import { currentUser, type CurrentUser } from '../../http/request.ts';

type Role = CurrentUser['role'];

/** Lets owners and admins pass; throws ForbiddenError for everybody else. */
export const requireAdmin: RequestHandler = (req, _res, next) => {
  if (currentUser(req).role === 'member') {
    throw new ForbiddenError('Only owners and admins can open the administration.', 'admin.onlyAdmins');
  }
  next();
};

/** Throws ForbiddenError for everybody but owners. */
export function requireOwner(req: Request): void {
  if (currentUser(req).role !== 'owner') {
    throw new ForbiddenError('Only owners can take a backup home.', 'admin.backups.onlyOwners');
  }
}

/** Owners manage everybody else, admins manage members. Oneself is managed in the settings. */
export function canManage(
  actor: Pick<CurrentUser, 'id' | 'role'>,
  target: { id: string; role: Role },
): boolean {
  if (actor.id === target.id) return false;
  return actor.role === 'owner' || (actor.role === 'admin' && target.role === 'member');
}

/** Roles that somebody may give to others. */
export function rolesToGive(actor: Pick<CurrentUser, 'role'>): Role[] {
  return actor.role === 'owner' ? ['member', 'admin', 'owner'] : ['member'];
}

/** Roles that somebody may invite to: an owner is made from a known person, not by a link. */
export function rolesToInvite(actor: Pick<CurrentUser, 'role'>): ('member' | 'admin')[] {
  return actor.role === 'owner' ? ['member', 'admin'] : ['member'];
}
