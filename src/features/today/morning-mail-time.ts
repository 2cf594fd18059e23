import * as z from 'zod';
import type { Db, Scope } from '../../db/index.ts';
import { wallClock } from '../../http/typed-fields.ts';
import {
  endPersonalTime,
  findPersonalTime,
  setPersonalTime,
  type PersonalTime,
  type ZonedNow,
} from '../../jobs/personal-times.ts';
import { morningMail } from './morning-mail-job.ts';

/** The form: an empty time means no e-mail. */
export const morningMailForm = z.object({ at: wallClock.optional() });

/** When the person's day goes out to them by e-mail; undefined when it does not. */
export function findMorningMail(db: Db, scope: Scope): Promise<PersonalTime | undefined> {
  return findPersonalTime(db, scope, morningMail.name);
}

/** Has the day mailed at `at` by the person's clock, or, with null, no more. */
export async function chooseMorningMail(
  db: Db,
  scope: Scope,
  at: string | null,
  zoned: ZonedNow,
): Promise<PersonalTime | undefined> {
  if (at !== null) return setPersonalTime(db, scope, { job: morningMail.name, at }, zoned);
  await endPersonalTime(db, scope, morningMail.name);
  return undefined;
}
