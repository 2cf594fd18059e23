import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecipePage } from '../../src/features/meals/recipe-import/read-page.ts';

/** No page may take longer to read, whatever is in it. */
const GOAL_MS = 2000;
const ROUNDS = 20;
const SCRIPT = '<script type="application/ld+json">';

/**
 * `npm run bench -- recipe-import [FOLDER]`: milliseconds to read a recipe page, of made-up pages, of pages that want to
 * take for ever, and of the *.html in FOLDER. Exit code 1 when one takes longer than 2 s.
 */
export async function bench([folder]: string[]): Promise<number> {
  const pages = { ...usualPages(), ...hostilePages(), ...(folder ? pagesIn(folder) : {}) };
  // The first page pays for what is compiled on the way.
  for (const html of Object.values(usualPages())) readRecipePage(html, 'https://kitchen.example/');
  const slow: string[] = [];
  const all: number[] = [];
  for (const [name, html] of Object.entries(pages)) {
    const times = timesOf(html);
    const slowest = times.at(-1)!;
    all.push(times[Math.floor(times.length / 2)]!);
    if (slowest > GOAL_MS) slow.push(name);
    if (!folder || slowest > 200) write(name, html.length, times);
  }
  all.sort((a, b) => a - b);
  process.stdout.write(
    `${all.length} pages: median ${ms(all[Math.floor(all.length / 2)]!)}, slowest ${ms(all.at(-1)!)}; goal: none over ${GOAL_MS} ms\n`,
  );
  if (slow.length > 0) process.stdout.write(`Too slow: ${slow.join(', ')}\n`);
  return slow.length > 0 ? 1 : 0;
}

/** From the fastest to the slowest; what takes long is not repeated often. */
function timesOf(html: string): number[] {
  const times: number[] = [];
  let spent = 0;
  while (times.length < ROUNDS && (times.length === 0 || spent < 1000)) {
    const start = performance.now();
    readRecipePage(html, 'https://kitchen.example/');
    times.push(performance.now() - start);
    spent += times.at(-1)!;
  }
  return times.sort((a, b) => a - b);
}

function usualPages(): Record<string, string> {
  const lines = Array.from({ length: 14 }, (_, index) => `${index + 1} cups of ingredient ${index}`);
  const steps = Array.from({ length: 9 }, (_, index) => `Stir part ${index} until it is done, then rest.`);
  const recipe = { '@type': 'Recipe', name: 'Stew', recipeIngredient: lines, recipeInstructions: steps };
  const filler =
    '<div class="teaser"><a href="/x"><span>Another page</span></a><p>Words of it.</p></div>'.repeat(2500);
  const list = (items: string[]) => items.map((item) => `<li>${item}</li>`).join('');
  const shown = `<h1>Stew</h1><h2>Ingredients</h2><ul>${list(lines)}</ul><h2>Method</h2><ol>${list(steps)}</ol>`;
  return {
    'linked data, 200 kB': `<html><head>${SCRIPT}${JSON.stringify(recipe)}</script></head><body>${shown}${filler}</body></html>`,
    'no data, 200 kB': `<html><body>${shown}${filler}</body></html>`,
  };
}

function hostilePages(): Record<string, string> {
  const pages = {
    'nested without end': '<div>'.repeat(400_000),
    'lines without end': '<p>1 g of salt</p>'.repeat(140_000),
    'as many elements as are read': '<div class="ingredient">1 g</div>'.repeat(29_000),
    'headings only': '<h2>Ingredients</h2>'.repeat(29_000),
    'one paragraph': `<p>${'x '.repeat(900_000)}`,
    'unclosed tags': '<br'.repeat(600_000),
    'broken JSON': `${SCRIPT}{"@type":"Recipe","name":"${'x"y'.repeat(9000)}</script>`,
    'many recipes': `${SCRIPT}[${'{"@type":"Recipe","name":"&amp;","recipeIngredient":["&amp;"]},'.repeat(25_000)}{}]</script>`,
  };
  return Object.fromEntries(Object.entries(pages).map(([name, html]) => [name, html.slice(0, 2_000_000)]));
}

function pagesIn(folder: string): Record<string, string> {
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  const names = readdirSync(folder).filter((name) => name.endsWith('.html'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

function write(name: string, bytes: number, times: number[]): void {
  const median = times[Math.floor(times.length / 2)]!;
  const size = `${Math.round(bytes / 1000)} kB`;
  process.stdout.write(
    `${name.padEnd(32)} ${size.padStart(8)}  median ${ms(median)}  slowest ${ms(times.at(-1)!)}\n`,
  );
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`.padStart(8);
}
