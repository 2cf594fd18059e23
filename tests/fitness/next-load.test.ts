import { describe, expect, test } from '@jest/globals';
import { suggestNextLoad } from '../../src/features/fitness/next-load.ts';
import type { PastSession } from '../../src/features/fitness/next-load.ts';

/** A session of straight sets: `session(100, [5, 5, 5])`. */
function session(
  weightKg: number | null,
  reps: number[],
  more: { daysAgo?: number; rir?: number } = {},
): PastSession {
  return {
    daysAgo: more.daysAgo ?? 4,
    sets: reps.map((count) => ({ weightKg, reps: count, rir: more.rir ?? null, rpe: null })),
  };
}

describe('the next load', () => {
  test('nothing is suggested for an exercise without history', () => {
    expect(suggestNextLoad([], 'kg')).toBeUndefined();
    expect(suggestNextLoad([{ daysAgo: 1, sets: [] }], 'kg')).toBeUndefined();
  });

  test('all sets hit: one plate step more, and it says so', () => {
    expect(suggestNextLoad([session(97.5, [5, 5, 5, 5, 5])], 'kg')).toEqual({
      weightKg: 100,
      reps: 5,
      reason: { key: 'allSetsHit', vars: { deltaKg: 2.5, reps: 5 } },
    });
  });

  test('in pounds the step is five pounds', () => {
    expect(suggestNextLoad([session(102.058, [5, 5, 5])], 'lb')?.weightKg).toBeCloseTo(104.326, 3);
  });

  test('a range is filled with repetitions before weight is added', () => {
    const target = { repsMin: 8, repsMax: 12, sets: 3 };
    expect(suggestNextLoad([session(60, [10, 10, 9])], 'kg', target)).toMatchObject({
      weightKg: 60,
      reps: 10,
      reason: { key: 'moreReps' },
    });
    expect(suggestNextLoad([session(60, [12, 12, 12])], 'kg', target)).toMatchObject({
      weightKg: 62.5,
      reps: 8,
      reason: { key: 'allSetsHit' },
    });
  });

  test('a set left out is not a set hit', () => {
    const target = { repsMin: 5, repsMax: 5, sets: 5 };
    expect(suggestNextLoad([session(100, [5, 5, 5])], 'kg', target)).toMatchObject({
      weightKg: 100,
      reps: 5,
    });
  });

  test('the step of the routine is used, twice when much was left in reserve', () => {
    const target = { repsMin: 5, repsMax: 5, stepKg: 5, rir: 2 };
    expect(suggestNextLoad([session(100, [5, 5, 5], { rir: 2 })], 'kg', target)?.weightKg).toBe(105);
    expect(suggestNextLoad([session(100, [5, 5, 5], { rir: 4 })], 'kg', target)).toMatchObject({
      weightKg: 110,
      reason: { key: 'easy', vars: { deltaKg: 10, rir: 4 } },
    });
  });

  test('repetitions in reserve are read from RPE', () => {
    const sets = [{ weightKg: 100, reps: 5, rir: null, rpe: 6 }];
    expect(suggestNextLoad([{ daysAgo: 3, sets }], 'kg')?.reason.key).toBe('easy');
  });

  test('harder than planned keeps the load', () => {
    const target = { repsMin: 8, repsMax: 12, rir: 2 };
    expect(suggestNextLoad([session(60, [12, 12, 12], { rir: 0 })], 'kg', target)).toMatchObject({
      weightKg: 60,
      reason: { key: 'tooHard', vars: { rir: 0 } },
    });
  });

  test('missed repetitions repeat the load, three times in a row make it lighter', () => {
    const missed = session(100, [5, 5, 4]);
    expect(suggestNextLoad([missed], 'kg')).toMatchObject({
      weightKg: 100,
      reps: 5,
      reason: { key: 'missedReps', vars: { reps: 4, repsMin: 5 } },
    });
    expect(suggestNextLoad([missed, missed, missed], 'kg')).toMatchObject({
      weightKg: 90,
      reps: 5,
      reason: { key: 'deload', vars: { misses: 3 } },
    });
    expect(suggestNextLoad([missed, missed, session(100, [5, 5, 5])], 'kg')?.weightKg).toBe(100);
  });

  test('lighter back-off sets are not misses', () => {
    const sets = [...session(100, [5, 5]).sets, ...session(80, [3]).sets];
    expect(suggestNextLoad([{ daysAgo: 2, sets }], 'kg')?.weightKg).toBe(102.5);
  });

  test('after a long break it begins lighter', () => {
    expect(suggestNextLoad([session(100, [5, 5, 5], { daysAgo: 40 })], 'kg')).toEqual({
      weightKg: 90,
      reps: 5,
      reason: { key: 'longBreak', vars: { days: 40 } },
    });
  });

  test('bodyweight adds a repetition', () => {
    expect(suggestNextLoad([session(null, [10, 9, 8])], 'kg')).toEqual({
      weightKg: null,
      reps: 9,
      reason: { key: 'bodyweightMoreReps', vars: { reps: 8 } },
    });
  });
});
