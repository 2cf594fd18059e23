import { describe, expect, test } from '@jest/globals';
import { mergeNeeds } from '../../../src/features/meals/shopping/merge-needs.ts';
import { remakeList, type FormerItem } from '../../../src/features/meals/shopping/remake-list.ts';
import { line } from './needs.ts';

const plan = (...lines: [text: string, entryId: string][]) =>
  mergeNeeds(lines.map(([text, entryId]) => line(text, entryId)));
const rice = (state: FormerItem['state'], entries: [string, number][], isEdited = false): FormerItem => ({
  id: 'item-of-rice',
  planKey: 'id-of-rice|g',
  state,
  isEdited,
  refs: entries.map(([entryId, amount]) => ({
    entryId,
    title: `Meal of ${entryId}`,
    onDate: '2026-03-03',
    amount,
    unit: 'g',
  })),
});

describe('a changed plan', () => {
  test('gives open items their new amount', () => {
    const { change, add, remove } = remakeList(
      plan(['400 g rice', 'monday'], ['400 g rice', 'tuesday']),
      [rice('open', [['monday', 400]])],
      [],
    );
    expect(change).toMatchObject([
      { id: 'item-of-rice', keepsWords: false, item: { quantity: 1000, unit: 'g' } },
    ]);
    expect([add, remove]).toEqual([[], []]);
  });

  test('takes open items away that no meal wants any more, but not those that a person edited', () => {
    expect(remakeList([], [rice('open', [['monday', 400]])], []).remove).toEqual(['item-of-rice']);
    expect(remakeList([], [rice('open', [['monday', 400]], true)], []).remove).toEqual([]);
    const edited = remakeList(plan(['900 g rice', 'monday']), [rice('open', [['monday', 400]], true)], []);
    expect(edited.change).toMatchObject([{ keepsWords: true }]);
  });

  test.each(['ticked', 'deleted'] as const)('does not ask again for what is %s', (state) => {
    const same = remakeList(plan(['400 g rice', 'monday']), [rice(state, [['monday', 400]])], []);
    expect([same.add, same.change, same.remove]).toEqual([[], [], []]);
  });

  test('asks only for what new meals want beyond what is ticked', () => {
    const { add } = remakeList(
      plan(['400 g rice', 'monday'], ['250 g rice', 'friday']),
      [rice('ticked', [['monday', 400]])],
      [],
    );
    expect(add).toMatchObject([{ text: 'Rice', quantity: 250, refs: [{ entryId: 'friday', amount: 250 }] }]);
  });

  test('asks for the rest when a meal became larger after its rice was bought', () => {
    const { add } = remakeList(plan(['900 g rice', 'monday']), [rice('ticked', [['monday', 400]])], []);
    expect(add).toMatchObject([{ quantity: 500 }]);
  });

  test('counts what went into the pantry there, and not twice', () => {
    const stocked = [rice('stocked', [['monday', 400]])];
    const needs = plan(['400 g rice', 'monday'], ['300 g rice', 'friday']);
    const stores = [{ foodId: 'id-of-rice', name: 'rice', quantity: 500, unit: 'g' }];
    expect(remakeList(needs, stocked, stores).add).toMatchObject([{ quantity: 250 }]);
    expect(remakeList(needs, stocked, []).add).toMatchObject([{ quantity: 1000 }]);
  });

  test('says what the meals need where the shop sells another amount', () => {
    const { add } = remakeList(plan(['2 tsp cumin', 'monday']), [], []);
    expect(add).toMatchObject([{ quantity: 1, unit: 'package', needed: '2 tsp' }]);
    expect(remakeList(plan(['3.3 clove garlic', 'monday']), [], []).add).toMatchObject([
      { quantity: 1, unit: 'bulb', needed: '4 cloves' },
    ]);
  });
});
