// Makes a demo user with a believable year of training: `npm run seed:demo`.
import { createDemo, DEMO_EMAIL } from '../src/demo.ts';
import { AppError } from '../src/errors.ts';
import { runCommand } from './run-command.ts';

const USAGE = `Usage: npm run seed:demo
Makes the user ${DEMO_EMAIL} with a year of made-up data, and shows the sign-in this once.`;

await runCommand(USAGE, {}, async ({ db }) => {
  const signIn = await createDemo(db, new Date());
  if (!signIn) {
    const cure = `a new password: npm run reset-password -- --email ${DEMO_EMAIL}`;
    throw new AppError(409, 'demo-exists', `The demo user ${DEMO_EMAIL} is there already; ${cure}`);
  }
  console.log(`Sign in as ${signIn.email} with the password ${signIn.password}`);
});
