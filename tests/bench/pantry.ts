// `npm run bench -- pantry`: "What can I cook?" out of 1,000 recipes, before and after PostgreSQL has looked at its tables.
import type { Bench } from '../../scripts/bench.ts';
import { execute } from '../../src/db/index.ts';
import { listCookable } from '../../src/features/meals/pantry/cookable.ts';
import { newId } from '../../src/lib/uuid.ts';
import { stockKitchen } from '../support/stocked-kitchen.ts';
import { reaches, withDatabase } from './queries/query-goals.ts';

const RECIPES = 1000;
const ROUNDS = 60;
const GOAL_MS = 100;

/** Fails when 5 of 100 answers take longer than the goal, with statistics or without. */
export const bench: Bench = () =>
  withDatabase('pantry', async (db) => {
    const scope = { userId: newId(), householdId: newId() };
    await stockKitchen(db, scope, { recipes: RECIPES, stored: 60 });
    const ask = () => listCookable(db, scope, { today: '2026-03-03', limit: 100 });
    const goal = (what: string) => ({ what, goalMs: GOAL_MS, run: ask });
    const isFresh = await reaches(goal(`what to cook, ${RECIPES} recipes, just imported`), ROUNDS);
    await execute(db, 'analyze');
    const isKnown = await reaches(goal(`what to cook, ${RECIPES} recipes`), ROUNDS);
    return isFresh && isKnown ? 0 : 1;
  });
