import * as z from 'zod';
import { NotFoundError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import type { CurrentUser } from '../../../http/request.ts';
import { localDate } from '../../../lib/dates.ts';
import type { Weekday } from '../../../lib/dates.ts';
import { versionOf } from '../../../http/if-match.ts';
import { markGoalDeleted } from './goal-queries.ts';
import { goalAnswer, goalPatchSchema, newGoalSchema } from './goal-schema.ts';
import { addGoal, changeGoal, findGoalStanding, listGoalStandings } from './goals.ts';
import type { Calendar, GoalStanding } from './goals.ts';

const TAG = 'goals';

/** `/api/v1/goals`. */
export function goalApi(api: Api): void {
  api.get(
    '/goals',
    { summary: 'All goals and where they stand', tag: TAG, answer: z.object({ items: z.array(goalAnswer) }) },
    async ({ db, scope, user, now }) => ({
      items: (await listGoalStandings(db, scope, calendarOf(user, now))).map(toAnswer),
    }),
  );
  api.post(
    '/goals',
    { summary: 'Set a goal', tag: TAG, body: newGoalSchema, answer: goalAnswer, status: 201 },
    async ({ db, scope, body, user, now }) => toAnswer(await addGoal(db, scope, body, calendarOf(user, now))),
  );
  api.get(
    '/goals/:id',
    { summary: 'One goal', tag: TAG, answer: goalAnswer },
    async ({ db, scope, params, user, now }) =>
      toAnswer(await findGoalStanding(db, scope, params['id']!, calendarOf(user, now))),
  );
  api.patch(
    '/goals/:id',
    { summary: 'Change a goal', tag: TAG, body: goalPatchSchema, answer: goalAnswer },
    async ({ db, scope, params, body, user, now, req }) => {
      const version = versionOf(req.get('if-match')) ?? body.version;
      const change = { patch: { ...body, version }, calendar: calendarOf(user, now), now };
      return toAnswer(await changeGoal(db, scope, params['id']!, change));
    },
  );
  api.delete(
    '/goals/:id',
    { summary: 'Move a goal into the bin', tag: TAG },
    async ({ db, scope, params, now }) => {
      if (!(await markGoalDeleted(db, scope, params['id']!, { isDeleted: true, now })))
        throw new NotFoundError('The goal');
    },
  );
  api.post(
    '/goals/:id/restoration',
    { summary: 'Take a goal out of the bin', tag: TAG, answer: goalAnswer },
    async ({ db, scope, params, user, now }) => {
      const id = params['id']!;
      if (!(await markGoalDeleted(db, scope, id, { isDeleted: false, now })))
        throw new NotFoundError('The goal');
      return toAnswer(await findGoalStanding(db, scope, id, calendarOf(user, now)));
    },
  );
}

function calendarOf(user: CurrentUser, now: Date): Calendar {
  return { today: localDate(now, user.timeZone), weekStart: user.weekStart as Weekday };
}

function toAnswer({ goal, current, share, reachedOn }: GoalStanding): z.output<typeof goalAnswer> {
  return {
    id: goal.id,
    metric: goal.metric,
    exerciseId: goal.exercise_id,
    measurementTypeId: goal.measurement_type_id,
    about: goal.exercise_name ?? goal.type_name,
    targetValue: goal.target_value,
    startValue: goal.start_value,
    currentValue: current,
    share,
    dueOn: goal.due_on,
    reachedOn,
    notes: goal.notes,
    version: goal.version,
  };
}
