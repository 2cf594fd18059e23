// Sets a new password for an account: `npm run reset-password -- --email anna@example.org`.
import { resetPasswordFromCommand } from '../src/auth/password-changes.ts';
import { newPassword, optionOrAnswer } from './ask.ts';
import { runCommand } from './run-command.ts';

const USAGE = `Usage: npm run reset-password -- --email ADDRESS [--password-stdin] [--without-two-factor]
Ends all sessions and API tokens of the account. --without-two-factor also switches two-factor sign-in off, for a lost phone.`;

await runCommand(
  USAGE,
  {
    email: { type: 'string' },
    'password-stdin': { type: 'boolean' },
    'without-two-factor': { type: 'boolean' },
  },
  async ({ db, options }) => {
    const email = await optionOrAnswer(options['email'], 'E-mail address', '--email');
    const password = await newPassword(options['password-stdin'] === true, { email });
    const withoutTwoFactor = options['without-two-factor'] === true;
    await resetPasswordFromCommand(db, { email, password, withoutTwoFactor }, new Date());
    console.log(`${email} has a new password; all sessions and API tokens have ended.`);
  },
);
