import { describe, expect, test } from '@jest/globals';
import {
  formatChange,
  formatDistance,
  formatDuration,
  formatNumber,
  formatWeight,
} from '../../src/lib/number-format.ts';
import {
  distanceToMetres,
  lbFromKg,
  roundToLoadable,
  roundToStep,
  weightInUnit,
  weightToKg,
} from '../../src/lib/units.ts';

describe('units', () => {
  test('a weight typed in pounds comes back as the same pounds', () => {
    for (const lb of [2.5, 45, 135, 180, 225, 405.5]) {
      expect(roundToStep(weightInUnit(weightToKg(lb, 'lb'), 'lb'), 0.1)).toBe(lb);
    }
    expect(weightToKg(180, 'lb')).toBe(81.647);
    expect(lbFromKg(100)).toBeCloseTo(220.462, 3);
  });

  test('a mile is 1609.3 m and a kilometre 1000 m', () => {
    expect(distanceToMetres(1, 'mi')).toBe(1609.3);
    expect(distanceToMetres(5, 'km')).toBe(5000);
  });

  test('rounding to a step leaves no binary dust', () => {
    expect(roundToStep(101.3, 2.5)).toBe(102.5);
    expect(roundToStep(101.2, 2.5)).toBe(100);
    expect(roundToStep(0.15, 0.1)).toBe(0.2);
    expect(roundToStep(81.6466, 0.001)).toBe(81.647);
  });

  test('a loadable weight is a multiple of the plates of the unit', () => {
    expect(roundToLoadable(91, 'kg')).toBe(90);
    expect(roundToStep(weightInUnit(roundToLoadable(91, 'lb'), 'lb'), 0.1)).toBe(200);
  });
});

describe('numbers as people read them', () => {
  test('weights and distances show the unit of the user', () => {
    expect(formatWeight(100, 'kg', 'en')).toBe('100 kg');
    expect(formatWeight(102.058, 'lb', 'en')).toBe('225 lb');
    expect(formatWeight(81.4, 'kg', 'de')).toBe('81,4 kg');
    expect(formatDistance(5000, 'mi', 'en')).toBe('3.11 mi');
    expect(formatNumber(12345.67, 'en', 0)).toBe('12,346');
  });

  test('a change has a sign, and nothing has none', () => {
    expect(formatChange(2.5, 'en')).toBe('+2.5');
    expect(formatChange(-0.42, 'en')).toBe('−0.4');
    expect(formatChange(-0.01, 'en')).toBe('0');
  });

  test('seconds read as a clock', () => {
    expect(formatDuration(45)).toBe('0:45');
    expect(formatDuration(1650)).toBe('27:30');
    expect(formatDuration(3723)).toBe('1:02:03');
    expect(formatDuration(59.7)).toBe('1:00');
  });
});
