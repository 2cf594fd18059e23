import { describe, expect, test } from '@jest/globals';
import { formatDay, formatMonth, formatShortDay } from '../../src/lib/date-format.ts';
import {
  addDays,
  addMonths,
  daysBetween,
  instantOf,
  isLocalDate,
  localDate,
  localTime,
  weekStart,
} from '../../src/lib/dates.ts';

describe('days in a zone', () => {
  test('one instant is two days in two zones', () => {
    expect(localDate('2026-03-03T23:30:00Z', 'Europe/Berlin')).toBe('2026-03-04');
    expect(localDate('2026-03-03T23:30:00Z', 'America/New_York')).toBe('2026-03-03');
    expect(localTime('2026-03-03T23:30:00Z', 'Asia/Kolkata')).toBe('05:00');
  });

  test('a wall clock becomes the instant of its zone, in winter and in summer', () => {
    expect(instantOf('2026-01-15', '18:00', 'Europe/Berlin').toISOString()).toBe('2026-01-15T17:00:00.000Z');
    expect(instantOf('2026-07-15', '18:00', 'Europe/Berlin').toISOString()).toBe('2026-07-15T16:00:00.000Z');
    expect(instantOf('2026-07-15', '00:30', 'Pacific/Auckland').toISOString()).toBe(
      '2026-07-14T12:30:00.000Z',
    );
  });

  test('an hour that happens twice is its first pass, one that is skipped moves on', () => {
    expect(instantOf('2026-10-25', '02:30', 'Europe/Berlin').toISOString()).toBe('2026-10-25T00:30:00.000Z');
    const skipped = instantOf('2026-03-29', '02:30', 'Europe/Berlin');
    expect(localTime(skipped, 'Europe/Berlin')).toBe('03:30');
  });

  test('day arithmetic crosses months, years and clock changes', () => {
    expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-01-15', -13)).toBe('2024-12-15');
    expect(daysBetween('2026-03-01', '2026-04-01')).toBe(31);
  });

  test('a week begins where the user says', () => {
    expect(weekStart('2026-03-03', 1)).toBe('2026-03-02');
    expect(weekStart('2026-03-03', 0)).toBe('2026-03-01');
    expect(weekStart('2026-03-01', 1)).toBe('2026-02-23');
    expect(weekStart('2026-03-01', 0)).toBe('2026-03-01');
  });

  test('only days of the calendar are days', () => {
    expect(isLocalDate('2024-02-29')).toBe(true);
    expect(isLocalDate('2026-02-29')).toBe(false);
    expect(isLocalDate('2026-2-9')).toBe(false);
  });
});

describe('days as people read them', () => {
  test('the year is shown when it is another one', () => {
    expect(formatDay('2026-03-03', 'en', '2026-11-20')).toBe('Tue 3 Mar');
    expect(formatDay('2025-09-02', 'en', '2026-11-20')).toBe('Tue 2 Sep 2025');
    expect(formatShortDay('2026-03-03', 'en')).toBe('3 Mar');
  });

  test('January is written as its year', () => {
    expect(formatMonth('2026-03-01', 'en')).toBe('Mar');
    expect(formatMonth('2026-01-01', 'en')).toBe('2026');
  });
});
