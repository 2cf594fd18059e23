import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readRecipePage } from '../../../src/features/meals/recipe-import/read-page.ts';

/** Pages that real sites wrote: the folder given by REAL_DATA, which is no part of the product. */
const folder = process.env['REAL_DATA'];

interface Page {
  name: string;
  url: string;
  markup: string;
  has: Record<string, boolean>;
}
interface Expected {
  title: string;
  ingredients: string[];
  instructions_list: string[];
}

/** Texts compared as a reader would: without case, markup, and differences of quotes, dashes and spaces. */
const norm = (text: string) =>
  text
    .replace(/&amp;/g, '&')
    .replace(/<[^>]+>/g, ' ')
    .normalize('NFKC')
    .replace(/[‘’ʼ`´]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/[‐-―−]/g, '-')
    .replace(/⁄/g, '/')
    .replace(/\(\(([^()]*)\)\)/g, '($1)')
    .replace(/\s+/g, ' ')
    .replace(/\s+([,;:.)!?])/g, '$1')
    .replace(/\(\s+/g, '(')
    .trim()
    .toLowerCase();

/** Share of words that both have (token F1). */
function likeness(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => norm(text).match(/[\p{L}\p{N}]+/gu) ?? []);
  const counts = new Map<string, number>();
  for (const word of right!) counts.set(word, (counts.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of left!) {
    const count = counts.get(word) ?? 0;
    if (count > 0) common += 1;
    counts.set(word, count - 1);
  }
  return left!.length + right!.length === 0 ? 1 : (2 * common) / (left!.length + right!.length);
}

function judge(page: Page) {
  const dir = join(folder!, 'recipes', 'dev');
  const expected = JSON.parse(readFileSync(join(dir, `${page.name}.expected.json`), 'utf8')) as Expected;
  const found = readRecipePage(readFileSync(join(dir, `${page.name}.html`), 'utf8'), page.url);
  if ('problem' in found) return { title: false, ingredients: false, whole: false };
  const lines = (found.ingredients ?? []).map(({ text }) => norm(text));
  const title = norm(found.title) === norm(expected.title);
  const ingredients =
    !page.has['ingredients'] || lines.join('\n') === expected.ingredients.map(norm).join('\n');
  const steps = (found.steps ?? []).flatMap(({ text, section }, index, all) =>
    section && section !== all[index - 1]?.section ? [section, text] : [text],
  );
  const areSteps =
    !page.has['instructions_list'] || likeness(steps.join(' '), expected.instructions_list.join(' ')) >= 0.95;
  return { title, ingredients, whole: title && ingredients && areSteps };
}

if (folder === undefined) {
  test.skip('real pages: 59 cases skipped, REAL_DATA is not set', () => undefined);
} else {
  describe('real pages', () => {
    const manifest = readFileSync(join(folder, 'recipes', 'dev', 'manifest.json'), 'utf8');
    const { pages } = JSON.parse(manifest) as { pages: Page[] };
    const results = pages.map((page) => ({ ...judge(page), markup: page.markup }));
    const share = (of: typeof results, what: 'title' | 'ingredients' | 'whole') =>
      of.filter((one) => one[what]).length / of.length;
    const linked = results.filter(({ markup }) => markup === 'jsonld');

    test('with linked data: title, ingredients, and all with the steps', () => {
      expect(share(linked, 'title')).toBeGreaterThanOrEqual(0.99);
      expect(share(linked, 'ingredients')).toBeGreaterThanOrEqual(0.86);
      expect(share(linked, 'whole')).toBeGreaterThanOrEqual(0.78);
    });

    test('of every kind, also without any data', () => {
      expect(share(results, 'whole')).toBeGreaterThanOrEqual(0.63);
    });
  });
}
