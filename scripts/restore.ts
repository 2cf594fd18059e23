// Replaces everything by a backup, or tries one out: `npm run restore -- FILE`.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BackupRefused } from '../src/backup/errors.ts';
import { restoreBackup, verifyBackup } from '../src/backup/restore.ts';
import { duties } from '../src/features/duties.ts';
import { jobsOf } from '../src/jobs/jobs-service.ts';
import { askServer } from '../src/supervisor/control-client.ts';
import { ask } from './ask.ts';
import { type CommandContext, runCommand, UsageError } from './run-command.ts';

const USAGE = `Usage: npm run restore -- FILE [--yes] [--old-key-file FILE | --without-two-factor] [--without-backup]
       npm run restore -- --verify FILE
FILE is a path, or the name of a backup in BACKUP_DIR. Everything is replaced by what is in it; what was there before is
kept in a backup of its own. The product may run. Nothing is touched before the whole backup has been loaded and compared.
  --verify              tries it out in a database beside the live one, and removes that again
  --old-key-file FILE   the SECRET_KEY of the installation the backup comes from: two-factor sign-in goes on under ours
  --without-two-factor  people sign in with their password alone and set it up again
  --without-backup      keeps nothing of what is replaced, for a database that cannot be read any more
  --yes                 does not ask`;

await runCommand(
  USAGE,
  {
    verify: { type: 'boolean' },
    yes: { type: 'boolean' },
    'old-key-file': { type: 'string' },
    'without-two-factor': { type: 'boolean' },
    'without-backup': { type: 'boolean' },
  },
  async (context) => {
    const { options, words } = context;
    const [file, ...more] = words;
    if (file === undefined || more.length > 0) throw new UsageError(`Name one backup.\n${USAGE}`);
    const path = findBackup(file, context.config.backups.dir);
    if (options['verify']) return verify(context, path);
    if (process.stdin.isTTY && !options['yes']) {
      const answer = await ask(`Everything is replaced by ${path}. Go on? (yes/no) `);
      if (answer.trim().toLowerCase() !== 'yes') throw new BackupRefused('Nothing was changed.');
    }
    await restore(context, path);
  },
  { migratesFirst: false, takesWords: true },
);

async function verify({ databaseUrl }: CommandContext, path: string): Promise<void> {
  const { files } = await verifyBackup({ path, databaseUrl, say: console.log });
  console.log(`Files: ${files.length}, all whole.\nThis backup can be restored.`);
}

async function restore({ databaseUrl, config, options }: CommandContext, path: string): Promise<void> {
  const keyFile = options['old-key-file'];
  const { madeAt } = await restoreBackup({
    ...{ path, databaseUrl, config, jobs: jobsOf(duties), now: new Date(), say: console.log },
    oldSecretKey: typeof keyFile === 'string' ? readFileSync(keyFile, 'utf8').trim() : undefined,
    dropsTwoFactor: options['without-two-factor'] === true,
    skipsBackup: options['without-backup'] === true,
  });
  console.log(`Restored: everything is as of ${madeAt}. Everybody signs in again.`);
  await reloadServer(config.supervisor.ctlSocket);
}

/** Workers remember some of what they have read; new ones read it anew. */
async function reloadServer(ctlSocket: string): Promise<void> {
  try {
    const reply = await askServer(ctlSocket, { command: 'reload', args: [] });
    console.log(reply.ok ? 'The running server has been reloaded.' : `Restart the server (${reply.error}).`);
  } catch {
    console.log('No server runs here. Start it, or restart it where it runs.');
  }
}

function findBackup(file: string, folder: string): string {
  const path = resolve(file);
  return !existsSync(path) && existsSync(join(folder, file)) ? join(folder, file) : path;
}
