import { expect, test } from '@jest/globals';
import { clockText, stepped } from '../../website/client/numbers.ts';

test.each([
  [100, 2.5, 102.5],
  [0.1, 0.2, 0.3],
  [5, -1, 4],
  [undefined, 2.5, 2.5],
  [undefined, -2.5, 0],
])('a step from %s by %s is %s', (value, by, expected) => {
  expect(stepped(value, by)).toBe(expected);
});

test.each([
  [90_000, '1:30'],
  [89_001, '1:30'],
  [5_000, '0:05'],
  [0, '0:00'],
])('%i ms of rest read %s', (ms, expected) => {
  expect(clockText(ms)).toBe(expected);
});
