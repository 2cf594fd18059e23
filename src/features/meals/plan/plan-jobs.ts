import * as z from 'zod';
import { defineJob, type JobDeps } from '../../../jobs/job.ts';
import { moveRun } from './run-queries.ts';

const whose = z.strictObject({ runId: z.uuid(), userId: z.uuid(), householdId: z.uuid() });
/** Which run of the planner a job is about, and whose. */
export type PlanJobData = z.output<typeof whose>;

const FAILED =
  'The week could not be planned. Try it again; if this happens again, the log of the server says why.';

/**
 * Plans a week. Heavy: the solver takes up to some seconds and 100 MB, in a process of its own. Run again after a kill it
 * comes to the same plan, and what it writes counts once, since a run is only ever proposed from being worked on.
 */
export const planWeekJob = defineJob({
  name: 'plan-week',
  survivesRestore: true,
  data: whose,
  isHeavy: true,
  retries: 2,
  timeoutS: 120,
  async run(deps, data) {
    // The solver is loaded with the first plan: a web worker knows the job but never does it.
    await (await import('./plan-work.ts')).proposeAndExplain(deps, data);
  },
  async gaveUp(deps, data) {
    const { runId, ...scope } = data;
    const run = { id: runId, from: ['queued', 'solving'], to: 'failed', problem: FAILED } as const;
    if (await moveRun(deps.db, scope, run, deps.clock.now())) announcePlan(deps, data, 100);
  },
});

/** Open pages of the household's plan show how far a run is. */
export function announcePlan(
  { announce }: Pick<JobDeps, 'announce'>,
  { runId, householdId }: Pick<PlanJobData, 'runId' | 'householdId'>,
  progress: number,
): void {
  announce({
    topic: `meal-plan:${householdId}`,
    type: 'plan-run-changed',
    data: { runId, progress },
    householdId,
  });
}
