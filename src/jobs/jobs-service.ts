import { accountDeletionJob } from '../auth/account-deletion.ts';
import { backupJobs } from '../backup/backup-jobs.ts';
import type { Config } from '../config.ts';
import { openDatabase } from '../db/process-database.ts';
import { announceOver } from '../http/live/news.ts';
import { systemClock } from '../lib/clock.ts';
import { openPeers } from '../redis/open-peers.ts';
import type { Service, WorkerContext } from '../supervisor/worker.ts';
import { openErrorReports } from '../telemetry/error-reports.ts';
import { createLogger } from '../telemetry/logger.ts';
import { certificateJobs } from '../tls/certificate-jobs.ts';
import { binJob } from './bin.ts';

import type { Duties } from './duties.ts';
import type { ChildProgram } from './forked.ts';
import type { AnyJob } from './job.ts';
import { personalTimesJob } from './personal-jobs.ts';
import { createQueue } from './queue.ts';
import { JobRunner } from './runner.ts';

/** All jobs of this release: those of the rooms, the emptying of the bin, the deletion of accounts, backups, certificates. */
export function jobsOf(duties: readonly Duties[]): AnyJob[] {
  const archives = duties.flatMap(({ archive }) => archive ?? []);
  const ofRooms = duties.flatMap(({ jobs }) => (typeof jobs === 'function' ? jobs(archives) : jobs));
  return [
    ...ofRooms,
    personalTimesJob(ofRooms.filter(({ isPersonal }) => isPersonal)),
    ...backupJobs,
    ...certificateJobs,
    binJob(duties.flatMap(({ bin }) => bin ?? [])),
    accountDeletionJob(duties.flatMap(({ forgetPerson }) => forgetPerson ?? [])),
  ];
}

/** The jobs worker, as the supervisor runs it. */
export async function openJobsService(
  config: Config,
  duties: readonly Duties[],
  context: WorkerContext & { child: ChildProgram },
): Promise<Service> {
  const log = createLogger(config.log, 'jobs');
  const db = openDatabase(config, 'jobs');
  const shared = await openPeers(config, context.peers, log);
  const reports = await openErrorReports({
    dsn: config.sentryDsn,
    environment: config.mode,
    release: config.release,
    role: 'jobs',
    log,
  });
  const runner = new JobRunner({
    databaseUrl: config.database.url ?? '',
    jobs: jobsOf(duties),
    deps: {
      config,
      db,
      clock: systemClock,
      log,
      queue: createQueue(db),
      announce: announceOver(shared.peers),
    },
    child: context.child,
    report: reports.report,
    graceMs: Math.max(1000, config.supervisor.gracefulTimeoutMs - 3000),
  });
  await runner.start();
  return {
    probe: () => runner.probe(),
    running: () => runner.running(),
    async close() {
      await runner.stop();
      shared.close();
      await Promise.all([db.close(), reports.close()]);
    },
  };
}
