import type { Response } from 'express';
import { hashToken } from '../../src/auth/sessions.ts';
import { insertSession } from '../../src/auth/session-queries.ts';
import { execute, type Db, type Scope } from '../../src/db/index.ts';
import type { Cookies } from '../../src/http/cookies.ts';
import { randomToken } from '../../src/http/keys.ts';
import { newId } from '../../src/lib/uuid.ts';

export interface TestUser extends Scope {
  id: string;
  email: string;
}

interface UserOverrides {
  householdId?: string;
  email?: string;
  name?: string;
  role?: 'owner' | 'admin' | 'member';
  weightUnit?: 'kg' | 'lb';
  distanceUnit?: 'km' | 'mi';
  timeZone?: string;
  weekStart?: number;
  passwordHash?: string;
}

let made = 0;

/** A person with a household of their own unless one is given. The password hash fits no password unless given. */
export async function makeUser(db: Db, overrides: UserOverrides = {}): Promise<TestUser> {
  made += 1;
  const user = {
    id: newId(),
    householdId: overrides.householdId ?? (await makeHousehold(db)),
    email: overrides.email ?? `person${made}@example.org`,
    name: overrides.name ?? `Person ${made}`,
    role: overrides.role ?? 'owner',
    weightUnit: overrides.weightUnit ?? 'kg',
    distanceUnit: overrides.distanceUnit ?? 'km',
    timeZone: overrides.timeZone ?? 'Europe/Berlin',
    weekStart: overrides.weekStart ?? 1,
    passwordHash: overrides.passwordHash ?? '!',
  };
  await execute(
    db,
    `insert into users (id, household_id, email, name, role, password_hash, weight_unit, distance_unit, time_zone, week_start)
     values (:id, :householdId, :email, :name, :role, :passwordHash, :weightUnit, :distanceUnit, :timeZone, :weekStart)`,
    user,
  );
  return { id: user.id, userId: user.id, householdId: user.householdId, email: user.email };
}

export async function makeHousehold(db: Db): Promise<string> {
  const id = newId();
  await execute(db, `insert into households (id, name) values (:id, 'Home')`, { id });
  return id;
}

/** An API token of this user, as it is typed into a client. */
export async function makeToken(
  db: Db,
  user: TestUser,
  scopes: ('read' | 'write')[] = ['read', 'write'],
): Promise<string> {
  const token = `pa_${randomToken()}`;
  await execute(
    db,
    `insert into api_tokens (id, user_id, name, token_hash, token_hint, scopes)
     values (:id, :userId, 'test', :hash, :hint, :scopes)`,
    { id: newId(), userId: user.id, hash: hashToken(token), hint: token.slice(-4), scopes },
  );
  return token;
}

/** Signs the user in without the form, and returns the cookie a browser would hold. */
export async function signInRow(db: Db, user: TestUser, now: Date, cookies: Cookies): Promise<string> {
  const token = randomToken();
  await insertSession(db, {
    id: newId(),
    tokenHash: hashToken(token),
    userId: user.id,
    now,
    expiresAt: new Date(now.getTime() + 86_400_000),
    ip: null,
    userAgent: 'test',
  });
  let cookie = '';
  const capture = { append: (_name: string, value: string) => (cookie = value.split(';')[0]!) };
  cookies.write(capture as unknown as Response, 'session', token);
  return cookie;
}
