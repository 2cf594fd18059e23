import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { projectRoot } from '../../src/lib/project-root.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeToken, makeUser } from '../support/users.ts';

const page = readFileSync(join(projectRoot, 'docs/api.md'), 'utf8');
const blocks = [...page.matchAll(/```bash\n(.*?)```/gs)].map(([, block]) => block!);
const hasCurl = spawnSync('curl', ['--version']).status === 0;

let app: TestApp;
let env: Record<string, string>;
let cwd: string;
beforeAll(async () => {
  app = await startTestApp();
  const token = await makeToken(app.db, await makeUser(app.db));
  cwd = mkdtempSync(join(tmpdir(), 'pa-docs-'));
  const picture = sharp({ create: { width: 60, height: 40, channels: 3, background: '#c42' } });
  await picture.jpeg().toFile(join(cwd, 'soup.jpg'));
  env = { PATH: process.env['PATH'] ?? '', PA_URL: await app.listen(), PA_TOKEN: token };
});
afterAll(async () => {
  await app.stop();
  rmSync(cwd, { recursive: true });
});

/** In their order, as a reader would paste them: each on what those before have left. */
(hasCurl ? test : test.skip)('every example of docs/api.md does what it says (needs curl)', async () => {
  const answers: string[] = [];
  for (const block of blocks) {
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', block], { env, cwd });
    answers.push(stdout);
  }
  expect(answers).toHaveLength(6);
  const [found, logged, list, changed, weighed, pictured] = answers;
  expect(JSON.parse(found!)).toMatchObject({ items: [{ name: expect.stringMatching(/squat/i) }] });
  expect(JSON.parse(logged!)).toMatchObject({
    title: 'Legs',
    sets: [{ reps: 5, weightKg: 100 }, { reps: 5 }],
  });
  expect(JSON.parse(list!)).toMatchObject({ items: [{ title: 'Legs' }], nextCursor: null });
  expect(changed).toContain('Legs, heavy');
  expect(JSON.parse(weighed!)).toMatchObject({ value: 81.4 });
  expect(JSON.parse(pictured!)).toMatchObject({ state: 'waiting', problem: null });
});
