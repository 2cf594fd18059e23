import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { wordsIn } from '../../../src/features/fitness/import/import-words.ts';
import { ImportRefused } from '../../../src/features/fitness/import/imported.ts';
import { readImportFile } from '../../../src/features/fitness/import/read-file.ts';
import { textsOf } from '../../../src/http/texts.ts';

/** Files that real apps and devices wrote: the folder given by REAL_DATA, which is no part of the product. */
const folder = process.env['REAL_DATA'];

interface ActivityCase {
  file: string;
  kind: 'import' | 'edge';
  expect?: Record<string, number | string | null>;
}

interface CsvCase {
  file: string;
  reference: { app: string; sets: number; workouts: number; exercises: number; volume: number };
}

const manifest = <T>(name: string): T[] => {
  const path = join(folder ?? '', name, 'dev', 'manifest.json');
  return folder === undefined ? [] : (JSON.parse(readFileSync(path, 'utf8')) as { files: T[] }).files;
};
/** How far a value is from the stated one; 0 where none is stated. */
const difference = (value: number | null | undefined, stated: number | string | null | undefined) =>
  stated === undefined || stated === null ? 0 : Math.abs((value ?? Number.NaN) - Number(stated));
const read = (name: string, file: string) =>
  readImportFile(readFileSync(join(folder ?? '', name, 'dev', file)));

if (folder === undefined) {
  test.skip('real exports: 12 cases skipped, REAL_DATA is not set', () => undefined);
} else {
  describe('real exports of strength apps', () => {
    test.each(manifest<CsvCase>('strength-csv').map((one) => [one.file, one.reference] as const))(
      '%s',
      async (file, reference) => {
        const read1 = await read('strength-csv', file);
        const sets = read1.workouts.flatMap((workout) => workout.sets);
        const volume = sets.reduce((sum, { reps, weight }) => sum + (reps ?? 0) * (weight ?? 0), 0);
        expect(read1.kind).toBe(reference.app);
        expect(read1.workouts).toHaveLength(reference.workouts);
        expect(sets).toHaveLength(reference.sets);
        expect(new Set(sets.map(({ exerciseName }) => exerciseName)).size).toBe(reference.exercises);
        expect(Math.abs(volume / reference.volume - 1)).toBeLessThan(0.005);
        expect(new Set(read1.workouts.map(({ externalId }) => externalId)).size).toBe(reference.workouts);
      },
    );
  });

  describe('real recordings of devices', () => {
    const cases = manifest<ActivityCase>('fitness');

    test('are all in the folder', () => {
      expect(readdirSync(join(folder, 'fitness', 'dev'))).toEqual(
        expect.arrayContaining(cases.map(({ file }) => file)),
      );
    });

    const imports = cases
      .filter(({ kind }) => kind === 'import')
      .map((one) => [one.file, one.expect ?? {}] as const);

    test.each(imports)('%s', async (file, expected) => {
      const [workout] = (await read('fitness', file)).workouts;
      if (!workout) throw new Error('no workout');
      const [set] = workout.sets;
      const start = 'instant' in workout.start ? workout.start.instant : '';
      const stated = String(expected['start_utc']).replace(' ', 'T');
      expect(Date.parse(start)).toBe(Date.parse(/Z|\+/.test(stated) ? stated : `${stated}Z`));
      expect(difference(set?.distanceM, expected['distance_m'])).toBeLessThanOrEqual(
        Number(expected['distance_m']) * 0.01,
      );
      expect(difference(set?.durationS, expected['duration_s'])).toBeLessThan(file.endsWith('.gpx') ? 5 : 2);
      expect(difference(set?.avgHr, expected['avg_hr'])).toBeLessThan(1.5);
      expect(difference(set?.maxHr, expected['max_hr'])).toBe(0);
      expect(difference(workout.calories, expected['calories'])).toBeLessThanOrEqual(1);
      const sport = String(expected['sport'] ?? 'other').toLowerCase();
      expect(set?.exerciseName).toBe(
        { running: 'Running', cycling: 'Cycling', other: 'Other Cardio' }[sport],
      );
    });

    test('the cut one and the settings are refused with words, the empty segment is read', async () => {
      await expect(read('fitness', 'activity-unexpected-eof.fit')).rejects.toThrow(ImportRefused);
      const refused = await read('fitness', 'Settings.fit').catch((error: unknown) => error);
      const faults = refused instanceof ImportRefused ? refused.faults : [];
      expect(faults.map((fault) => wordsIn(textsOf('en'), fault))).toEqual([
        expect.stringContaining('holds no activity'),
      ]);
      const track = (await read('fitness', 'track-with-empty-segment.gpx')).workouts[0];
      expect(track?.sets[0]?.distanceM).toBeCloseTo(86, 0);
    });
  });
}
