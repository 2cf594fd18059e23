import * as z from 'zod';
import type { Db, Scope } from '../db/index.ts';
import { NotFoundError } from '../errors.ts';
import { randomToken } from '../http/keys.ts';
import { lineOfText } from '../lib/text.ts';
import { newId } from '../lib/uuid.ts';
import type { Act } from './accounts.ts';
import { insertApiToken, revokeApiToken, type ApiTokenRow } from './api-token-queries.ts';
import { recordAudit } from './audit.ts';
import { numberText } from '../http/number-text.ts';
import { hashToken } from './sessions.ts';

const DAY_MS = 86_400_000;

export const tokenScopes = z
  .array(z.enum(['read', 'write'], 'must be read or write'), 'must be a list of read and write')
  .min(1, 'must have read, write or both')
  .max(2, 'must have read, write or both')
  .transform((scopes) => [...new Set(scopes)]);

/** What a person says about a new token. */
export const newTokenSchema = z.strictObject({
  name: lineOfText(100),
  scopes: tokenScopes,
  expiresInDays: numberText(
    z
      .number('must be a number of days')
      .int('must be a whole number of days')
      .min(1, 'must be at least 1 day')
      .max(3650, 'must be at most 3650 days'),
  ).nullish(),
});

/** Makes a token for the API. The token is returned this once; only its hash is kept. */
export async function createApiToken(
  db: Db,
  scope: Scope,
  input: z.output<typeof newTokenSchema>,
  { origin, now }: Act,
): Promise<{ row: ApiTokenRow; token: string }> {
  const token = `pa_${randomToken()}`;
  const { name, scopes, expiresInDays } = input;
  return db.transaction(async (trx) => {
    const row = await insertApiToken(trx, {
      ...{ id: newId(), userId: scope.userId, name, scopes, now },
      tokenHash: hashToken(token),
      tokenHint: token.slice(-4),
      expiresAt: expiresInDays ? new Date(now.getTime() + expiresInDays * DAY_MS) : null,
    });
    const detail = { scopes: scopes.join(', ') };
    await recordAudit(trx, { event: 'token.created', ...scope, subject: name, detail }, origin, now);
    return { row, token };
  });
}

/** Ends a token of this user at once; throws NotFoundError for someone else's. */
export async function endApiToken(db: Db, scope: Scope, id: string, { origin, now }: Act): Promise<string> {
  return db.transaction(async (trx) => {
    const name = await revokeApiToken(trx, scope.userId, id, now);
    if (name === undefined) throw new NotFoundError('The token');
    await recordAudit(trx, { event: 'token.revoked', ...scope, subject: name }, origin, now);
    return name;
  });
}
