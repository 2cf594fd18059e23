import { execute, selectRow, selectRows, type Db, type Scope } from '../../db/index.ts';
import type { CurrentUser } from '../../http/request.ts';

/** A person of the household as the administration sees them: nothing of what they log. */
export interface MemberRow {
  id: string;
  household_id: string;
  email: string;
  name: string;
  role: CurrentUser['role'];
  has_two_factor: boolean;
  disabled_at: string | null;
  created_at: string;
  last_seen_at: string | null;
  session_count: number;
}

const MEMBER = `u.id, u.household_id, u.email::text as email, u.name, u.role, u.totp_enabled_at is not null as has_two_factor,
  u.disabled_at, u.created_at, s.last_seen_at, coalesce(s.session_count, 0)::int as session_count`;
const WITH_SESSIONS = `left join lateral (select max(last_seen_at) as last_seen_at, count(*) as session_count
  from sessions where user_id = u.id and expires_at > :now) s on true`;

/** Owners first, then by name. */
export function listMembers(db: Db, scope: Scope, now: Date): Promise<MemberRow[]> {
  return selectRows<MemberRow>(
    db,
    `select ${MEMBER} from users u ${WITH_SESSIONS}
      where u.household_id = :householdId
      order by array_position(array['owner', 'admin', 'member'], u.role), lower(u.name), u.id`,
    { householdId: scope.householdId, now },
  );
}

export function findMember(db: Db, scope: Scope, id: string, now: Date): Promise<MemberRow | undefined> {
  return selectRow<MemberRow>(
    db,
    `select ${MEMBER} from users u ${WITH_SESSIONS}
      where u.id = :id and u.household_id = :householdId`,
    { id, householdId: scope.householdId, now },
  );
}

/** An invitation that can still be used. */
export interface InvitationRow {
  id: string;
  email: string | null;
  role: 'admin' | 'member';
  expires_at: string;
  invited_by: string | null;
}

export function listInvitations(db: Db, scope: Scope, now: Date): Promise<InvitationRow[]> {
  return selectRows<InvitationRow>(
    db,
    `select l.id, l.email::text as email, l.role, l.expires_at, u.name as invited_by
       from one_time_links l left join users u on u.id = l.created_by
      where l.household_id = :householdId and l.kind = 'invitation' and l.used_at is null and l.expires_at > :now
      order by l.created_at desc, l.id desc`,
    { householdId: scope.householdId, now },
  );
}

/** Takes an invitation back and returns its role; undefined when there is none to take back. */
export function revokeInvitation(
  db: Db,
  scope: Scope,
  id: string,
  now: Date,
): Promise<Pick<InvitationRow, 'role' | 'email'> | undefined> {
  return selectRow(
    db,
    `update one_time_links set used_at = :now
      where id = :id and household_id = :householdId and kind = 'invitation' and used_at is null
      returning role, email::text as email`,
    { id, householdId: scope.householdId, now },
  );
}

/** One line of the audit log. */
export interface AuditRow {
  id: string;
  at: string;
  event: string;
  actor: string | null;
  subject: string | null;
  ip: string | null;
  user_agent: string | null;
}

/** The newest lines, or those before a place in the list. */
export function listAudit(
  db: Db,
  scope: Scope,
  page: { limit: number; before: { at: string; id: string } | undefined },
): Promise<AuditRow[]> {
  return selectRows<AuditRow>(
    db,
    `select a.id, a.at, a.event, u.name as actor, a.subject, host(a.ip) as ip, a.user_agent
       from audit_log a left join users u on u.id = a.user_id
      where a.household_id = :householdId
        and (:beforeAt::timestamptz is null or (a.at, a.id) < (:beforeAt::timestamptz, :beforeId::uuid))
      order by a.at desc, a.id desc limit :limit`,
    {
      householdId: scope.householdId,
      beforeAt: page.before?.at ?? null,
      beforeId: page.before?.id ?? null,
      limit: page.limit,
    },
  );
}

/** Ends all sessions of a member. */
export function endMemberSessions(db: Db, scope: Scope, id: string): Promise<number> {
  return execute(
    db,
    `delete from sessions s using users u
      where s.user_id = u.id and u.id = :id and u.household_id = :householdId`,
    { id, householdId: scope.householdId },
  );
}
