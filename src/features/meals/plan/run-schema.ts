import * as z from 'zod';
import { MEAL_TYPES } from '../meal-types.ts';
import type { Shortfall } from './solver/week-problem.ts';
import { wallClock } from '../../../http/typed-fields.ts';
import { localDay, wishesSchema, wishSchema } from './wish-schema.ts';

export const RUN_STATES = [
  'queued',
  'solving',
  'proposed',
  'accepted',
  'discarded',
  'undone',
  'failed',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A meal of a proposal as it is kept; portions by the id of who eats. */
export interface ProposedMeal {
  date: string;
  mealType: (typeof MEAL_TYPES)[number];
  atTime: string | null;
  recipeId: string;
  title: string;
  /** For everybody together. */
  servings: number;
  portions: Record<string, number>;
  isLeftover: boolean;
}

/** How one person's day turns out: figures in the order of MACROS. */
export interface ProposedFigures {
  macros: number[];
  aim: (number | null)[] | null;
  worst: number;
}

/** A plan before it is accepted. */
export interface Proposal {
  meals: ProposedMeal[];
  days: { date: string; people: Record<string, ProposedFigures> }[];
}

/** What accepting a plan put in the place of what. */
export interface Replaced {
  added: string[];
  removed: string[];
}

/** A run of the planner as it is stored. */
export interface PlanRun {
  id: string;
  requestedBy: string | null;
  startsOn: string;
  days: number;
  seed: number;
  wishes: z.output<typeof wishesSchema>;
  status: RunState;
  progress: number;
  proposal: Proposal | null;
  shortfalls: Shortfall[] | null;
  explanation: string | null;
  modelNote: string | null;
  problem: string | null;
  version: number;
  createdAt: string;
  finishedAt: string | null;
}

export const newRunSchema = z.strictObject({
  startsOn: localDay,
  days: z.int().min(1).max(14).default(7),
  seed: z.int().min(1).max(1_000_000).optional().describe('another number, another plan'),
  ...wishesSchema.shape,
});

const figures = z.object({
  kcal: z.number(),
  proteinG: z.number(),
  carbG: z.number(),
  fatG: z.number(),
  fiberG: z.number(),
});

export const runAnswer = z
  .object({
    id: z.uuid(),
    startsOn: z.string(),
    days: z.number(),
    seed: z.number(),
    wishes: z.array(wishSchema),
    status: z.enum(RUN_STATES),
    progress: z.number().describe('percent'),
    meals: z.array(
      z.object({
        onDate: z.string(),
        mealType: z.enum(MEAL_TYPES),
        atTime: wallClock.nullable(),
        recipeId: z.uuid(),
        title: z.string(),
        servings: z.number(),
        myServings: z.number().nullable(),
        isLeftover: z.boolean(),
      }),
    ),
    totals: z
      .array(
        z.object({
          date: z.string(),
          planned: figures,
          aim: figures.partial().nullable(),
          worstDeviation: z.number().describe('0.05 for 5 %'),
        }),
      )
      .describe('your own figures of each day'),
    shortfalls: z.array(z.string()).describe('what could not be met, in words'),
    explanation: z.string().nullable(),
    modelNote: z.string().nullable(),
    problem: z.string().nullable(),
    version: z.number(),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: 'PlanRun' });
