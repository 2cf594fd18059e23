import { execute, selectRow, selectRows, type Db } from '../db/index.ts';

export type TokenScope = 'read' | 'write';

/** An API token as its owner sees it; the token itself is not stored. */
export interface ApiTokenRow {
  id: string;
  name: string;
  token_hint: string;
  scopes: TokenScope[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

const COLUMNS = 'id, name, token_hint, scopes, created_at, expires_at, last_used_at';

export interface NewApiToken {
  id: string;
  userId: string;
  name: string;
  tokenHash: Buffer;
  tokenHint: string;
  scopes: TokenScope[];
  expiresAt: Date | null;
  now: Date;
}

export async function insertApiToken(db: Db, token: NewApiToken): Promise<ApiTokenRow> {
  const row = await selectRow<ApiTokenRow>(
    db,
    `insert into api_tokens (id, user_id, name, token_hash, token_hint, scopes, expires_at, created_at)
     values (:id, :userId, :name, :tokenHash, :tokenHint, :scopes, :expiresAt, :now)
     returning ${COLUMNS}`,
    { ...token },
  );
  return row!;
}

/** The tokens that still open something, newest first. */
export function listApiTokens(db: Db, userId: string, now: Date): Promise<ApiTokenRow[]> {
  return selectRows<ApiTokenRow>(
    db,
    `select ${COLUMNS} from api_tokens
      where user_id = :userId and revoked_at is null and (expires_at is null or expires_at > :now)
      order by created_at desc, id desc`,
    { userId, now },
  );
}

/** Ends a token of this user and returns its name; undefined when there is none to end. */
export async function revokeApiToken(
  db: Db,
  userId: string,
  id: string,
  now: Date,
): Promise<string | undefined> {
  const row = await selectRow<{ name: string }>(
    db,
    `update api_tokens set revoked_at = :now
      where id = :id and user_id = :userId and revoked_at is null
      returning name`,
    { id, userId, now },
  );
  return row?.name;
}

/** Ends all tokens of this user. */
export function revokeApiTokens(db: Db, userId: string, now: Date): Promise<number> {
  return execute(
    db,
    'update api_tokens set revoked_at = :now where user_id = :userId and revoked_at is null',
    { userId, now },
  );
}
