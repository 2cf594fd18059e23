import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { readJson } from '../../src/ai/read-json.ts';

const list = join(process.env['REAL_DATA'] ?? '', 'llm-json/dev.jsonl');
const isThere = process.env['REAL_DATA'] !== undefined && existsSync(list);

interface Case {
  input: string;
  expect?: unknown;
  error?: true;
  kind: 'valid' | 'truncated' | 'syntax' | 'fenced-or-prose' | 'refuse';
}

describe('what a model wrote', () => {
  test.each([
    ['{"title":"Dal"}', { title: 'Dal' }],
    [
      'Of course! Here is the plan:\n```json\n{"meals": ["soup", "bread"]}\n```\nEnjoy it.',
      { meals: ['soup', 'bread'] },
    ],
    ['Here you go: {"a": {"b": "}"}} and that was it', { a: { b: '}' } }],
    ["{title: 'Lentils', vegan: True, note: None,}", { title: 'Lentils', vegan: true, note: null }],
    ['{"steps": ["Wash the rice", "Boil the wa', { steps: ['Wash the rice', 'Boil the wa'] }],
    ['{"list": [{"name": "salt"}, {"name": "', { list: [{ name: 'salt' }, {}] }],
    ['<think>The user wants [1] or {2}.</think>\n{"choice": 2}', { choice: 2 }],
    ['```\n[1, 2, 3,]\n```', [1, 2, 3]],
    ['{"a": 1 // one\n}', { a: 1 }],
  ])('%j is read', (text, value) => {
    const read = readJson(text);
    expect(read).toMatchObject({ ok: true, value });
  });

  test.each([
    '',
    '   ',
    'I am sorry, I cannot do that.',
    'null and void',
    '}',
    '[['.repeat(40_000),
    '{"a":'.repeat(15_000),
  ])('nothing is made of %j', (text) => {
    expect(readJson(text)).toMatchObject({ ok: false });
  });

  test('of several values the wanted one is taken', () => {
    const text = 'First I thought of {"idea": 1}.\nThe answer: {"title": "Dal"}';
    const isWanted = (value: unknown) => typeof value === 'object' && value !== null && 'title' in value;
    expect(readJson(text, isWanted)).toMatchObject({ value: { title: 'Dal' } });
  });
});

(isThere ? test : test.skip)('answers of real models, from the folder given by REAL_DATA', () => {
  const cases = readFileSync(list, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Case);
  const right: Record<string, number> = {};
  const all: Record<string, number> = {};
  for (const one of cases) {
    const read = readJson(one.input);
    const isRight = one.error ? !read.ok : read.ok && isDeepStrictEqual(read.value, one.expect);
    all[one.kind] = (all[one.kind] ?? 0) + 1;
    right[one.kind] = (right[one.kind] ?? 0) + (isRight ? 1 : 0);
  }
  const share = (kind: Case['kind']) => (right[kind] ?? 0) / (all[kind] ?? 1);
  expect(share('valid')).toBe(1);
  expect(share('refuse')).toBe(1);
  expect(share('truncated')).toBeGreaterThanOrEqual(50 / 58);
  expect(share('fenced-or-prose')).toBeGreaterThanOrEqual(0.9);
});
