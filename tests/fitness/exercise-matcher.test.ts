import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  createExerciseMatcher,
  type MatchableExercise,
} from '../../src/features/fitness/exercise-matcher.ts';
import { nameWords, wordsKey } from '../../src/features/fitness/exercise-names.ts';

interface SeedExercise {
  id: string;
  name: string;
  equipment: string | null;
}

function seed<T>(file: string): T {
  return JSON.parse(
    readFileSync(new URL(`../../src/features/fitness/seed/${file}`, import.meta.url), 'utf8'),
  ) as T;
}

const aliases = seed<Record<string, string[]>>('aliases.json');
const library: MatchableExercise[] = [
  ...seed<SeedExercise[]>('exercises.json'),
  ...seed<SeedExercise[]>('cardio.json'),
].map(({ id, name, equipment }) => ({ id, name, equipment, aliases: aliases[id] ?? [] }));
const matcher = createExerciseMatcher(library);
const matched = (name: string) => matcher.match(name)?.name;

describe('the seeded library', () => {
  test('has 873 exercises and the common cardio, each id once', () => {
    expect(seed<SeedExercise[]>('exercises.json')).toHaveLength(873);
    expect(new Set(library.map(({ id }) => id)).size).toBe(library.length);
  });

  test('gives no alias to an exercise that is not there, and none to two', () => {
    const owners = new Map<string, string>();
    for (const { id, name } of library) owners.set(wordsKey(nameWords(name)), id);
    const wrong: string[] = [];
    for (const [id, list] of Object.entries(aliases)) {
      if (!library.some((exercise) => exercise.id === id)) wrong.push(`${id}: unknown`);
      for (const alias of list) {
        const key = wordsKey(nameWords(alias));
        if ((owners.get(key) ?? id) !== id) wrong.push(`${alias}: ${owners.get(key)} and ${id}`);
        owners.set(key, id);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('what a name is taken for', () => {
  test.each([
    ['Bench Press (Barbell)', 'Barbell Bench Press - Medium Grip'],
    ['Flat Barbell Bench Press', 'Barbell Bench Press - Medium Grip'],
    ['Squat (Barbell)', 'Barbell Squat'],
    ['squat', 'Barbell Squat'],
    ['ohp', 'Standing Military Press'],
    ['RDLs', 'Romanian Deadlift'],
    ['DB rows', 'One-Arm Dumbbell Row'],
    ['pull-ups', 'Pullups'],
    ['Lat Pulldown (Pulley)', 'Wide-Grip Lat Pulldown'],
    ['Seated Leg Curl (Machine)', 'Seated Leg Curl'],
    ['Single Arm Lat Pulldown', 'One Arm Lat Pulldown'],
    ['Knee Raise (Captain’s Chair)', 'Knee/Hip Raise On Parallel Bars'],
    ['Running (Outdoor)', 'Running'],
    ['Kniebeuge', 'Barbell Squat'],
  ])('%s is %s', (written, expected) => {
    expect(matched(written)).toBe(expected);
  });

  test.each([
    'Pendlay Row (Barbell)',
    'Dragon Flag',
    '',
    '   ',
    '💪',
    'constructor',
    'Squat (Cable) somewhere else',
  ])('"%s" is left unmatched and not guessed', (written) => {
    expect(matched(written)).toBeUndefined();
  });

  test("a person's own exercise wins over the library where both have the name", () => {
    const own = { id: 'mine', name: 'Barbell Squat', aliases: [], equipment: null, own: true };
    expect(createExerciseMatcher([...library, own]).match('barbell squat')?.id).toBe('mine');
  });
});

describe('suggestions', () => {
  test('forgive swapped letters and an unfinished last word', () => {
    expect(matcher.suggest('sqaut')[0]?.name).toBe('Barbell Squat');
    expect(matcher.suggest('leg ext')[0]?.name).toBe('Leg Extensions');
    expect(matcher.suggest('Deadlift (Dumbbell)')[0]?.name).toBe('Stiff-Legged Dumbbell Deadlift');
  });

  test('put a certain match first and say which are guesses', () => {
    const [first, second] = matcher.suggest('bench press');
    expect(first).toMatchObject({ name: 'Barbell Bench Press - Medium Grip', score: 1 });
    expect(second?.certainty).toBe('close');
  });

  test('are none for words that no exercise has', () => {
    expect(matcher.suggest('zzzz qqqq')).toEqual([]);
  });
});
