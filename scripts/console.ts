// A JavaScript prompt with configuration and database at hand: `npm run console`.
import { once } from 'node:events';
import repl from 'node:repl';
import * as database from '../src/db/index.ts';
import { runCommand } from './run-command.ts';

const USAGE = `Usage: npm run console
At the prompt: db, config, selectRows, selectRow, execute, such as
  await selectRows(db, 'select email, role from users where role = :role', { role: 'owner' })`;

await runCommand(USAGE, {}, async ({ db, config }) => {
  console.log(USAGE.split('\n').slice(1).join('\n'));
  const prompt = repl.start({ prompt: '> ', useGlobal: false });
  const { selectRows, selectRow, execute } = database;
  Object.assign(prompt.context, { db, config, selectRows, selectRow, execute });
  await once(prompt, 'exit');
});
