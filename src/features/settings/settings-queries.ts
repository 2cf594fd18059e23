import type * as z from 'zod';
import { execute, type Db, type Scope } from '../../db/index.ts';
import type { patchMe } from './settings-schema.ts';

/** Changes what is given of a person's own settings, and keeps the rest. */
export async function updateSettings(
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
