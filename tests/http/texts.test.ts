import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTexts, type Translate } from '../../src/http/texts.ts';

let root: string;
let t: Translate;
let german: Translate;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'pa-texts-'));
  for (const [language, texts] of Object.entries({
    en: {
      sets_zero: 'no sets',
      sets_one: '{{count}} set on {{day}}',
      sets_other: '{{count}} sets on {{day}}',
      most: '{{count, number}} at most',
      only: 'Only here',
    },
    de: { sets_one: '{{count}} Satz', sets_other: '{{count}} Sätze', most: 'höchstens {{count, number}}' },
  })) {
    mkdirSync(join(root, language));
    writeFileSync(join(root, language, 'list.json'), JSON.stringify(texts));
  }
  const texts = createTexts({ root });
  t = texts.for('en');
  german = texts.for('de');
});
afterAll(() => rmSync(root, { recursive: true }));

test('a text takes the plural of its count and fills its places, again and again', () => {
  for (const day of ['Mon', 'Tue']) {
    expect(t('list.sets', { count: 1, day })).toBe(`1 set on ${day}`);
    expect(t('list.sets', { count: 5, day })).toBe(`5 sets on ${day}`);
    expect(t('list.sets', { count: 0, day })).toBe('no sets');
  }
});

test('numbers are written as the language does', () => {
  expect(t('list.most', { count: 1000 })).toBe('1,000 at most');
  expect(t('list.most', { count: 2000 })).toBe('2,000 at most');
  expect(german('list.most', { count: 1000 })).toBe('höchstens 1.000');
});

test('what people wrote is never taken for a place or a text of its own', () => {
  const day = '{{count}} $t(list.only) $&';
  expect(t('list.sets', { count: 2, day })).toBe(`2 sets on ${day}`);
});

test('a text that a language lacks is English; one that nobody has is an error', () => {
  expect(german('list.sets', { count: 2 })).toBe('2 Sätze');
  expect(german('list.only')).toBe('Only here');
  expect(() => t('list.missing')).toThrow('No text for "list.missing"');
});
