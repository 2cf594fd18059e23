import { recordAudit } from '../../auth/audit.ts';
import type { Act } from '../../auth/accounts.ts';
import { hashToken } from '../../auth/sessions.ts';
import type { Db, Scope } from '../../db/index.ts';
import { NotFoundError } from '../../errors.ts';
import { randomToken } from '../../http/keys.ts';
import { deleteFeed, upsertFeed } from './feed-queries.ts';

/** Makes the person's feed, or renews it: the address before no longer works. Answers the secret, this once. */
export async function makeFeed(db: Db, scope: Scope, { origin, now }: Act): Promise<string> {
  const secret = randomToken();
  await db.transaction(async (trx) => {
    await upsertFeed(trx, scope, { tokenHash: hashToken(secret), now });
    await recordAudit(trx, { event: 'calendar.created', ...scope }, origin, now);
  });
  return secret;
}

/** Ends the person's feed; throws NotFoundError when there is none. */
export async function removeFeed(db: Db, scope: Scope, { origin, now }: Act): Promise<void> {
  await db.transaction(async (trx) => {
    if (!(await deleteFeed(trx, scope))) throw new NotFoundError('The calendar address');
    await recordAudit(trx, { event: 'calendar.removed', ...scope }, origin, now);
  });
}

/** The path of the feed of a secret. */
export function feedPath(secret: string): string {
  return `/calendar/${secret}.ics`;
}
