// Makes an API token; the token alone is the last line: `npm run create-token -- --email E --name N`.
import { createApiToken, newTokenSchema } from '../src/auth/api-tokens.ts';
import { COMMAND_LINE } from '../src/auth/audit.ts';
import { noAccount } from '../src/auth/password-changes.ts';
import { findAccountByEmail } from '../src/auth/user-queries.ts';
import { optionOrAnswer } from './ask.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = `Usage: npm run create-token -- --email ADDRESS --name NAME [--scopes read,write]
Prints a token for the API of that account; it is shown this once. Without --scopes it may read and write.`;

await runCommand(
  USAGE,
  { email: { type: 'string' }, name: { type: 'string' }, scopes: { type: 'string' } },
  async ({ db, options }) => {
    const email = await optionOrAnswer(options['email'], 'E-mail address', '--email');
    const name = await optionOrAnswer(options['name'], 'Name of the token', '--name');
    const scopes = typeof options['scopes'] === 'string' ? options['scopes'] : 'read,write';
    const input = newTokenSchema.safeParse({ name, scopes: scopes.split(',').map((scope) => scope.trim()) });
    if (!input.success) {
      const [issue] = input.error.issues;
      throw new UsageError(`--${String(issue!.path[0])} ${issue!.message}.`);
    }
    const account = await findAccountByEmail(db, email);
    if (!account || account.disabled_at !== null) throw noAccount(email);
    const scope = { userId: account.id, householdId: account.household_id };
    const act = { origin: COMMAND_LINE, now: new Date() };
    const { token } = await createApiToken(db, scope, input.data, act);
    console.log(token);
  },
);
