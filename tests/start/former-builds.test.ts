import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { forgetFormerParts } from '../../scripts/former-builds.ts';

test('a server goes on loading its parts over two builds made beneath it; what is older goes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'builds-'));
  const chunks = join(folder, 'chunks');
  mkdirSync(chunks);
  const build = async (...names: string[]) => {
    const parts = names.map((name) => join(chunks, name));
    for (const part of parts) writeFileSync(part, '');
    await forgetFormerParts(chunks, parts, join(folder, '.parts'));
    return readdirSync(chunks).sort();
  };
  writeFileSync(join(chunks, 'of-nobody.js'), '');
  expect(await build('same.js', 'a-1.js')).toEqual(['a-1.js', 'same.js']);
  expect(await build('same.js', 'a-2.js')).toEqual(['a-1.js', 'a-2.js', 'same.js']);
  expect(await build('same.js', 'a-3.js')).toEqual(['a-1.js', 'a-2.js', 'a-3.js', 'same.js']);
  expect(await build('same.js', 'a-4.js')).toEqual(['a-2.js', 'a-3.js', 'a-4.js', 'same.js']);
  rmSync(folder, { recursive: true });
});
