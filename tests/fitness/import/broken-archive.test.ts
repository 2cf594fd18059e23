import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ZipFile } from 'yazl';
import { selectRows } from '../../../src/db/index.ts';
import { newId } from '../../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { makeUser, type TestUser } from '../../support/users.ts';
import { binary, exportOf, fillWith, importInto } from './export-support.ts';

let app: TestApp;
let user: TestUser;

beforeEach(async () => {
  app = await startTestApp();
  user = await makeUser(app.db);
});
afterEach(() => app.stop());

describe('a ZIP that is no whole export of ours', () => {
  const zipOf = (files: Record<string, string>): Promise<Buffer> =>
    new Promise((resolve) => {
      const zip = new ZipFile();
      for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
      zip.end();
      binary(zip.outputStream, (_error, body) => resolve(body));
    });
  const manifest = JSON.stringify({ format: 'primary-assistant-export', version: 1 });

  test.each([
    ['another archive', { 'a.txt': 'hello' }, 'no export.json'],
    [
      'a newer version',
      { 'export.json': JSON.stringify({ format: 'primary-assistant-export', version: 2 }) },
      'newer release',
    ],
    [
      'broken JSON',
      { 'export.json': manifest, 'data/workouts.json': '[\n{"id": }\n]\n' },
      'Line 2: data/workouts.json is no valid JSON.',
    ],
    [
      'a part cut short',
      { 'export.json': manifest, 'data/workouts.json': '[\n' },
      'Line 1: data/workouts.json stops here.',
    ],
    [
      'a wrong value',
      { 'export.json': manifest, 'data/measurements.json': '[{"id":"x"}]' },
      'data/measurements.json, row 1, “id”: This is not written as needed.',
    ],
  ])('%s is refused with words', async (_name, files, words) => {
    const { read } = await importInto(app, user, await zipOf(files));
    expect(read.state).toBe('refused');
    expect(read.problem).toContain(words);
  });

  test('one cut short is refused, and nothing of it is stored', async () => {
    await fillWith(app, user);
    const file = await exportOf(app, user);
    const other = await makeUser(app.db);
    const { read } = await importInto(app, other, file.subarray(0, file.length - 100));
    expect(read).toMatchObject({ state: 'refused', problem: expect.stringContaining('cut short') });
    expect(await selectRows(app.db, 'select 1 from workouts where user_id = :id', { id: other.id })).toEqual(
      [],
    );
  });

  test('a picture that is none is refused, and no file stays behind', async () => {
    const photo = {
      id: newId(),
      takenOn: '2026-02-01',
      pose: null,
      notes: '',
      externalId: null,
      createdAt: '2026-02-01T00:00:00Z',
    };
    const files = {
      'export.json': manifest,
      'data/photos.json': JSON.stringify([photo]),
      [`photos/${photo.id}.webp`]: '<svg onload="alert(1)"/>',
    };
    const { applied } = await importInto(app, user, await zipOf(files));
    expect(applied).toMatchObject({ state: 'read', problem: expect.stringContaining(photo.id) });
    expect(await selectRows(app.db, 'select 1 from photos', {})).toEqual([]);
  });
});
