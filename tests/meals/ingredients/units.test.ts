import { describe, expect, test } from '@jest/globals';
import { formatQuantity, formatRange } from '../../../src/features/meals/ingredients/format-quantity.ts';
import { convert, gramsOf, unitOf, unitText } from '../../../src/features/meals/ingredients/units.ts';

const flour = { densityGPerMl: 0.53, portions: [{ unit: 'cup', amount: 1, grams: 125 }] };
const onion = {
  densityGPerMl: null,
  portions: [
    { unit: 'piece', amount: 1, grams: 110 },
    { unit: 'large', amount: 1, grams: 150 },
    { unit: 'slice', amount: 2, grams: 28 },
  ],
};

describe('units', () => {
  test.each([
    ['Tbsp.', 'tbsp'],
    ['T', 'tbsp'],
    ['t', 'tsp'],
    ['EL', 'tbsp'],
    ['gousses', 'clove'],
    ['Ounces', 'oz'],
    ['wug', undefined],
  ])('“%s” is %s', (word, unit) => {
    expect(unitOf(word)).toBe(unit);
  });

  test('the plural is written from more than one on', () => {
    expect([unitText('cup', 2), unitText('cup', 0.5), unitText('g', 5), unitText('wug', 3)]).toEqual([
      'cups',
      'cup',
      'g',
      'wug',
    ]);
  });

  test('weights and volumes are turned into one another, between them only by a food', () => {
    expect(convert(1, 'kg', 'g')).toBe(1000);
    expect(convert(3, 'tsp', 'tbsp')).toBeCloseTo(1, 2);
    expect(convert(1, 'cup', 'g')).toBeNull();
    expect(convert(2, 'cup', 'g', flour)).toBeCloseTo(250);
    expect(convert(250, 'g', 'cup', flour)).toBeCloseTo(2);
    expect(convert(1, 'l', 'kg', { densityGPerMl: 1.03, portions: [] })).toBeCloseTo(1.03);
  });

  test('a piece weighs what the food says of its size', () => {
    expect(gramsOf(2, null, onion)).toBe(220);
    expect(gramsOf(2, null, onion, 'large')).toBe(300);
    expect(gramsOf(3, 'slice', onion)).toBe(42);
    expect(gramsOf(1, 'cup', onion)).toBeNull();
    expect(gramsOf(1, null, flour)).toBeNull();
  });
});

describe('amounts as cooks read them', () => {
  test.each([
    [0.5, null, '½'],
    [1.333, 'cup', '1 ⅓'],
    [1.26, 'cup', '1 ¼'],
    [0.9999, 'tsp', '1'],
    [2, null, '2'],
    [0.45, 'cup', '0.45'],
    [0.5, 'kg', '0.5'],
    [333.3, 'g', '333'],
    [1500, 'g', '1,500'],
  ])('%d %s is %s', (quantity, unit, text) => {
    expect(formatQuantity(quantity, unit)).toBe(text);
  });

  test('in the language of the reader', () => {
    expect(formatQuantity(0.45, 'l', 'de')).toBe('0,45');
  });

  test('a range whose ends read the same is one amount', () => {
    expect(formatRange({ quantity: 1.5, quantityMax: 2 })).toBe('1 ½–2');
    expect(formatRange({ quantity: 2, quantityMax: 2.01 })).toBe('2');
  });
});
