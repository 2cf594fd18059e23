import { describe, expect, test } from '@jest/globals';
import { brzycki, epley, estimateOneRepMax } from '../../src/features/fitness/one-rep-max.ts';
import { loadPlates, USUAL_PLATES } from '../../src/features/fitness/plates.ts';
import { findRecords, markRecords } from '../../src/features/fitness/records.ts';
import { volumePerMuscle, volumePerWeek } from '../../src/features/fitness/volume.ts';
import { warmUpRamp } from '../../src/features/fitness/warm-up.ts';

describe('estimated one-repetition maximum', () => {
  test('follows the published tables', () => {
    expect(epley(100, 10)).toBeCloseTo(133.33, 2);
    expect(brzycki(100, 10)).toBeCloseTo(133.33, 2);
    expect(epley(100, 5)).toBeCloseTo(116.67, 2);
    expect(brzycki(100, 5)).toBeCloseTo(112.5, 2);
  });

  test('one repetition is the maximum itself', () => {
    expect(epley(140, 1)).toBe(140);
    expect(brzycki(140, 1)).toBe(140);
  });

  test('says nothing above twelve repetitions, without load and without repetitions', () => {
    expect(estimateOneRepMax(60, 12)?.epleyKg).toBeCloseTo(84, 5);
    expect(estimateOneRepMax(60, 13)).toBeUndefined();
    expect(estimateOneRepMax(null, 5)).toBeUndefined();
    expect(estimateOneRepMax(60, 0)).toBeUndefined();
    expect(() => brzycki(100, 37)).toThrow(RangeError);
  });
});

describe('plates', () => {
  const gym = USUAL_PLATES.kg;

  test('a bar is loaded heaviest first and exactly', () => {
    expect(loadPlates(102.5, gym.bar, gym.plates)).toEqual({
      perSide: [
        { weight: 25, count: 1 },
        { weight: 15, count: 1 },
        { weight: 1.25, count: 1 },
      ],
      loaded: 102.5,
      remaining: 0,
    });
    expect(loadPlates(225, 45, USUAL_PLATES.lb.plates).perSide).toEqual([{ weight: 45, count: 2 }]);
  });

  test('a wanted weight between two plates leaves a rest', () => {
    expect(loadPlates(101, gym.bar, gym.plates)).toMatchObject({ loaded: 100, remaining: 1 });
  });

  test('two smaller plates are taken where the largest would miss', () => {
    const stock = [
      { weight: 25, pairs: 1 },
      { weight: 15, pairs: 2 },
    ];
    expect(loadPlates(80, 20, stock)).toEqual({
      perSide: [{ weight: 15, count: 2 }],
      loaded: 80,
      remaining: 0,
    });
  });

  test('no more plates are used than there are', () => {
    expect(loadPlates(200, 20, [{ weight: 20, pairs: 2 }])).toEqual({
      perSide: [{ weight: 20, count: 2 }],
      loaded: 100,
      remaining: 100,
    });
  });

  test('less than the bar loads nothing', () => {
    expect(loadPlates(15, 20, gym.plates)).toEqual({ perSide: [], loaded: 20, remaining: -5 });
    expect(loadPlates(50, 20, [])).toEqual({ perSide: [], loaded: 20, remaining: 30 });
  });
});

describe('warm-up', () => {
  test('rises to the working weight on loadable steps', () => {
    expect(warmUpRamp(100, 20, 'kg')).toEqual([
      { weightKg: 20, reps: 10 },
      { weightKg: 40, reps: 5 },
      { weightKg: 60, reps: 3 },
      { weightKg: 80, reps: 2 },
      { weightKg: 90, reps: 1 },
    ]);
  });

  test('leaves out steps that the bar already covers', () => {
    expect(warmUpRamp(40, 20, 'kg')).toEqual([
      { weightKg: 20, reps: 10 },
      { weightKg: 25, reps: 3 },
      { weightKg: 32.5, reps: 2 },
    ]);
    expect(warmUpRamp(25, 20, 'kg')).toEqual([]);
  });
});

describe('personal records', () => {
  const set = (date: string, weightKg: number | null, reps: number | null) => ({
    date,
    weightKg,
    reps,
    durationS: null,
    distanceM: null,
  });

  test('each record has the day it was first reached', () => {
    const records = findRecords([
      set('2026-02-01', 100, 8),
      set('2026-01-01', 120, 1),
      set('2026-03-01', 120, 1),
      set('2026-02-15', 130, 0),
    ]);
    expect(records.map(({ kind, value, date }) => [kind, Math.round(value), date])).toEqual([
      ['oneRepMax', 127, '2026-02-01'],
      ['heaviest', 120, '2026-01-01'],
    ]);
  });

  test('bodyweight counts repetitions, a run its distance and pace', () => {
    const run = (date: string, distanceM: number, durationS: number) => ({
      ...set(date, null, null),
      distanceM,
      durationS,
    });
    expect(findRecords([set('2026-01-01', null, 10), set('2026-01-02', null, 8)])).toMatchObject([
      { kind: 'mostReps', value: 10, date: '2026-01-01' },
    ]);
    expect(
      findRecords([
        run('2026-01-01', 5000, 1500),
        run('2026-01-08', 10_000, 3300),
        run('2026-01-09', 200, 30),
      ]),
    ).toMatchObject([
      { kind: 'farthest', value: 10_000 },
      { kind: 'fastestPace', value: 300, date: '2026-01-01' },
    ]);
  });

  test('a value is marked when it stands above all before it', () => {
    expect(markRecords([100, 98, 102, 102, 105])).toEqual([false, false, true, false, true]);
  });
});

describe('training volume', () => {
  const bench = {
    date: '2026-03-03',
    sets: 4,
    volumeKg: 2000,
    primaryMuscles: ['chest'],
    secondaryMuscles: ['triceps', 'chest'],
  };

  test('a helping muscle counts half, and never twice', () => {
    expect(volumePerMuscle([bench])).toEqual([
      { muscle: 'chest', sets: 4, volumeKg: 2000 },
      { muscle: 'triceps', sets: 2, volumeKg: 1000 },
    ]);
  });

  test('Sunday belongs to the week of the user', () => {
    const work = [
      { ...bench, date: '2026-03-01' },
      { ...bench, date: '2026-03-02' },
    ];
    expect(volumePerWeek(work, 1).map(({ week }) => week)).toEqual(['2026-02-23', '2026-03-02']);
    expect(volumePerWeek(work, 0).map(({ week }) => week)).toEqual(['2026-03-01']);
  });
});
