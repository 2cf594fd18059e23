import { execute, keyedRow, selectRows, type Db } from '../db/index.ts';
import type { CurrentUser } from '../http/request.ts';

/** The user's settings, as every signed-in request needs them. */
interface UserColumns {
  id: string;
  household_id: string;
  email: string;
  name: string;
  role: CurrentUser['role'];
  weight_unit: CurrentUser['weightUnit'];
  distance_unit: CurrentUser['distanceUnit'];
  time_zone: string;
  week_start: number;
  language: string;
  theme: CurrentUser['theme'];
}

const USER_COLUMNS = `u.id, u.household_id, u.email::text as email, u.name, u.role, u.weight_unit, u.distance_unit,
  u.time_zone, u.week_start, u.language, u.theme`;

export interface SessionRow extends UserColumns {
  session_id: string;
  last_seen_at: string;
}

/** The living session of a cookie with its user: one prepared statement a request. Disabled users have none. */
export function findSession(
  db: Db,
  tokenHash: Buffer,
  now: Date,
  idleSince: Date,
): Promise<SessionRow | undefined> {
  return keyedRow<SessionRow>(
    db,
    `select s.id as session_id, s.last_seen_at, ${USER_COLUMNS}
       from sessions s join users u on u.id = s.user_id
      where s.token_hash = :tokenHash and s.expires_at > :now and s.last_seen_at > :idleSince and u.disabled_at is null`,
    { tokenHash, now, idleSince },
  );
}

export interface TokenRow extends UserColumns {
  token_id: string;
  scopes: ('read' | 'write')[];
  last_used_at: string | null;
}

/** The living API token with its user. */
export function findApiToken(db: Db, tokenHash: Buffer, now: Date): Promise<TokenRow | undefined> {
  return keyedRow<TokenRow>(
    db,
    `select t.id as token_id, t.scopes, t.last_used_at, ${USER_COLUMNS}
       from api_tokens t join users u on u.id = t.user_id
      where t.token_hash = :tokenHash and t.revoked_at is null and (t.expires_at is null or t.expires_at > :now)
        and u.disabled_at is null`,
    { tokenHash, now },
  );
}

export function toCurrentUser(row: UserColumns): CurrentUser {
  return {
    id: row.id,
    householdId: row.household_id,
    email: row.email,
    name: row.name,
    role: row.role,
    weightUnit: row.weight_unit,
    distanceUnit: row.distance_unit,
    timeZone: row.time_zone,
    weekStart: row.week_start,
    language: row.language,
    theme: row.theme,
  };
}

export interface NewSession {
  id: string;
  tokenHash: Buffer;
  userId: string;
  now: Date;
  expiresAt: Date;
  ip: string | null;
  userAgent: string;
}

export async function insertSession(db: Db, session: NewSession): Promise<void> {
  await execute(
    db,
    `insert into sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, ip, user_agent)
     values (:id, :tokenHash, :userId, :now, :now, :expiresAt, :ip, :userAgent)`,
    { ...session },
  );
}

export async function touchSession(db: Db, id: string, now: Date): Promise<void> {
  await execute(db, 'update sessions set last_seen_at = :now where id = :id', { id, now });
}

export async function touchApiToken(db: Db, id: string, now: Date): Promise<void> {
  await execute(db, 'update api_tokens set last_used_at = :now where id = :id', { id, now });
}

/** A session as its owner sees it in the list. */
export interface SessionOverview {
  id: string;
  created_at: string;
  last_seen_at: string;
  ip: string | null;
  user_agent: string;
}

/** Those that still open something, the one used last first. */
export function listSessions(
  db: Db,
  userId: string,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<SessionOverview[]> {
  return selectRows<SessionOverview>(
    db,
    `select id, created_at, last_seen_at, host(ip) as ip, user_agent from sessions
      where user_id = :userId and expires_at > :now and last_seen_at > :idleSince order by last_seen_at desc`,
    { userId, now, idleSince },
  );
}

/** Which of these sessions still live, by the rules of `findSession`. */
export async function listLivingSessions(
  db: Db,
  ids: string[],
  now: Date,
  idleSince: Date,
): Promise<string[]> {
  const rows = await selectRows<{ id: string }>(
    db,
    `select s.id from sessions s join users u on u.id = s.user_id
      where s.id = any(:ids) and s.expires_at > :now and s.last_seen_at > :idleSince and u.disabled_at is null`,
    { ids, now, idleSince },
  );
  return rows.map(({ id }) => id);
}

/** Ends one session of this user; returns whether there was one. */
export async function deleteSession(db: Db, userId: string, id: string): Promise<boolean> {
  return (await execute(db, 'delete from sessions where id = :id and user_id = :userId', { id, userId })) > 0;
}

/** Ends all sessions of this user, but for the one to keep. */
export function deleteSessions(db: Db, userId: string, exceptId: string | null): Promise<number> {
  return execute(
    db,
    'delete from sessions where user_id = :userId and (:exceptId::uuid is null or id <> :exceptId::uuid)',
    { userId, exceptId },
  );
}
