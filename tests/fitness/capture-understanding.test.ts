import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { understandFitness } from '../../src/features/fitness/capture/understand.ts';
import type {
  CapturedWorkout,
  FitnessCaptureContext,
  KnownExercise,
} from '../../src/features/fitness/capture/understand.ts';
import { createExerciseMatcher } from '../../src/features/fitness/exercise-matcher.ts';
import { localDate, localTime } from '../../src/lib/dates.ts';

interface SeedRow {
  id: string;
  name: string;
  category: string;
  equipment: string | null;
}
const seed = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../src/features/fitness/seed/${file}`, import.meta.url), 'utf8'));
const aliases = seed('aliases.json') as Record<string, string[]>;
const rows = [...(seed('exercises.json') as SeedRow[]), ...(seed('cardio.json') as SeedRow[])];
const matcher = createExerciseMatcher(rows.map((row) => ({ ...row, aliases: aliases[row.id] ?? [] })));
const known = new Map<string, Omit<KnownExercise, 'isCertain'>>(
  rows.map(({ id, name, category, equipment }) => [
    id,
    {
      id,
      name,
      kind: category === 'cardio' ? 'cardio' : id === 'plank' ? 'hold' : 'strength',
      isBodyweight: equipment === 'body only',
    },
  ]),
);

/** Friday 20 November 2026, 19:05 in Berlin. */
const now = new Date('2026-11-20T18:05:00Z');
const context = (more: Partial<FitnessCaptureContext> = {}): FitnessCaptureContext => ({
  now,
  timeZone: 'Europe/Berlin',
  units: { weight: 'kg', distance: 'km' },
  findExercises: (name) =>
    matcher
      .suggest(name, 5)
      .map(({ id, certainty }) => ({ ...known.get(id)!, isCertain: certainty !== 'close' })),
  measurements: [
    { id: 'w', name: 'Body weight', unit: 'kg', isBodyWeight: true },
    { id: null, name: 'Waist', unit: 'cm', isBodyWeight: false },
    { id: null, name: 'Body fat', unit: '%', isBodyWeight: false },
  ],
  ...more,
});
const read = (text: string, more?: Partial<FitnessCaptureContext>) => understandFitness(text, context(more));

/** The first reading as one short line: exercise ids with their sets. */
function brief(text: string, more?: Partial<FitnessCaptureContext>, index = 0): string {
  const { candidates, problem } = read(text, more);
  const captured = candidates[index];
  if (!captured) return `? ${problem?.key}`;
  if (captured.kind === 'measurement') return `${captured.type.name} ${captured.value} ${captured.unit}`;
  return captured.entries
    .map((entry) => [entry.exercises[0]!.id, ...entry.groups.map(briefGroup)].join(' '))
    .join('; ');
}

function briefGroup(group: CapturedWorkout['entries'][number]['groups'][number]): string {
  const parts = [`${group.sets}x${group.reps ?? ''}`];
  if (group.weight !== undefined) parts.push(`${group.weight}${group.weightUnit}`);
  if (group.durationS !== undefined) parts.push(`${group.durationS}s`);
  if (group.distanceM !== undefined) parts.push(`${group.distanceM}m`);
  for (const name of ['rir', 'rpe', 'avgHr', 'maxHr', 'calories'] as const) {
    if (group[name] !== undefined) parts.push(`${name}${group[name]}`);
  }
  if (group.setType !== 'normal') parts.push(group.setType);
  return parts.join('/');
}

describe('lifting in one line', () => {
  test.each([
    ['squat 5x5 100kg', 'barbell-squat 5x5/100kg'],
    ['Squat 5 × 5 × 100', 'barbell-squat 5x5/100kg'],
    ['squat 5x5 102,5', 'barbell-squat 5x5/102.5kg'],
    ['bench 100x8@9, 3 sets', 'barbell-bench-press-medium-grip 3x8/100kg/rpe9'],
    ['bench 3x8 80 kg rir 2', 'barbell-bench-press-medium-grip 3x8/80kg/rir2'],
    ['bench 3x8 80 kg, rir 2', 'barbell-bench-press-medium-grip 3x8/80kg/rir2'],
    ['bench 3x8 @ 80kg', 'barbell-bench-press-medium-grip 3x8/80kg'],
    ['bench 3x8@80', 'barbell-bench-press-medium-grip 3x8/80kg'],
    ['bench 80x8 @rpe 8.5', 'barbell-bench-press-medium-grip 1x8/80kg/rpe8.5'],
    ['bench press 100kgx8', 'barbell-bench-press-medium-grip 1x8/100kg'],
    ['deadlift 1x5 140, 1x5 150', 'barbell-deadlift 1x5/140kg 1x5/150kg'],
    ['deadlift 140x5, 150x3, 160x1', 'barbell-deadlift 1x5/140kg 1x3/150kg 1x1/160kg'],
    ['deadlift 315 lb x 5 x 3', 'barbell-deadlift 3x5/315lb'],
    ['bench 100kg 8, 8, 7', 'barbell-bench-press-medium-grip 1x8/100kg 1x8/100kg 1x7/100kg'],
    ['bench 100kg 8,8,7', 'barbell-bench-press-medium-grip 1x8/100kg 1x8/100kg 1x7/100kg'],
    ['pull ups 10, 8, 7', 'pullups 1x10 1x8 1x7'],
    ['10 pull ups', 'pullups 1x10'],
    ['pull-ups 3x10 +20kg', 'pullups 3x10/20kg'],
    ['did 5 sets of 5 squats at 100 kg', 'barbell-squat 5x5/100kg'],
    ['squat 8x100kg', 'barbell-squat 1x8/100kg'],
    ['squat 60x5 warm-up', 'barbell-squat 1x5/60kg/warmup'],
    ['squat 5x5 100kg, bench 3x8 80kg', 'barbell-squat 5x5/100kg; barbell-bench-press-medium-grip 3x8/80kg'],
    ['squat 5x5 100kg, 10 pull ups', 'barbell-squat 5x5/100kg; pullups 1x10'],
    ['3/4 sit-up 3x20', '3-4-sit-up 3x20'],
    ['plank 3x60s', 'plank 3x/60s'],
    ['plank 1:30', 'plank 1x/90s'],
  ])('%s', (text, expected) => {
    expect(brief(text)).toBe(expected);
  });

  test('numbers without a unit are in the unit of the person', () => {
    expect(brief('squat 5x5 225', { units: { weight: 'lb', distance: 'mi' } })).toBe(
      'barbell-squat 5x5/225lb',
    );
    expect(brief('run 3', { units: { weight: 'lb', distance: 'mi' } })).toBe('running 1x/4828m');
  });

  test('what can be read in two ways is offered in both', () => {
    expect([brief('dumbbell curl 12x10'), brief('dumbbell curl 12x10', {}, 1)]).toEqual([
      'dumbbell-bicep-curl 1x10/12kg',
      'dumbbell-bicep-curl 12x10',
    ]);
    expect(read('squat 5x5 100kg').candidates).toHaveLength(1);
  });

  test('other words stay as a note', () => {
    const [captured] = read('squat 5x5 100kg felt heavy').candidates as CapturedWorkout[];
    expect(captured!.notes).toBe('felt heavy');
    const [heavy] = read('bench 100x8@9, 3 sets felt heavy').candidates as CapturedWorkout[];
    expect([heavy!.notes, heavy!.entries[0]!.groups]).toEqual([
      'felt heavy',
      [{ sets: 3, reps: 8, weight: 100, weightUnit: 'kg', rpe: 9, setType: 'normal' }],
    ]);
    const [other] = read('squat 5x5 100kg, knee hurts a bit').candidates as CapturedWorkout[];
    expect(other!.notes).toBe('knee hurts a bit');
  });
});

describe('cardio in one line', () => {
  test.each([
    ['run 5 km 27:30', 'running 1x/1650s/5000m'],
    ['run 5k in 27:30', 'running 1x/1650s/5000m'],
    ['ran 5 km 27:30', 'running 1x/1650s/5000m'],
    ['5 km run, 27:30, hr 142', 'running 1x/1650s/5000m/avgHr142'],
    ['cycled 40min 18 km hr 142', 'cycling 1x/2400s/18000m/avgHr142'],
    ['cycling 1h20 40 km 142 bpm max hr 171', 'cycling 1x/4800s/40000m/avgHr142/maxHr171'],
    ['run 10 km @ 5:30/km', 'running 1x/3300s/10000m'],
    ['run 1:02:03 10 km 640 kcal', 'running 1x/3723s/10000m/calories640'],
    ['run 4x400m', 'running 4x/400m'],
    ['row 2 km 8:00', 'rowing 1x/480s/2000m'],
    ['swam 1500 m 32 min', 'swimming 1x/1920s/1500m'],
  ])('%s', (text, expected) => {
    expect(brief(text)).toBe(expected);
  });

  test('a bare number may be a distance or minutes', () => {
    expect([brief('run 40'), brief('run 40', {}, 1)]).toEqual(['running 1x/2400s', 'running 1x/40000m']);
  });
});

describe('body values in one line', () => {
  test.each([
    ['weight 81.4', 'Body weight 81.4 kg'],
    ['weight 81,4', 'Body weight 81.4 kg'],
    ['weight 180 lb', 'Body weight 180 lb'],
    ['81.4 kg', 'Body weight 81.4 kg'],
    ['bw: 81.4', 'Body weight 81.4 kg'],
    ['waist 84 cm', 'Waist 84 cm'],
    ['waist 84', 'Waist 84 cm'],
    ['waist 33in', 'Waist 83.82 cm'],
    ['body fat 18%', 'Body fat 18 %'],
  ])('%s', (text, expected) => {
    expect(brief(text)).toBe(expected);
  });
});

describe('when it was', () => {
  const at = (text: string) => {
    const captured = read(text).candidates[0];
    if (!captured) return read(text).problem?.key;
    return `${localDate(captured.at, 'Europe/Berlin')} ${localTime(captured.at, 'Europe/Berlin')}`;
  };

  test.each([
    ['squat 5x5 100', '2026-11-20 19:05'],
    ['yesterday 18:00 squat 5x5 100', '2026-11-19 18:00'],
    ['squat 5x5 100 yesterday', '2026-11-19 12:00'],
    ['squat 5x5 100kg tue', '2026-11-17 12:00'],
    ['squat 5x5 100kg on Tuesday at 7pm', '2026-11-17 19:00'],
    ['fri 7:30 squat 5x5 100kg', '2026-11-20 07:30'],
    ['3 mar squat 5x5 100kg', '2026-03-03 12:00'],
    ['squat 5x5 100kg Dec 24', '2025-12-24 12:00'],
    ['24 Dec 2023 17:15 squat 5x5 100kg', '2023-12-24 17:15'],
    ['2026-03-03 weight 81.4', '2026-03-03 12:00'],
    ['weight 81.4 at 7:10', '2026-11-20 07:10'],
    ['weight 81.4 at 22:10', '2026-11-19 22:10'],
    ['run 5 km 27:30 2 hours ago', '2026-11-20 17:05'],
    ['3 days ago squat 5x5 100', '2026-11-17 12:00'],
    ['2026-12-24 squat 5x5 100', 'future'],
  ])('%s', (text, expected) => {
    expect(at(text)).toBe(expected);
  });

  test('a time is not taken for a duration, nor a date for sets', () => {
    expect(brief('yesterday 18:00 run 5 km 27:30')).toBe('running 1x/1650s/5000m');
    expect(brief('run 5 km 27:30 yesterday 18:00')).toBe('running 1x/1650s/5000m');
    expect(brief('3 mar squat 5x5 100')).toBe('barbell-squat 5x5/100kg');
    expect(brief('sun salutation 5x5')).not.toBe('? empty');
  });
});

describe('what is not understood', () => {
  test.each([
    ['', { key: 'empty', vars: {} }],
    ['yesterday', { key: 'empty', vars: {} }],
    ['squat', { key: 'noNumbers', vars: { exercise: 'Barbell Squat' } }],
    ['5x5 100kg', { key: 'noExercise', vars: {} }],
    ['xyzzy 5x5', { key: 'unknownExercise', vars: { name: 'xyzzy' } }],
    ['squat 5x5 100kg, xyzzy 3x8', { key: 'unknownExercise', vars: { name: 'xyzzy' } }],
    [
      'squat 5x5 9000kg',
      {
        key: 'outOfRange',
        vars: { exercise: 'Barbell Squat', what: 'weight', value: 9000, min: 0, max: 2000 },
      },
    ],
    [
      'squat 99x5 100kg',
      { key: 'outOfRange', vars: { exercise: 'Barbell Squat', what: 'sets', value: 99, min: 1, max: 50 } },
    ],
  ])('%s', (text, problem) => {
    expect(read(text)).toEqual({ candidates: [], problem });
  });

  test('a close name offers what it may mean', () => {
    const [captured] = read('incline dumbell pres 3x10 24').candidates as CapturedWorkout[];
    expect(captured!.entries[0]!.exercises[0]!.name).toBe('Incline Dumbbell Press');
    expect(captured!.entries[0]!.exercises.length).toBeGreaterThan(1);
  });

  test('no line makes it fail or run long', () => {
    const odd = [
      'x'.repeat(500),
      '5x'.repeat(250),
      '1,'.repeat(250),
      '@'.repeat(99),
      '\u0000 squat \ud800 5x5',
      '9'.repeat(400),
    ];
    for (const line of [
      ...odd,
      'constructor 5x5',
      'squat constructor 5x5',
      '٣x٥ squat',
      '🏋️ 5x5',
      '5x5 '.repeat(100),
    ]) {
      expect(read(line)).toHaveProperty('candidates');
    }
  });
});
