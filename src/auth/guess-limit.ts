import { ipKeyGenerator } from 'express-rate-limit';
import { execute, selectRow, type Db } from '../db/index.ts';
import { TooManyRequestsError } from '../errors.ts';
import { hashToken } from './sessions.ts';

/** Failures older than this are forgotten. */
const WINDOW_MS = 30 * 60_000;
/** Failures of one account, and of one address over all accounts, that cost nothing. */
const FREE_PER_ACCOUNT = 10;
const FREE_PER_ADDRESS = 30;
const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 25_000;

/** A guess at a secret: a password, or the code of a second factor. */
export interface Guess {
  /** What is guessed at, such as `sign-in:anna@example.org`; it is stored as a hash only. */
  at: string;
  ip: string | undefined;
  now: Date;
  /** Addresses without a failure of their own here never wait, so that attacks lock nobody out of their account. */
  isOpenToCleanAddresses: boolean;
}

interface FailureCounts {
  by_account: number;
  by_account_and_address: number;
  by_address: number;
  last_by_account: string | null;
  last_by_address: string | null;
}

/**
 * Counts a guess before it is checked, over all workers: after 10 failures at one account each further one has to wait
 * 0.1·2^n seconds after the one before, 25 at most. Throws TooManyRequestsError while it is too early. A right guess
 * must be taken back with `forgiveGuesses`.
 */
export async function countGuess(db: Db, guess: Guess): Promise<void> {
  const { account, address } = keysOf(guess);
  await db.transaction(async (trx) => {
    // One after the other: parallel guesses must see each other.
    await selectRow(trx, 'select pg_advisory_xact_lock(:key::bigint)', {
      key: account.readBigInt64BE(0).toString(),
    });
    const counts = await countFailures(trx, account, address, new Date(guess.now.getTime() - WINDOW_MS));
    const waitMs = Math.max(accountWaitMs(counts, guess), addressWaitMs(counts, guess.now));
    if (waitMs > 0) throw new TooManyRequestsError(Math.ceil(waitMs / 1000), 'Too many failed tries.');
    await execute(
      trx,
      'insert into sign_in_failures (account_hash, ip, failed_at) values (:account, :address::inet, :now)',
      { account, address, now: guess.now },
    );
  });
}

/** After a right guess: forgets the failures of this address at this account, and all that are too old to count. */
export async function forgiveGuesses(db: Db, guess: Guess): Promise<void> {
  const { account, address } = keysOf(guess);
  await execute(
    db,
    `delete from sign_in_failures
      where (account_hash = :account and ip = :address::inet) or failed_at < :since`,
    { account, address, since: new Date(guess.now.getTime() - WINDOW_MS) },
  );
}

/** IPv6 addresses count by their network: one connection has billions of them. */
function keysOf({ at, ip }: Guess): { account: Buffer; address: string } {
  return { account: hashToken(at.toLowerCase()), address: ipKeyGenerator(ip ?? '0.0.0.0') };
}

async function countFailures(db: Db, account: Buffer, address: string, since: Date): Promise<FailureCounts> {
  const row = await selectRow<FailureCounts>(
    db,
    `select count(*) filter (where account_hash = :account)::int as by_account,
            count(*) filter (where account_hash = :account and ip = :address::inet)::int as by_account_and_address,
            count(*) filter (where ip = :address::inet)::int as by_address,
            max(failed_at) filter (where account_hash = :account) as last_by_account,
            max(failed_at) filter (where ip = :address::inet) as last_by_address
       from sign_in_failures
      where failed_at > :since and (account_hash = :account or ip = :address::inet)`,
    { account, address, since },
  );
  return row!;
}

function accountWaitMs(counts: FailureCounts, guess: Guess): number {
  if (guess.isOpenToCleanAddresses && counts.by_account_and_address === 0) return 0;
  return waitMs(counts.by_account - FREE_PER_ACCOUNT, counts.last_by_account, guess.now);
}

function addressWaitMs(counts: FailureCounts, now: Date): number {
  return waitMs(counts.by_address - FREE_PER_ADDRESS, counts.last_by_address, now);
}

function waitMs(excess: number, last: string | null, now: Date): number {
  if (excess < 0 || last === null) return 0;
  const pause = Math.min(MAX_WAIT_MS, FIRST_WAIT_MS * 2 ** excess);
  return Date.parse(last) + pause - now.getTime();
}
