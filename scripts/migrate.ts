// Brings the schema up to date, shows where it stands, or takes the last step back: `npm run migrate`.
import { bringUpToDate } from '../src/bring-up-to-date.ts';
import { appliedMigrations, knownMigrations, rollBack } from '../src/db/migrate.ts';
import { runCommand } from './run-command.ts';

const USAGE = `Usage: npm run migrate             brings the database up to this release
       npm run migrate:status      lists the migrations and which of them are applied
       npm run migrate:rollback    takes back what the last run applied; its data go with it`;

await runCommand(
  USAGE,
  { status: { type: 'boolean' }, rollback: { type: 'boolean' } },
  async ({ databaseUrl, config, options }) => {
    if (options['status']) return showStatus(await appliedMigrations(databaseUrl));
    if (options['rollback']) return say('Taken back', await rollBack(databaseUrl));
    const before = await appliedMigrations(databaseUrl);
    const backup = await bringUpToDate(databaseUrl, config);
    if (backup) console.log(`Backup before the change: ${backup}`);
    say('Applied', (await appliedMigrations(databaseUrl)).slice(before.length));
  },
  { migratesFirst: false },
);

function showStatus(applied: readonly string[]): void {
  for (const name of knownMigrations())
    console.log(`${applied.includes(name) ? 'applied' : 'waiting'}  ${name}`);
}

function say(what: string, names: readonly string[]): void {
  console.log(names.length > 0 ? `${what}: ${names.join(', ')}` : 'Nothing to do.');
}
