import { describe, expect, test } from '@jest/globals';
import { ingredientsOfStep, stepPieces } from '../../../src/features/meals/recipes/cook-view.ts';
import { leadMinutesIn, timersIn } from '../../../src/features/meals/recipes/step-times.ts';
import { readWrittenLines, writeLines } from '../../../src/features/meals/recipes/written-lines.ts';

describe('times in a step', () => {
  test.each([
    ['Simmer for 20 minutes.', [1200]],
    ['Bake 20–25 min until brown', [1200]],
    ['Bake for 20 to 25 minutes', [1200]],
    ['Rest 1 1/2 hours', [5400]],
    ['Rest 1½ hours', [5400]],
    ['Roast for 1 hour and 15 minutes', [4500]],
    ['Roast for 1 hour 15 min.', [4500]],
    ['Leave it for half an hour', [1800]],
    ['Blend for 30 seconds, then wait an hour', [30, 3600]],
    ['a 10-minute rest', [600]],
    ['20 Minuten kochen, dann 2 Stunden ruhen', [1200, 7200]],
    ['laisser 5 minutes', [300]],
    ['0,5 Stunden', [1800]],
    ['Add 2 eggs and 300 ml milk', []],
    ['Heat the oven to 180 °C', []],
    ['wait 0 minutes', []],
    ['soak for 99999 hours', []],
  ])('%s', (text, seconds) => {
    expect(timersIn(text).map((timer) => timer.seconds)).toEqual(seconds);
  });

  test('are cut out of the text so that nothing of it is lost', () => {
    const text = 'Fry for 5 minutes, then 1 minute.';
    const pieces = stepPieces(text);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    expect(pieces.filter(({ seconds }) => seconds !== null).map((piece) => piece.text)).toEqual([
      '5 minutes',
      '1 minute',
    ]);
  });

  test.each([
    ['Soak the chickpeas overnight, at least 12 hours.', 720],
    ['Marinate the beef for 2 hours.', 120],
    ['Chill overnight in the refrigerator.', 600],
    ['Marinate for 10 minutes.', null],
    ['Simmer for 3 hours.', null],
    ['Thaw the prawns.', null],
  ])('what must start ahead: %s', (text, minutes) => {
    expect(leadMinutesIn(text)).toBe(minutes);
  });
});

test('a step is shown with the ingredients that it speaks of', () => {
  const lines = ['red onion', 'tomatoes', 'olive oil', 'coconut milk', 'chicken thighs', 'potatoes'].map(
    (foodName) => ({ foodName }),
  );
  const of = (text: string) => ingredientsOfStep(text, lines).map(({ foodName }) => foodName);
  expect(of('Fry the onions in the oil, add a tomato.')).toEqual(['red onion', 'tomatoes', 'olive oil']);
  expect(of('Pour in the coconut milk.')).toEqual(['coconut milk']);
  expect(of('Boil the potatoes.')).toEqual(['potatoes']);
  expect(of('Serve at once.')).toEqual([]);
});

describe('lines that a person writes', () => {
  const text = '200 g flour\n2 eggs\nFor the sauce:\n1 onion';

  test('are read with their headings and written again the same', () => {
    const lines = readWrittenLines(text);
    expect(lines).toEqual([
      { text: '200 g flour', section: null },
      { text: '2 eggs', section: null },
      { text: '1 onion', section: 'For the sauce' },
    ]);
    expect(writeLines(lines)).toBe(text);
  });

  test('lose bullets and numbers of steps, but no amounts', () => {
    const read = (lines: string, options = {}) => readWrittenLines(lines, options).map((line) => line.text);
    expect(read('1. Mix\n2) Bake\nStep 3: Eat', { numbered: true })).toEqual(['Mix', 'Bake', 'Eat']);
    expect(read('- 2 eggs\n• salt\n1 1/2 cups milk\n\n')).toEqual(['2 eggs', 'salt', '1 1/2 cups milk']);
    expect(read('2 minutes later stir.', { numbered: true })).toEqual(['2 minutes later stir.']);
  });
});
