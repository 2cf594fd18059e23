import { execute, selectRow, type Db } from '../db/index.ts';
import { randomToken } from '../http/keys.ts';
import { newId } from '../lib/uuid.ts';
import { hashToken } from './sessions.ts';

const HOUR_MS = 3_600_000;

/** What a link is for, and how long it can be used. */
const LIFETIME_MS = {
  setup: 7 * 24 * HOUR_MS,
  invitation: 7 * 24 * HOUR_MS,
  'password-reset': HOUR_MS,
} as const;

export type LinkKind = keyof typeof LIFETIME_MS;

/** Path of the page that a link opens; the token is its last part. */
const PATHS: Record<LinkKind, string> = {
  setup: '/auth/setup',
  invitation: '/auth/invitation',
  'password-reset': '/auth/reset',
};

/** A link as it is stored: only the hash of its token, so that a stolen table opens nothing. */
export interface OneTimeLink {
  id: string;
  user_id: string | null;
  household_id: string | null;
  role: 'admin' | 'member' | null;
  email: string | null;
  created_by: string | null;
  expires_at: string;
}

export interface NewLink {
  kind: LinkKind;
  now: Date;
  userId?: string;
  householdId?: string;
  role?: 'admin' | 'member';
  email?: string;
  createdBy?: string;
}

/** Stores a new link and returns its path with the token, which is not known to anyone later. */
export async function makeLink(db: Db, link: NewLink): Promise<string> {
  const token = randomToken();
  await execute(
    db,
    `insert into one_time_links (id, token_hash, kind, user_id, household_id, role, email, created_by, created_at, expires_at)
     values (:id, :tokenHash, :kind, :userId, :householdId, :role, :email, :createdBy, :now, :expiresAt)`,
    {
      id: newId(),
      tokenHash: hashToken(token),
      kind: link.kind,
      userId: link.userId ?? null,
      householdId: link.householdId ?? null,
      role: link.role ?? null,
      email: link.email ?? null,
      createdBy: link.createdBy ?? null,
      now: link.now,
      expiresAt: new Date(link.now.getTime() + LIFETIME_MS[link.kind]),
    },
  );
  return `${PATHS[link.kind]}/${token}`;
}

interface LinkToken {
  kind: LinkKind;
  token: string;
  now: Date;
}

const COLUMNS = 'id, user_id, household_id, role, email::text as email, created_by, expires_at';

/** The link of a token, if it can still be used. */
export function findLink(db: Db, { kind, token, now }: LinkToken): Promise<OneTimeLink | undefined> {
  return selectRow<OneTimeLink>(
    db,
    `select ${COLUMNS} from one_time_links
      where token_hash = :tokenHash and kind = :kind and used_at is null and expires_at > :now`,
    { tokenHash: hashToken(token), kind, now },
  );
}

/** Uses a link up. Of two who try at once, the second waits for the first one's transaction and gets nothing. */
export function useLink(trx: Db, { kind, token, now }: LinkToken): Promise<OneTimeLink | undefined> {
  return selectRow<OneTimeLink>(
    trx,
    `update one_time_links set used_at = :now
      where token_hash = :tokenHash and kind = :kind and used_at is null and expires_at > :now
      returning ${COLUMNS}`,
    { tokenHash: hashToken(token), kind, now },
  );
}

/** Makes the links that were made for this user (password resets) useless. */
export async function endLinksOf(trx: Db, userId: string, now: Date): Promise<void> {
  await execute(trx, 'update one_time_links set used_at = :now where user_id = :userId and used_at is null', {
    userId,
    now,
  });
}

/** Makes the invitations of this user useless. */
export async function endLinksBy(trx: Db, userId: string, now: Date): Promise<void> {
  await execute(
    trx,
    'update one_time_links set used_at = :now where created_by = :userId and used_at is null',
    { userId, now },
  );
}

/** How many links were made for this user within the last hour, used or not. */
export async function countRecentLinks(db: Db, userId: string, now: Date): Promise<number> {
  const row = await selectRow<{ count: number }>(
    db,
    'select count(*)::int as count from one_time_links where user_id = :userId and created_at > :since',
    { userId, since: new Date(now.getTime() - HOUR_MS) },
  );
  return row!.count;
}
