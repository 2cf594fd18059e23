import { Router, type Request } from 'express';
import { originOf, recordAudit } from '../../auth/audit.ts';
import { NotFoundError } from '../../errors.ts';
import type { AppDeps } from '../../http/feature.ts';
import { currentUser } from '../../http/request.ts';
import { findFailedJob, type QueueState } from '../../jobs/queue-state.ts';
import { formatInstant } from '../../lib/date-format.ts';
import { isUuid } from '../../lib/uuid.ts';

/** Running a job again that failed for good. */
export function jobRoutes({ db, queue, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.post('/admin/jobs/:id/retry', async (req, res) => {
    const { id } = req.params;
    const name = isUuid(id) ? await findFailedJob(db, id) : undefined;
    if (name === undefined) throw new NotFoundError('The failed job');
    await queue.retry(name, id);
    const { id: userId, householdId } = currentUser(req);
    const entry = { event: 'job.retried', householdId, userId, subject: name } as const;
    await recordAudit(db, entry, originOf(req), clock.now());
    res.flash({ kind: 'ok', text: req.t('admin.jobs.retried', { name: jobName(req, name) }) });
    res.redirect(303, '/admin#jobs');
  });

  return router;
}

/** The queue as the page of the administration shows it. */
export function jobsView(req: Request, state: QueueState, now: Date) {
  const { timeZone, language } = currentUser(req);
  const when = (at: string) => formatInstant(at, timeZone, language, now);
  return {
    isGood: state.failed === 0,
    counts: (['waiting', 'running', 'failed'] as const).map((kind) => ({
      label: req.t(`admin.jobs.${kind}`),
      value: String(state[kind]),
      isProblem: kind === 'failed' && state.failed > 0,
    })),
    failed: state.lastFailed.map((job) => ({
      id: job.id,
      name: jobName(req, job.name),
      note: req.t('admin.jobs.failedNote', { when: when(job.failed_at), count: job.tries, id: job.id }),
    })),
    schedules: state.schedules.map(({ name, people, nextAt, state: last, at }) => ({
      name: jobName(req, name),
      people: people === null ? '' : req.t('admin.jobs.people', { count: people }),
      next: when(nextAt),
      when: at === null ? req.t('admin.jobs.notYet') : when(at),
      state: last === null ? '' : req.t(`admin.jobs.state.${last}`),
      isProblem: last === 'failed',
    })),
  };
}

/** A job that has no words in the catalogue yet is called as in the code. */
function jobName(req: Request, name: string): string {
  return req.t(`admin.jobs.name.${name}`, { defaultValue: name });
}
