import { randomBytes } from 'node:crypto';
import { createAdmin } from './auth/accounts.ts';
import { findAccountByEmail } from './auth/user-queries.ts';
import { DEMO_EMAIL } from './demo-email.ts';
import { execute, type Db } from './db/index.ts';
import { writeDemoYear } from './features/fitness/demo/demo-year.ts';
import { writeDemoMeals } from './features/meals/demo/index.ts';
import { localDate } from './lib/dates.ts';

export { DEMO_EMAIL } from './demo-email.ts';

/** How to sign in as the demo user; the password is not kept anywhere. */
export interface DemoSignIn {
  email: string;
  password: string;
}

/** Makes the demo user with a year of data; undefined when there is one already, whose password nobody knows. */
export async function createDemo(db: Db, now: Date): Promise<DemoSignIn | undefined> {
  if (await findAccountByEmail(db, DEMO_EMAIL)) return undefined;
  const password = randomBytes(9).toString('base64url');
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  await createAdmin(db, { email: DEMO_EMAIL, name: 'Demo', password }, now);
  const account = (await findAccountByEmail(db, DEMO_EMAIL))!;
  await execute(db, 'update users set time_zone = :timeZone where id = :id', { id: account.id, timeZone });
  const scope = { userId: account.id, householdId: account.household_id };
  const today = localDate(now, timeZone);
  await writeDemoYear(db, scope, { today, timeZone });
  await writeDemoMeals(db, scope, { today, timeZone, now });
  return { email: DEMO_EMAIL, password };
}
