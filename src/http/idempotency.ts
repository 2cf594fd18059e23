import { createHash } from 'node:crypto';
import { ValidationError } from '../errors.ts';
import { execute, selectRow, type Db } from '../db/index.ts';

/** What a request answered, as it is kept and repeated. */
export interface StoredAnswer {
  status: number;
  body: unknown;
}

/** The same request sent twice (a retry, an impatient second click, an offline queue) takes effect once. */
export interface OnceRequest {
  userId: string;
  /** Chosen by the client, 1–200 characters. */
  key: string;
  /** What was asked, so that a key used for something else is noticed. */
  content: unknown;
}

/**
 * Runs `work` in a transaction once per user and key, and repeats its answer for 30 days. Parallel requests with one
 * key wait for the first. Throws ValidationError when the key was used for another content. What takes long and changes
 * nothing, such as reading a page, is done by `prepare` before the transaction, unless the answer is there already.
 */
export async function once<Prepared = undefined>(
  db: Db,
  request: OnceRequest,
  work: (trx: Db, prepared: Prepared) => Promise<StoredAnswer>,
  prepare?: () => Promise<Prepared>,
): Promise<StoredAnswer> {
  if (request.key.length < 1 || request.key.length > 200) {
    throw new ValidationError([{ path: 'Idempotency-Key', message: 'must have 1 to 200 characters' }]);
  }
  const row = {
    userId: request.userId,
    key: request.key,
    hash: createHash('sha256').update(JSON.stringify(request.content)).digest(),
  };
  const stored = prepare && (await findAnswer(db, row));
  if (stored) return stored;
  const prepared = (await prepare?.()) as Prepared;
  return db.transaction(async (trx) => {
    const claimed = await execute(
      trx,
      `insert into idempotency_keys (user_id, key, request_hash, status, answer)
       values (:userId, :key, :hash, 0, '{}') on conflict do nothing`,
      row,
    );
    if (claimed === 0) return (await findAnswer(trx, row))!;
    const answer = await work(trx, prepared);
    await execute(
      trx,
      'update idempotency_keys set status = :status, answer = :answer where user_id = :userId and key = :key',
      {
        userId: row.userId,
        key: row.key,
        status: answer.status,
        answer: JSON.stringify(answer.body ?? null),
      },
    );
    return answer;
  });
}

/** What was answered under this key; undefined when it is new. */
async function findAnswer(
  db: Db,
  row: { userId: string; key: string; hash: Buffer },
): Promise<StoredAnswer | undefined> {
  const stored = await selectRow<{ request_hash: Buffer; status: number; answer: unknown }>(
    db,
    'select request_hash, status, answer from idempotency_keys where user_id = :userId and key = :key',
    { userId: row.userId, key: row.key },
  );
  if (!stored) return undefined;
  if (!stored.request_hash.equals(row.hash)) {
    throw new ValidationError([
      { path: 'Idempotency-Key', message: 'was used for a different request: take a new key' },
    ]);
  }
  return { status: stored.status, body: stored.answer };
}
