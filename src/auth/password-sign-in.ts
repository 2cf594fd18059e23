import type { Request, RequestHandler, Response } from 'express';
import passports from 'passport';
import { Strategy } from 'passport-local';
import type { Db } from '../db/index.ts';
import { isPassword } from './passwords.ts';
import { findAccountByEmail, type AccountRow } from './user-queries.ts';

/** Finds out whose e-mail address and password (fields `email`, `password`) a request carries; undefined: nobody's. */
export type PasswordCheck = (req: Request, res: Response) => Promise<AccountRow | undefined>;

/** Passport's local strategy; it starts no session, our own module does. */
export function createPasswordCheck(db: Db): PasswordCheck {
  const passport = new passports.Passport();
  passport.use(
    new Strategy(
      { usernameField: 'email', passwordField: 'password', session: false },
      (email, password, done) => {
        checkPassword(db, email, password).then(
          (account) => done(null, account ? asUser(account) : false),
          done,
        );
      },
    ),
  );
  return (req, res) =>
    new Promise((resolve, reject) => {
      const authenticate = passport.authenticate(
        'local',
        { session: false },
        (error: Error | null, user?: Express.User | false | null) =>
          error ? reject(error) : resolve(user ? (user as unknown as AccountRow) : undefined),
      ) as RequestHandler;
      authenticate(req, res, reject);
    });
}

/** Passport hands its user on untouched; what travels through it here is the account's row. */
function asUser(account: AccountRow): Express.User {
  return account as unknown as Express.User;
}

/** The account, if the password is its own and it is not disabled. As slow for an unknown address as for a known one. */
async function checkPassword(db: Db, email: string, password: string): Promise<AccountRow | undefined> {
  const account = await findAccountByEmail(db, email.trim());
  const fits = await isPassword(account?.password_hash, password);
  return fits && account?.disabled_at === null ? account : undefined;
}
