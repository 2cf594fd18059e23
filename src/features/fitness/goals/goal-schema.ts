import * as z from 'zod';
import { problem } from '../../../lib/wording.ts';
import { day } from '../body/measurement-schema.ts';
import { typedNumber } from '../../../http/typed-fields.ts';

export const GOAL_METRICS = [
  'one_rep_max',
  'weight',
  'reps',
  'distance',
  'measurement',
  'workouts_per_week',
] as const;
export type GoalMetric = (typeof GOAL_METRICS)[number];

const target = z
  .number('must be a number')
  .min(-1_000_000, 'must be at least -1000000')
  .max(1_000_000, 'must be at most 1000000');
const notes = z.string('must be text').max(2000, 'must have at most 2000 characters');
const uuid = (what: string) => z.uuid(`must be the id of ${what}`).toLowerCase();

interface About {
  metric: GoalMetric;
  exerciseId?: string | undefined;
  measurementTypeId?: string | undefined;
  targetValue: number;
}

/** What a metric is about: an exercise, a kind of body value, or the calendar. */
function checkAbout({ value: goal, issues }: z.core.ParsePayload<About>): void {
  const wants =
    goal.metric === 'measurement'
      ? 'measurementTypeId'
      : goal.metric === 'workouts_per_week'
        ? undefined
        : 'exerciseId';
  for (const path of ['exerciseId', 'measurementTypeId'] as const) {
    if (path === wants && goal[path] === undefined) {
      const words = problem('body.goal.aboutMissing', 'Choose what the goal is about');
      issues.push({ code: 'custom', path: [path], ...words, input: goal });
    } else if (path !== wants && goal[path] !== undefined) {
      const words = problem('fields.choice', 'does not go with this metric');
      issues.push({ code: 'custom', path: [path], ...words, input: goal });
    }
  }
  const limit = goal.metric === 'workouts_per_week' ? 14 : 1_000_000;
  if (goal.metric !== 'measurement' && (goal.targetValue <= 0 || goal.targetValue > limit)) {
    const words = problem('body.goal.outside', `must be above 0 and at most ${limit}`, { limit });
    issues.push({ code: 'custom', path: ['targetValue'], ...words, input: goal });
  }
}

/** `targetValue` in kg, repetitions, metres, the unit of the measurement, or workouts. */
export const newGoalSchema = z
  .strictObject({
    metric: z.enum(GOAL_METRICS, `must be one of ${GOAL_METRICS.join(', ')}`),
    exerciseId: uuid('an exercise').optional(),
    measurementTypeId: uuid('a measurement type').optional(),
    targetValue: target,
    dueOn: day.optional(),
    notes: notes.default(''),
  })
  .check(checkAbout);
export type NewGoal = z.output<typeof newGoalSchema>;

export const goalPatchSchema = z.strictObject({
  targetValue: target.optional(),
  dueOn: day.nullable().optional(),
  notes: notes.optional(),
  version: z.int().positive().optional(),
});
export type GoalPatch = z.output<typeof goalPatchSchema>;

/** The form: `about` is "measurement:<id>", "workouts_per_week", or "<metric>:<exercise id>"; target in user units. */
export const goalForm = z.strictObject({
  about: z
    .string('Choose what the goal is about.')
    .refine(
      (text) =>
        /^(workouts_per_week|(one_rep_max|weight|reps|distance|measurement):[0-9a-f-]{36})$/.test(text),
      problem('fields.choice', 'Choose from the list'),
    ),
  target: typedNumber(target),
  dueOn: day.optional(),
});

export const goalAnswer = z
  .object({
    id: z.string(),
    metric: z.enum(GOAL_METRICS),
    exerciseId: z.string().nullable(),
    measurementTypeId: z.string().nullable(),
    about: z.string().nullable(),
    targetValue: z.number(),
    startValue: z.number().nullable(),
    currentValue: z.number().nullable(),
    share: z.number().describe('0 to 1: how much of the way is done'),
    dueOn: z.string().nullable(),
    reachedOn: z.string().nullable(),
    notes: z.string(),
    version: z.number(),
  })
  .meta({ id: 'Goal' });
