import { describe, expect, test } from '@jest/globals';
import { minusAtHand } from '../../../src/features/meals/shopping/at-hand.ts';
import { mergeNeeds } from '../../../src/features/meals/shopping/merge-needs.ts';
import { amountText } from '../../../src/features/meals/shopping/remake-list.ts';
import { shopAmount } from '../../../src/features/meals/shopping/shop-amount.ts';
import { line } from './needs.ts';

const merged = (...lines: string[]) =>
  mergeNeeds(lines.map((text) => line(text))).map(({ name, amount, unit }) =>
    [amount === null ? 'some' : Math.round(amount * 10) / 10, unit, name]
      .filter((part) => part !== null)
      .join(' '),
  );
const bought = (...lines: string[]) =>
  mergeNeeds(lines.map((text) => line(text))).map((need) => {
    const { quantity, unit } = shopAmount(need);
    return [amountText(quantity, unit), need.name].filter(Boolean).join(' ');
  });

describe('lines of one food become one thing to buy', () => {
  test.each([
    ['weights of any unit', ['300 g rice', '0.5 kg rice'], ['800 g rice']],
    ['volumes of something poured', ['2 cup milk', '100 ml milk', '1 tbsp milk'], ['588 ml milk']],
    ['what is weighed and what is measured in cups', ['500 g flour', '2 cup flour'], ['740 g flour']],
    ['cups alone, where shops sell by weight', ['2 cup flour'], ['240 g flour']],
    ['pieces and what is weighed of something bought by the piece', ['2 onion', '220 g onion'], ['4 onion']],
    ['pieces with a size and without', ['2 large egg', '1 egg'], ['3 egg']],
    ['an amount and “some”', ['salt', '5 g salt', 'salt'], ['5 g salt']],
    ['only “some”', ['salt', 'Salt'], ['some salt']],
    ['names that differ in case, accents and plural', ['2 jalapeño', '1 Jalapenos'], ['3 jalapeño']],
    ['cans and what is weighed of the same', ['2 can tomato', '400 g tomato'], ['3 can tomato']],
    ['counted units', ['2 clove garlic', '3 clove garlic'], ['5 clove garlic']],
  ])('%s', (_what, lines, expected) => {
    expect(merged(...lines)).toEqual(expected);
  });

  test('what cannot be converted stays a thing of its own, and nothing is lost', () => {
    expect(merged('2 clove rice', '400 ml curry', '300 g curry', 'something odd')).toEqual([
      '2 clove rice',
      '400 ml curry',
      '300 g curry',
      'some something odd',
    ]);
    expect(merged('1 bunch dill', '10 g dill')).toEqual(['1 bunch dill', '10 g dill']);
  });

  test('the same words are one thing, also where a line was taken for another food', () => {
    const juice = { ...line('1 lemon'), foodId: 'id-of-lemon-juice', aisle: 'beverages' as const };
    const fruit = { ...line('2 lemon'), foodId: 'id-of-lemon', aisle: 'produce' as const };
    for (const lines of [
      [juice, fruit],
      [fruit, juice],
    ]) {
      expect(mergeNeeds(lines)).toMatchObject([
        { foodId: 'id-of-lemon', aisle: 'produce', amount: 3, unit: null },
      ]);
    }
  });

  test('water is not bought', () => {
    expect(merged('2 l water', 'Boiling water', '1 cup coconut water')).toEqual(['236.6 ml coconut water']);
  });

  test('each thing knows which meals want how much of it', () => {
    const [rice] = mergeNeeds([
      line('200 g rice', 'tuesday'),
      line('300 g rice', 'friday'),
      line('50 g rice', 'tuesday'),
    ]);
    expect(rice!.refs).toEqual([
      { entryId: 'tuesday', title: 'Meal of tuesday', onDate: '2026-03-03', amount: 250, unit: 'g' },
      { entryId: 'friday', title: 'Meal of friday', onDate: '2026-03-03', amount: 300, unit: 'g' },
    ]);
  });
});

describe('amounts that a shop sells', () => {
  test.each([
    ['320 g rice', '500 g rice'],
    ['1100 g rice', '1.5 kg rice'],
    ['130 g onion soup', '150 g onion soup'],
    ['310 g beef', '400 g beef'],
    ['505 g rice', '500 g rice'],
    ['2.5 egg', '3 egg'],
    ['0.5 lemon', '1 lemon'],
    ['3 clove garlic', '1 bulb garlic'],
    ['12 clove garlic', '2 bulbs garlic'],
    ['2 tbsp parsley', '1 bunch parsley'],
    ['2 tsp cumin', '1 package cumin'],
    ['550 ml milk', '750 ml milk'],
    ['1.2 can tomato', '2 cans tomato'],
    ['2 pinch saffron', '1 package saffron'],
  ])('%s → %s', (needed, expected) => {
    expect(bought(needed)).toEqual([expected]);
  });
});

describe('what the pantry has is not bought', () => {
  const left = (
    needed: string[],
    ...stores: [name: string, quantity: number | null, unit: string | null][]
  ) => {
    const needs = mergeNeeds(needed.map((text) => line(text)));
    const { missing, covered } = minusAtHand(
      needs,
      stores.map(([name, quantity, unit]) => ({ foodId: line(name).foodId, name, quantity, unit })),
    );
    return {
      missing: missing.map(({ name, amount }) => `${amount === null ? 'some' : Math.round(amount)} ${name}`),
      covered: covered.map(({ name }) => name),
    };
  };

  test('in any unit that converts', () => {
    expect(left(['500 g flour'], ['flour', 1, 'cup'])).toEqual({ missing: ['380 flour'], covered: [] });
    expect(left(['3 onion'], ['onion', 110, 'g'])).toEqual({ missing: ['2 onion'], covered: [] });
    expect(left(['6 egg'], ['egg', 1, 'dozen'])).toEqual({ missing: [], covered: ['egg'] });
  });

  test('used once, also when it is in several places', () => {
    expect(left(['700 g rice'], ['rice', 300, 'g'], ['rice', 0.2, 'kg'])).toEqual({
      missing: ['200 rice'],
      covered: [],
    });
  });

  test('without an amount it is enough; in a unit that says nothing it is not', () => {
    expect(left(['2 tsp cumin'], ['cumin', null, null])).toEqual({ missing: [], covered: ['cumin'] });
    expect(left(['400 g tomato'], ['tomato', 1, 'crate'])).toEqual({ missing: ['400 tomato'], covered: [] });
  });

  test('by its words where no food is known', () => {
    expect(left(['Gochujang'], ['gochujang', 1, 'jar'])).toEqual({ missing: [], covered: ['Gochujang'] });
  });
});
