import { describe, expect, test } from '@jest/globals';
import type { ItemRow } from '../../../src/features/meals/shopping/item-queries.ts';
import { mergeLines, patchesOf } from '../../../src/features/meals/shopping/merge-lines.ts';

const MEASURES = new Map([
  ['onion', { densityGPerMl: null, portions: [{ unit: 'medium', amount: 1, grams: 110 }] }],
  ['milk', { densityGPerMl: 1.03, portions: [] }],
]);
const AT = '2026-03-03T09:00:00.000Z';
const item = (id: string, text: string, more: Partial<ItemRow> = {}): ItemRow => ({
  ...{ id, list_id: 'list', text, food_id: null, quantity: null, unit: null, needed: '', aisle: 'other' },
  ...{ position: 1, origin: 'hand', plan_key: null, plan_refs: [], is_edited: false, checked_at: null },
  ...{ checked_by: null, checked_by_name: null, stocked_at: null, changed_at: AT, created_at: AT },
  ...{ deleted_at: null, version: 1, ...more },
});
const onPlan = (id: string, text: string, more: Partial<ItemRow> = {}) =>
  item(id, text, { origin: 'plan', ...more });
const shown = (...items: ItemRow[]) =>
  mergeLines(items, MEASURES).map(({ parts, quantity, unit }) => [
    parts.map(({ id }) => id).join('+'),
    [quantity, unit].filter((part) => part !== null).join(' '),
  ]);

describe('items of one thing', () => {
  test.each<[string, ItemRow[], string[][]]>([
    [
      'typed and planned are one, and the planned one stands for it',
      [
        item('a', 'Butter', { quantity: 200, unit: 'g' }),
        onPlan('b', 'butter', { quantity: 0.25, unit: 'kg' }),
      ],
      [['b+a', '450 g']],
    ],
    [
      'some of it goes along with an amount',
      [item('a', 'Butter'), onPlan('b', 'Butter', { quantity: 250, unit: 'g' }), item('c', 'butter')],
      [['b+a+c', '250 g']],
    ],
    [
      'weight and pieces are added where the food says what one weighs, and bought whole',
      [
        onPlan('a', 'Onions', { food_id: 'onion', quantity: 3 }),
        item('b', 'Red onion', { food_id: 'onion', quantity: 250, unit: 'g' }),
      ],
      [['a+b', '6']],
    ],
    [
      'volume and weight are added by density',
      [
        item('a', 'Milk', { food_id: 'milk', quantity: 1, unit: 'l' }),
        item('b', 'milk', { food_id: 'milk', quantity: 515, unit: 'g' }),
      ],
      [['a+b', '1.5 l']],
    ],
    [
      'what does not convert stays apart',
      [
        item('a', 'Butter', { quantity: 1, unit: 'package' }),
        onPlan('b', 'Butter', { quantity: 250, unit: 'g' }),
      ],
      [
        ['a', '1 package'],
        ['b', '250 g'],
      ],
    ],
    [
      'what is in the basket stays apart from what is still to buy',
      [item('a', 'Butter', { checked_at: AT, quantity: 1 }), onPlan('b', 'Butter', { quantity: 2 })],
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'other words are another thing',
      [item('a', 'Butter'), item('b', 'Peanut butter')],
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
  ])('%s', (_name, items, lines) => {
    expect(shown(...items)).toEqual(lines);
  });

  test('are ticked and taken off together; new words are those of the whole', () => {
    const [line] = mergeLines([item('a', 'Butter'), onPlan('b', 'Butter', { quantity: 2 })], MEASURES);
    expect(patchesOf(line!, { isChecked: true })).toEqual([
      { id: 'b', patch: { isChecked: true } },
      { id: 'a', patch: { isChecked: true } },
    ]);
    expect(patchesOf(line!, { quantity: 5, aisle: 'dairy' })).toEqual([
      { id: 'b', patch: { quantity: 5, aisle: 'dairy' } },
      { id: 'a', patch: { aisle: 'dairy', isDeleted: true } },
    ]);
  });
});
