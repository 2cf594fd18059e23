import * as z from 'zod';
import { defineJob, type AnyJob, type JobDeps } from '../jobs/job.ts';
import { type BackupState, readBackupState } from './backup-runs.ts';

/** After a failed try the next one waits for so long. */
const PAUSE_AFTER_FAILURE_MS = 3_600_000;

/** Makes a backup now; heavy, so it runs in a process of its own. */
export const makeBackupJob = defineJob({
  name: 'make-backup',
  data: z.strictObject({ kind: z.enum(['nightly', 'manual']) }),
  isHeavy: true,
  retries: 1,
  retryDelayS: 60,
  timeoutS: 6 * 3600,
  async run({ db, config, clock, log }, { kind }) {
    // Loaded here: a web worker knows the job but never does it.
    const { makeBackup } = await import('./make-backup.ts');
    const databaseUrl = config.database.url ?? '';
    const { name, bytes, rows, files } = await makeBackup({
      db,
      databaseUrl,
      config,
      kind,
      now: clock.now(),
    });
    log.info({ name, bytes, rows, files }, 'made a backup');
  },
});

/** Looks every quarter of an hour whether the night's backup is still to be made, so that a laptop makes it up. */
export const nightlyBackupJob = defineJob({
  name: 'nightly-backup',
  data: z.object({}),
  schedule: '*/15 * * * *',
  async run({ db, config, clock, queue }: JobDeps) {
    const { time } = config.backups;
    if (time === undefined || !isNightlyDue(await readBackupState(db), time, clock.now())) return;
    await db.transaction((trx) => queue.add(trx, makeBackupJob, { kind: 'nightly' as const }));
  },
});

export const backupJobs: readonly AnyJob[] = [makeBackupJob, nightlyBackupJob];

/** Whether no nightly backup was begun since the last `HH:MM` (UTC); a failed one is tried again after an hour. */
export function isNightlyDue(
  { lastNightly }: Pick<BackupState, 'lastNightly'>,
  time: string,
  now: Date,
): boolean {
  if (!lastNightly) return true;
  const begun = Date.parse(lastNightly.started_at);
  if (lastNightly.problem !== null && now.getTime() - begun > PAUSE_AFTER_FAILURE_MS) return true;
  const due = new Date(`${now.toISOString().slice(0, 10)}T${time}:00Z`);
  if (due > now) due.setUTCDate(due.getUTCDate() - 1);
  return begun < due.getTime();
}
