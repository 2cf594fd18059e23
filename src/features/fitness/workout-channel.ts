import type { Response } from 'express';
import type { AppDeps } from '../../http/feature.ts';
import { currentUser } from '../../http/request.ts';

/**
 * Tells every open page of this workout, on all devices of its owner, that it changed: once the answer is out, since
 * only then the change is committed and can be read.
 */
export function announceWorkout(deps: AppDeps, res: Response, workoutId: string): void {
  const { id: userId } = currentUser(res.req);
  res.once('finish', () => {
    if (res.statusCode >= 400) return;
    deps.live.announce({ topic: `workout:${workoutId}`, type: 'workout-changed', userId });
  });
}
