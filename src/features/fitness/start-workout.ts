import type { Db } from '../../db/index.ts';
import { markWorkoutEnded } from './logging/log-queries.ts';
import * as queries from './workout-queries.ts';
import { listWorkoutSummaries, type WorkoutSummaryRow } from './workout-summary-queries.ts';
import { isRunning } from './workout-view.ts';
import { createWorkout, deleteWorkout, scopeOfAuthor, type Author } from './workouts.ts';

/** A second click within this time starts no second workout. */
const DOUBLE_CLICK_MS = 10_000;
/** A running workout is among the newest. */
const LATEST = 4;

interface Start {
  title: string;
  plan: readonly object[];
  routineDayId?: string | undefined;
  /** The running workout that the person has said is over. */
  ending?: string | undefined;
  now: Date;
}

/** What came of it: the new workout's id, or the one that runs and that the person has not said is over. */
type Started = { id: string } | { running: WorkoutSummaryRow };

/**
 * Starts a workout now, with what it is going to have. One runs at a time: nobody trains twice at once, and sets would
 * go into the wrong one. What `ending` names is ended, or thrown away when it has no sets. Over the API any workout can
 * be added, since a client may bring what was logged elsewhere.
 */
export async function startWorkout(db: Db, author: Author, start: Start): Promise<Started> {
  const { title, plan, routineDayId, ending, now } = start;
  const scope = scopeOfAuthor(author);
  const since = new Date(now.getTime() - DOUBLE_CLICK_MS);
  return db.transaction(async (trx) => {
    const begun = await queries.lockBegunWorkout(trx, scope, since, routineDayId ?? null);
    if (begun && begun.id !== ending) return begun;
    const newest = await listWorkoutSummaries(trx, scope, { limit: LATEST });
    const running = newest.find((workout) => isRunning(workout, now));
    if (running && running.id !== ending) return { running };
    if (running && running.sets > 0)
      await markWorkoutEnded(trx, scope, running.id, { now, sessionRpe: null, notes: null });
    else if (running) await deleteWorkout(trx, scope, running.id, now);
    const input = { title, notes: '', startedAt: now, routineDayId, sets: [] };
    return createWorkout(trx, author, input, { source: 'web', plan });
  });
}
