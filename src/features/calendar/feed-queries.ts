import { execute, selectRow, type Db, type Scope } from '../../db/index.ts';

export interface FeedRow {
  created_at: string;
  last_read_at: string | null;
}

/** Whose calendar a secret opens, with what their texts and times need. */
export interface FeedOwner {
  id: string;
  household_id: string;
  time_zone: string;
  language: string;
}

/** The person's feed; undefined when they have none. */
export function findFeed(db: Db, scope: Scope): Promise<FeedRow | undefined> {
  return selectRow<FeedRow>(
    db,
    'select created_at, last_read_at from calendar_feeds where user_id = :userId',
    { userId: scope.userId },
  );
}

/** Gives the person this secret's hash; one they had before ends. */
export async function upsertFeed(
  db: Db,
  scope: Scope,
  feed: { tokenHash: Buffer; now: Date },
): Promise<void> {
  await execute(
    db,
    `insert into calendar_feeds (user_id, token_hash, created_at) values (:userId, :tokenHash, :now)
     on conflict (user_id) do update set token_hash = excluded.token_hash, created_at = excluded.created_at,
       last_read_at = null`,
    { userId: scope.userId, ...feed },
  );
}

/** Ends the person's feed; false when there was none. */
export async function deleteFeed(db: Db, scope: Scope): Promise<boolean> {
  const count = await execute(db, 'delete from calendar_feeds where user_id = :userId', {
    userId: scope.userId,
  });
  return count > 0;
}

/**
 * Whose calendar the secret of this hash opens, and notes that it was read, at most once an hour. Undefined for a
 * hash that nobody has, and for a closed account.
 */
export async function findFeedOwner(db: Db, tokenHash: Buffer, now: Date): Promise<FeedOwner | undefined> {
  const owner = await selectRow<FeedOwner & { last_read_at: string | null }>(
    db,
    `select u.id, u.household_id, u.time_zone, u.language, f.last_read_at
       from calendar_feeds f join users u on u.id = f.user_id
      where f.token_hash = :tokenHash and u.disabled_at is null`,
    { tokenHash },
  );
  const hourAgo = now.getTime() - 3_600_000;
  if (owner && (owner.last_read_at === null || Date.parse(owner.last_read_at) < hourAgo)) {
    await execute(db, 'update calendar_feeds set last_read_at = :now where user_id = :userId', {
      now,
      userId: owner.id,
    });
  }
  return owner;
}
