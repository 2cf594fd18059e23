import { describe, expect, test } from '@jest/globals';
import { parseWishes } from '../../../src/features/meals/wishes/parse-wishes.ts';
import { wishesSchema } from '../../../src/features/meals/plan/wish-schema.ts';

// Monday 2 to Sunday 8 March 2026; today is the Sunday before.
const week = { startsOn: '2026-03-02', days: 7, today: '2026-03-01' };
const read = (text: string) => parseWishes(text, week);

describe('plain words about a week', () => {
  test('become the wishes of the plan', () => {
    expect(read('something Thai on Friday, cheap, kids eat at 18:00')).toEqual({
      wishes: [
        { kind: 'want', words: 'Thai', date: '2026-03-06' },
        { kind: 'time', time: '18:00', mealType: 'dinner' },
      ],
      usePantry: true,
      useLeftovers: true,
      rest: [],
    });
  });

  test.each([
    ['no mushrooms', [{ kind: 'avoid', words: 'mushrooms' }]],
    [
      'no fish, mushrooms or pork',
      [
        { kind: 'avoid', words: 'fish' },
        { kind: 'want', words: 'mushrooms or pork' },
      ]
        .slice(0, 1)
        .concat([
          { kind: 'avoid', words: 'mushrooms' },
          { kind: 'avoid', words: 'pork' },
        ]),
    ],
    [
      'pancakes for breakfast on Sunday',
      [{ kind: 'want', words: 'pancakes', mealType: 'breakfast', date: '2026-03-08' }],
    ],
    ['fish and chips on Friday', [{ kind: 'want', words: 'fish and chips', date: '2026-03-06' }]],
    [
      'pizza on Saturday and lentil soup on Monday',
      [
        { kind: 'want', words: 'pizza', date: '2026-03-07' },
        { kind: 'want', words: 'lentil soup', date: '2026-03-02' },
      ],
    ],
    ['meatless Monday', [{ kind: 'want', words: 'vegetarian', date: '2026-03-02' }]],
    ['under 20 minutes on Tuesday', [{ kind: 'minutes', minutes: 20, date: '2026-03-03' }]],
    ['something quick on Wednesday', [{ kind: 'minutes', minutes: 30, date: '2026-03-04' }]],
    ['dinner at 7pm on Thursday', [{ kind: 'time', time: '19:00', mealType: 'dinner', date: '2026-03-05' }]],
    ['no lunch on Wednesday', [{ kind: 'skip', mealType: 'lunch', date: '2026-03-04' }]],
    ["we're out on Saturday evening", [{ kind: 'skip', mealType: 'dinner', date: '2026-03-07' }]],
    [
      'eating out on the weekend',
      ['2026-03-07', '2026-03-08'].flatMap((date) => [
        { kind: 'skip', mealType: 'lunch', date },
        { kind: 'skip', mealType: 'dinner', date },
      ]),
    ],
  ])('%s', (text, wishes) => {
    expect(read(text)).toMatchObject({ wishes, rest: [] });
    expect(wishesSchema.safeParse({ wishes: read(text).wishes }).success).toBe(true);
  });

  test.each([
    ['use up the leftovers', { useLeftovers: true }],
    ['no leftovers please', { useLeftovers: false }],
    ['use what we have', { usePantry: true }],
    ['nothing twice', { maxRepeats: 1 }],
    ['the same dish at most twice', { maxRepeats: 2 }],
  ])('%s', (text, habit) => {
    expect(read(text)).toMatchObject({ wishes: [], rest: [], ...habit });
  });

  test('that no rule knows, or that name a day outside of the plan, are left as they are', () => {
    const long = 'my aunt who is on a strange diet comes to visit us';
    expect(read(long)).toEqual({ wishes: [], rest: [long] });
    const short = parseWishes('pizza on Saturday', { ...week, days: 3 });
    expect(short).toEqual({ wishes: [], rest: ['pizza on Saturday'] });
  });

  test.each([
    '',
    ',,,;;',
    '!!!',
    'a'.repeat(5000),
    'no '.repeat(2000),
    'on Friday '.repeat(500),
    '1e9 minutes, -3:99',
  ])('odd text does no harm: %j', (text) => {
    const { wishes } = read(text);
    expect(wishesSchema.safeParse({ wishes }).success).toBe(true);
  });
});
