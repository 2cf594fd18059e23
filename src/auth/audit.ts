import type { Request } from 'express';
import { execute, type Db } from '../db/index.ts';
import { newId } from '../lib/uuid.ts';

/** What the audit log keeps; each has its sentence in the text catalogue (`admin.event.…`). */
export type AuditEvent =
  | 'account.first-owner'
  | 'account.created'
  | 'account.deleted'
  | 'account.disabled'
  | 'account.enabled'
  | 'account.role-changed'
  | 'account.joined'
  | 'backup.ordered'
  | 'backup.downloaded'
  | 'calendar.created'
  | 'calendar.removed'
  | 'invitation.created'
  | 'invitation.revoked'
  | 'job.retried'
  | 'password.changed'
  | 'password.reset'
  | 'password.reset-requested'
  | 'session.ended'
  | 'session.ended-others'
  | 'sign-in.failed'
  | 'sign-in.succeeded'
  | 'sign-in.two-factor-failed'
  | 'sign-out'
  | 'token.created'
  | 'token.revoked'
  | 'two-factor.disabled'
  | 'two-factor.enabled'
  | 'two-factor.recovery-codes-made'
  | 'two-factor.recovery-code-used';

export interface AuditEntry {
  event: AuditEvent;
  /** Null where the account that was tried does not exist. */
  householdId: string | null;
  /** Who did it; null when it was nobody signed in, or a command on the server. */
  userId: string | null;
  /** Whom or what it was done to, in words that stay readable when the row is gone. */
  subject?: string;
  detail?: Record<string, string | number | boolean>;
}

/** Where a request came from, as it is kept beside what it did. */
export interface Origin {
  ip: string | null;
  userAgent: string;
}

export function originOf(req: Request): Origin {
  return { ip: req.ip ?? null, userAgent: (req.get('user-agent') ?? '').slice(0, 300) };
}

/** Commands are run on the server itself. */
export const COMMAND_LINE: Origin = { ip: null, userAgent: 'command line' };

/** Writes down what happened, in the transaction of what it is about where there is one. */
export async function recordAudit(db: Db, entry: AuditEntry, origin: Origin, now: Date): Promise<void> {
  await execute(
    db,
    `insert into audit_log (id, household_id, user_id, event, subject, ip, user_agent, detail, at)
     values (:id, :householdId, :userId, :event, :subject, :ip, :userAgent, :detail, :now)`,
    {
      id: newId(),
      householdId: entry.householdId,
      userId: entry.userId,
      event: entry.event,
      subject: entry.subject ?? null,
      ip: origin.ip,
      userAgent: origin.userAgent,
      detail: JSON.stringify(entry.detail ?? {}),
      now,
    },
  );
}
