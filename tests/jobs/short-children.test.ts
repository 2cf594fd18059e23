import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { ChildEnded, createShortChildren } from '../../src/jobs/short-children.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'pa-children-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const children = createShortChildren(dataDir);
const html =
  '<h1>Rice</h1><h2>Ingredients</h2><ul><li>200 g rice</li><li>1 l water</li></ul><h2>Method</h2><p>Boil.</p>';
const work = { role: 'read-recipe', order: { html }, heapMb: 96, timeoutMs: 60_000 };
/** Takes some tenths of a second at least. */
const slow = { html: `<p>${'<b>word</b> '.repeat(19_000)}` };

test('what a child answers comes back', async () => {
  expect(await children.ask(work)).toMatchObject({ title: 'Rice' });
});

test('work that takes too long is ended', async () => {
  await expect(children.ask({ ...work, order: slow, timeoutMs: 1 })).rejects.toThrow(ChildEnded);
});

test('work that takes too much memory ends only itself', async () => {
  await expect(children.ask({ ...work, heapMb: 4 })).rejects.toThrow(ChildEnded);
});

test('work that nobody waits for is ended, or not begun, and holds nobody up', async () => {
  const leaving = new AbortController();
  const reason = new Error('gone');
  const left = children.ask({ ...work, order: slow, signal: leaving.signal });
  const waiting = children.ask({ ...work, signal: leaving.signal });
  leaving.abort(reason);
  await expect(left).rejects.toBe(reason);
  await expect(waiting).rejects.toBe(reason);
  expect(await children.ask(work)).toMatchObject({ title: 'Rice' });
});

test('too many at once are sent away', async () => {
  const all = await Promise.allSettled(Array.from({ length: 11 }, () => children.ask(work)));
  expect(all.filter(({ status }) => status === 'rejected')).toEqual([
    { status: 'rejected', reason: expect.objectContaining({ status: 503 }) },
  ]);
});
