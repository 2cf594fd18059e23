import { execute, selectRow, selectRows, type Db, type Scope } from '../db/index.ts';
import { addDays, instantOf, localDate } from '../lib/dates.ts';

/** The zone a time is meant in, and the instant it is worked out at. */
export interface ZonedNow {
  timeZone: string;
  now: Date;
}

/** When a job runs for a person: `HH:MM` by the clock of their zone, and the instant it comes next. */
export interface PersonalTime {
  at: string;
  nextAt: string;
}

/**
 * The next instant after `now` at which the clock of the zone shows `HH:MM`. A time that happens twice counts once (its
 * first pass), one that a clock change skips moves forward by the gap: so there is exactly one on each day.
 */
export function nextDaily(at: string, { timeZone, now }: ZonedNow): Date {
  let day = localDate(now, timeZone);
  for (;;) {
    const instant = instantOf(day, at, timeZone);
    if (instant > now) return instant;
    day = addDays(day, 1);
  }
}

/** Has the job run for this person every day at `at` (`HH:MM`), from the next such time on. */
export async function setPersonalTime(
  db: Db,
  scope: Scope,
  { job, at }: { job: string; at: string },
  zoned: ZonedNow,
): Promise<PersonalTime> {
  const nextAt = nextDaily(at, zoned).toISOString();
  await execute(
    db,
    `insert into personal_times (user_id, job, at_time, next_at) values (:userId, :job, :at, :nextAt)
     on conflict (user_id, job) do update set at_time = excluded.at_time, next_at = excluded.next_at`,
    { userId: scope.userId, job, at, nextAt },
  );
  return { at, nextAt };
}

/** The job no longer runs for this person. */
export async function endPersonalTime(db: Db, scope: Scope, job: string): Promise<void> {
  await execute(db, 'delete from personal_times where user_id = :userId and job = :job', {
    userId: scope.userId,
    job,
  });
}

/** When the job runs for this person; undefined when it does not. */
export function findPersonalTime(db: Db, scope: Scope, job: string): Promise<PersonalTime | undefined> {
  return selectRow<PersonalTime>(
    db,
    'select at_time as at, next_at as "nextAt" from personal_times where user_id = :userId and job = :job',
    { userId: scope.userId, job },
  );
}

/** Moves all times of a person to the clock of another zone, in the transaction that changes their zone. */
export async function moveToZone(trx: Db, scope: Scope, zoned: ZonedNow): Promise<void> {
  const times = await selectRows<{ job: string; at: string }>(
    trx,
    'select job, at_time as at from personal_times where user_id = :userId for update',
    { userId: scope.userId },
  );
  for (const time of times) await setPersonalTime(trx, scope, time, zoned);
}
