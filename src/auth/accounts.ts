import { databaseErrorOf, type Db } from '../db/index.ts';
import { ConflictError } from '../errors.ts';
import { newId } from '../lib/uuid.ts';
import type { NewAccount } from './account-schema.ts';
import { COMMAND_LINE, recordAudit, type Origin } from './audit.ts';
import { makeLink, useLink } from './one-time-links.ts';
import { hashPassword } from './passwords.ts';
import * as users from './user-queries.ts';

const FIRST_HOUSEHOLD = 'Home';

/**
 * Path of a new link to the first-run page, while nobody has an account; undefined afterwards. Every start makes one,
 * and all of them end with the first account.
 */
export async function createSetupLink(db: Db, now: Date): Promise<string | undefined> {
  return (await users.hasUsers(db)) ? undefined : makeLink(db, { kind: 'setup', now });
}

/** Who makes an account, from where, and when. */
export interface Act {
  origin: Origin;
  now: Date;
}

/**
 * Makes the household and its owner from a set-up link and returns the owner's id; undefined when the link cannot be
 * used (any more). However many try at once with however many links, there is one owner.
 */
export async function createFirstOwner(
  db: Db,
  token: string,
  account: NewAccount,
  { origin, now }: Act,
): Promise<string | undefined> {
  const passwordHash = await hashPassword(account.password);
  return db.transaction(async (trx) => {
    await users.lockFirstAccount(trx);
    if (await users.hasUsers(trx)) return undefined;
    if (!(await useLink(trx, { kind: 'setup', token, now }))) return undefined;
    return insertOwner(trx, { ...account, passwordHash }, { origin, now });
  });
}

/**
 * Makes an account in the household of an invitation and returns its id; undefined when the invitation cannot be used
 * (any more). Throws ConflictError when the e-mail address is taken; the invitation then stays.
 */
export async function joinHousehold(
  db: Db,
  token: string,
  account: NewAccount,
  { origin, now }: Act,
): Promise<string | undefined> {
  const passwordHash = await hashPassword(account.password);
  return db.transaction(async (trx) => {
    const link = await useLink(trx, { kind: 'invitation', token, now });
    if (!link?.household_id || !link.role) return undefined;
    const id = newId();
    const householdId = link.household_id;
    await insertAccount(trx, {
      ...{ id, householdId, email: account.email, name: account.name, role: link.role },
      ...{ passwordHash, timeZone: account.timeZone, now },
    });
    await recordAudit(
      trx,
      { event: 'account.joined', householdId, userId: id, subject: account.email },
      origin,
      now,
    );
    return id;
  });
}

/** An account as the command line makes it. */
export interface AdminAccount {
  email: string;
  name: string;
  password: string;
}

/** Makes the owner where there is none yet, else one more admin of the first household. Throws when the address is taken. */
export async function createAdmin(db: Db, account: AdminAccount, now: Date): Promise<'owner' | 'admin'> {
  const passwordHash = await hashPassword(account.password);
  const act = { origin: COMMAND_LINE, now };
  return db.transaction(async (trx) => {
    await users.lockFirstAccount(trx);
    if (!(await users.hasUsers(trx))) {
      await insertOwner(trx, { ...account, timeZone: 'UTC', passwordHash }, act);
      return 'owner';
    }
    const householdId = (await users.findFirstHousehold(trx))!;
    const id = newId();
    await insertAccount(trx, {
      ...{ id, householdId, email: account.email, name: account.name },
      ...{ role: 'admin', passwordHash, timeZone: 'UTC', now },
    });
    await recordAudit(
      trx,
      { event: 'account.created', householdId, userId: null, subject: account.email },
      act.origin,
      now,
    );
    return 'admin';
  });
}

async function insertOwner(
  trx: Db,
  owner: Pick<NewAccount, 'email' | 'name' | 'timeZone'> & { passwordHash: string },
  { origin, now }: Act,
): Promise<string> {
  const id = newId();
  const householdId = newId();
  await users.insertHousehold(trx, householdId, FIRST_HOUSEHOLD);
  await insertAccount(trx, {
    ...{ id, householdId, email: owner.email, name: owner.name, role: 'owner' },
    ...{ passwordHash: owner.passwordHash, timeZone: owner.timeZone, now },
  });
  await recordAudit(
    trx,
    { event: 'account.first-owner', householdId, userId: id, subject: owner.email },
    origin,
    now,
  );
  return id;
}

/** Inserts a user; throws ConflictError in words when the e-mail address is taken. */
export async function insertAccount(trx: Db, user: users.NewUser): Promise<void> {
  try {
    await users.insertUser(trx, user);
  } catch (error) {
    if (databaseErrorOf(error)?.constraint !== 'users_email') throw error;
    throw new ConflictError(`There is an account with the address ${user.email} already.`);
  }
}
