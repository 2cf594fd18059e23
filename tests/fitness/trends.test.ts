import { describe, expect, test } from '@jest/globals';
import { changeOver, movingAverage } from '../../src/lib/moving-average.ts';
import { formatPace, paceSeconds } from '../../src/features/fitness/pace.ts';
import { weeklyStreak } from '../../src/features/fitness/streak.ts';

describe('body-weight trend', () => {
  test('averages the days of the window and forgets older ones', () => {
    const trend = movingAverage(
      [
        { date: '2026-03-01', value: 80 },
        { date: '2026-03-03', value: 82 },
        { date: '2026-03-07', value: 84 },
        { date: '2026-03-08', value: 86 },
        { date: '2026-03-30', value: 70 },
      ],
      7,
    );
    expect(trend.map(({ value }) => value)).toEqual([80, 81, 82, 84, 70]);
  });

  test('the change has the days it covers, and is silent when they are few', () => {
    const trend = [
      { date: '2026-03-01', value: 82 },
      { date: '2026-03-10', value: 81 },
      { date: '2026-03-25', value: 80 },
    ];
    expect(changeOver(trend, 28)).toEqual({ change: -2, days: 24 });
    expect(changeOver(trend, 90)).toBeUndefined();
    expect(changeOver([], 28)).toBeUndefined();
  });
});

describe('weekly streak', () => {
  const tuesdays = ['2026-02-10', '2026-02-17', '2026-02-24', '2026-03-03'];

  test('counts weeks in a row, the running one once it has training', () => {
    expect(weeklyStreak(tuesdays, '2026-03-05', 1)).toEqual({ current: 4, longest: 4, thisWeek: 1 });
    expect(weeklyStreak(tuesdays, '2026-03-09', 1)).toEqual({ current: 4, longest: 4, thisWeek: 0 });
    expect(weeklyStreak(tuesdays, '2026-03-16', 1)).toEqual({ current: 0, longest: 4, thisWeek: 0 });
  });

  test('a week with too few days breaks it', () => {
    const days = ['2026-02-10', '2026-02-11', '2026-02-17', '2026-02-24', '2026-02-26', '2026-02-26'];
    expect(weeklyStreak(days, '2026-02-27', 1, 2)).toEqual({ current: 1, longest: 1, thisWeek: 2 });
  });

  test('the first day of the week decides which week a Sunday is in', () => {
    const days = ['2026-03-01', '2026-03-02'];
    expect(weeklyStreak(days, '2026-03-02', 1).current).toBe(2);
    expect(weeklyStreak(days, '2026-03-02', 0).current).toBe(1);
  });

  test('no training is no streak', () => {
    expect(weeklyStreak([], '2026-03-02', 1)).toEqual({ current: 0, longest: 0, thisWeek: 0 });
  });
});

describe('pace', () => {
  test('is time for one unit of distance', () => {
    expect(paceSeconds(5000, 1650, 'km')).toBe(330);
    expect(paceSeconds(5000, 1650, 'mi')).toBeCloseTo(531.08, 1);
    expect(formatPace(330, 'km')).toBe('5:30 /km');
  });

  test('needs a distance and a time', () => {
    expect(paceSeconds(null, 1650, 'km')).toBeUndefined();
    expect(paceSeconds(5000, 0, 'km')).toBeUndefined();
  });
});
