// Makes a backup of everything: `npm run backup`.
import { makeBackup } from '../src/backup/make-backup.ts';
import { runCommand } from './run-command.ts';

const USAGE = `Usage: npm run backup
Writes all rows of one moment and all uploads into one file in BACKUP_DIR (data/backups), whether the product is running
or not, and prints its path alone on the last line. The SECRET_KEY is not in it: keep that, too.`;

await runCommand(USAGE, {}, async ({ db, databaseUrl, config }) => {
  const startedAt = performance.now();
  const made = await makeBackup({ db, databaseUrl, config, kind: 'manual', now: new Date() });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const mb = (made.bytes / 1e6).toFixed(1);
  console.log(`${made.rows} rows and ${made.files} files in ${mb} MB, ${seconds} s:\n${made.path}`);
});
