import * as z from 'zod';
import { execute } from '../db/index.ts';
import { defineJob } from '../jobs/job.ts';

const DAY_MS = 86_400_000;

/** What has no more use, and the days after which it goes. A year of the audit log can be looked at. */
const LEFTOVERS: readonly { sql: string; days: number }[] = [
  { sql: 'delete from sessions where expires_at < :before', days: 0 },
  { sql: 'delete from sessions where last_seen_at < :before', days: 14 },
  { sql: 'delete from sign_in_failures where failed_at < :before', days: 1 },
  { sql: 'delete from one_time_links where least(expires_at, used_at) < :before', days: 30 },
  { sql: 'delete from idempotency_keys where created_at < :before', days: 30 },
  { sql: 'delete from applied_effects where applied_at < :before', days: 30 },
  { sql: 'delete from api_tokens where least(revoked_at, expires_at) < :before', days: 90 },
  { sql: 'delete from audit_log where at < :before', days: 365 },
];

/** Every night: sessions, links, tokens and records whose time is over. */
export const tidyAccounts = defineJob({
  name: 'tidy-accounts',
  data: z.object({}),
  schedule: '10 3 * * *',
  async run({ db, clock, log }) {
    for (const { sql, days } of LEFTOVERS) {
      const before = new Date(clock.now().getTime() - days * DAY_MS);
      const removed = await execute(db, sql, { before });
      if (removed > 0) log.info({ removed, what: sql.split(' ')[2] }, 'removed what has no more use');
    }
  },
});
