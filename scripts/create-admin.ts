// Makes the owner of a new installation, or one more admin: `npm run create-admin -- --email anna@example.org`.
import { email as emailSchema, personName } from '../src/auth/account-schema.ts';
import { createAdmin } from '../src/auth/accounts.ts';
import { newPassword, optionOrAnswer } from './ask.ts';
import { runCommand, UsageError } from './run-command.ts';

const USAGE = `Usage: npm run create-admin -- --email ADDRESS [--name NAME] [--password-stdin]
The first account becomes the owner, later ones admins. The password is asked for, or read from standard input.`;

await runCommand(
  USAGE,
  { email: { type: 'string' }, name: { type: 'string' }, 'password-stdin': { type: 'boolean' } },
  async ({ db, options }) => {
    const email = emailSchema.safeParse(await optionOrAnswer(options['email'], 'E-mail address', '--email'));
    if (!email.success) throw new UsageError(`--email ${email.error.issues[0]!.message}.`);
    const name = personName.safeParse(options['name'] ?? email.data.split('@')[0]);
    if (!name.success) throw new UsageError(`--name ${name.error.issues[0]!.message}.`);
    const person = { email: email.data, name: name.data };
    const password = await newPassword(options['password-stdin'] === true, person);
    const role = await createAdmin(db, { ...person, password }, new Date());
    console.log(`${email.data} can sign in now, as ${role === 'owner' ? 'the owner' : 'an admin'}.`);
  },
);
