import type * as z from 'zod';
import { execute, type Db, type Scope } from '../../db/index.ts';
import { moveToZone } from '../../jobs/personal-times.ts';
import type { patchMe } from './settings-schema.ts';

/** Changes what is given of a person's own settings, and keeps the rest. Another zone moves what runs at their own times. */
export async function changeSettings(
  db: Db,
  scope: Scope,
  changes: z.output<typeof patchMe>,
  now: Date,
): Promise<void> {
  const { timeZone } = changes;
  if (timeZone === undefined) return updateSettings(db, scope, changes, now);
  await db.transaction(async (trx) => {
    await updateSettings(trx, scope, changes, now);
    await moveToZone(trx, scope, { timeZone, now });
  });
}

async function updateSettings(
  db: Db,
  scope: Scope,
  changes: z.output<typeof patchMe>,
  now: Date,
): Promise<void> {
  await execute(
    db,
    `update users
        set name = coalesce(:name, name),
            weight_unit = coalesce(:weightUnit, weight_unit),
            distance_unit = coalesce(:distanceUnit, distance_unit),
            time_zone = coalesce(:timeZone, time_zone),
            week_start = coalesce(:weekStart, week_start),
            language = coalesce(:language, language),
            theme = coalesce(:theme, theme),
            updated_at = :now,
            version = version + 1
      where id = :userId`,
    {
      userId: scope.userId,
      name: changes.name ?? null,
      weightUnit: changes.weightUnit ?? null,
      distanceUnit: changes.distanceUnit ?? null,
      timeZone: changes.timeZone ?? null,
      weekStart: changes.weekStart ?? null,
      language: changes.language ?? null,
      theme: changes.theme ?? null,
      now,
    },
  );
}

/** Throws PostgreSQL's unique violation when someone else has the address. */
export async function updateEmail(db: Db, scope: Scope, email: string, now: Date): Promise<void> {
  await execute(
    db,
    `update users set email = :email, updated_at = :now, version = version + 1 where id = :userId`,
    { userId: scope.userId, email, now },
  );
}
