import * as z from 'zod';
import { execute, type Db } from '../db/index.ts';
import { defineJob, type JobDefinition, type JobDeps } from '../jobs/job.ts';
import type { Queue } from '../jobs/queue.ts';
import type { Act } from './accounts.ts';
import { closeAccount } from './account-changes.ts';
import { recordAudit } from './audit.ts';
import type { AccountRow } from './user-queries.ts';

/** Removes what a person has outside the database; their rows go afterwards, by cascade. */
export type ForgetPerson = (deps: JobDeps, userId: string) => Promise<void>;

const accountData = z.object({ userId: z.uuid() });

/** The job that deletes an account with all that hangs on it. */
export function accountDeletionJob(forgetters: readonly ForgetPerson[]): JobDefinition<{ userId: string }> {
  return defineJob({
    name: 'delete-account',
    survivesRestore: true,
    data: accountData,
    retries: 10,
    retryDelayS: 5,
    backsOff: true,
    async run(deps, { userId }) {
      for (const forget of forgetters) await forget(deps, userId);
      await execute(deps.db, 'delete from users where id = :userId', { userId });
    },
  });
}

/** Closes an account at once and has it deleted. Throws ConflictError for the last owner. */
export async function deleteAccount(
  deps: { db: Db; queue: Queue },
  account: Pick<AccountRow, 'id' | 'household_id' | 'email'>,
  { origin, now, byUserId }: Act & { byUserId: string },
): Promise<void> {
  await deps.db.transaction(async (trx) => {
    await closeAccount(trx, account, now);
    await recordAudit(
      trx,
      {
        event: 'account.deleted',
        householdId: account.household_id,
        userId: byUserId,
        subject: account.email,
      },
      origin,
      now,
    );
    await deps.queue.add(trx, accountDeletionJob([]), { userId: account.id });
  });
}
