import { describe, expect, test } from '@jest/globals';
import { wordsIn } from '../../../src/features/fitness/import/import-words.ts';
import { type ImportAnswers, ImportRefused } from '../../../src/features/fitness/import/imported.ts';
import { readImportFile } from '../../../src/features/fitness/import/read-file.ts';
import { textsOf } from '../../../src/http/texts.ts';

const english = textsOf('en');
const read = (lines: string | string[], answers?: ImportAnswers) =>
  readImportFile(Buffer.from(Array.isArray(lines) ? `${lines.join('\n')}\n` : lines), answers);

async function faultsOf(lines: string | string[]) {
  const outcome = await read(lines).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof ImportRefused)) throw new Error(`was not refused: ${String(outcome)}`);
  return outcome.faults.map((fault) => ({ line: fault.line, message: wordsIn(english, fault) }));
}

const STRONG =
  'Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE';
const STRONG_NEW =
  'Workout #;Date;Workout Name;Duration (sec);Exercise Name;Set Order;Weight (kg);Reps;RPE;Distance (meters);Seconds;Notes;Workout Notes';
const STRONG_UNITS =
  'Date;Workout Name;Exercise Name;Set Order;Weight;Weight Unit;Reps;RPE;Distance;Distance Unit;Seconds;Notes;Workout Notes;Workout Duration';
const HEVY =
  '"title","start_time","end_time","description","exercise_title","superset_id","exercise_notes","set_index","set_type","weight_lbs","reps","distance_miles","duration_seconds","rpe"';
const FITNOTES = 'Date,Exercise,Category,Weight,Weight Unit,Reps,Distance,Distance Unit,Time,Comment';

describe('Strong', () => {
  test('two workouts of one day with one title are two; the unit of the plain file is asked', async () => {
    const file = await read([
      STRONG,
      '2031-02-03 07:10:00,Push,1h 5m,Bench Press (Barbell),1,80,5,0,0,"elbows in, slow",good day,8.5',
      '2031-02-03 07:10:00,Push,1h 5m,Bench Press (Barbell),2,82.5,5,0,0,,,',
      '2031-02-03 18:40:00,Push,45m,Plank,1,0,0,0,60,,,',
    ]);
    expect(file).toMatchObject({ kind: 'strong', questions: ['weightUnit'], warnings: [] });
    expect(file.workouts).toHaveLength(2);
    const [morning, evening] = file.workouts;
    expect(morning).toMatchObject({
      title: 'Push',
      start: { local: '2031-02-03T07:10:00', timeKnown: true },
      durationS: 3900,
      notes: 'good day',
    });
    expect(morning?.sets[0]).toMatchObject({
      line: 2,
      reps: 5,
      weight: 80,
      weightUnit: null,
      rpe: 8.5,
      notes: 'elbows in, slow',
    });
    expect(evening?.sets[0]).toMatchObject({ reps: null, weight: null, durationS: 60 });
    expect(morning?.externalId).not.toBe(evening?.externalId);
  });

  test('an answered unit is taken and no longer asked', async () => {
    const lines = [STRONG, '2031-02-03 07:10:00,Push,1h,Squat (Barbell),1,225,5,0,0,,,'];
    const file = await read(lines, { weightUnit: 'lb' });
    expect(file.questions).toEqual([]);
    expect(file.workouts[0]?.sets[0]).toMatchObject({ weight: 225, weightUnit: 'lb' });
  });

  test('the semicolon file states its units; rest timers and notes are no sets, W and D are warm-up and drop', async () => {
    const file = await read([
      STRONG_NEW,
      '1;2031-08-10 18:00:00;"Push; heavy";3600;Bench Press (Barbell);W;40;10;;;;;',
      '1;2031-08-10 18:00:00;"Push; heavy";3600;Bench Press (Barbell);1;80;8;8,5;;;;',
      '1;2031-08-10 18:00:00;"Push; heavy";3600;Bench Press (Barbell);Rest Timer;;;;;90;;',
      '1;2031-08-10 18:00:00;"Push; heavy";3600;Bench Press (Barbell);Note;;;;;;"keep tight";',
      '1;2031-08-10 18:00:00;"Push; heavy";3600;Bench Press (Barbell);D;60,5;12;;;;;',
      '1;2031-08-10 18:00:00;"Push; heavy";3600;Sled Push;1;80;;;25;;;',
    ]);
    expect(file).toMatchObject({ questions: [], skippedRows: 2 });
    const sets = file.workouts[0]?.sets ?? [];
    expect(sets.map(({ setType, weight, weightUnit }) => [setType, weight, weightUnit])).toEqual([
      ['warmup', 40, 'kg'],
      ['normal', 80, 'kg'],
      ['drop', 60.5, 'kg'],
      ['normal', 80, 'kg'],
    ]);
    expect(sets[1]).toMatchObject({ rpe: 8.5, restS: 90, notes: 'keep tight' });
    expect(sets[3]).toMatchObject({ distanceM: 25, reps: null });
    expect(file.workouts[0]).toMatchObject({ title: 'Push; heavy', durationS: 3600 });
  });

  test('a unit column counts row by row, miles too; twelve-hour clocks with a narrow space are understood', async () => {
    const file = await read([
      STRONG_UNITS,
      '2031-09-02 7:10:00\u202fPM;Ride;Cycling;1;0.0;lbs;0.0;;10.0;mi.;1800.0;"";"";35m',
      '2031-09-02 7:10:00\u202fPM;Ride;Bench Press (Barbell);1;135.0;lbs;5.0;;0.0;mi.;0.0;"";"";35m',
    ]);
    expect(file.questions).toEqual([]);
    expect(file.workouts[0]?.start).toEqual({ local: '2031-09-02T19:10:00', timeKnown: true });
    expect(file.workouts[0]?.sets[0]).toMatchObject({ distanceM: 16093.44, durationS: 1800, weight: null });
    expect(file.workouts[0]?.sets[1]).toMatchObject({ weight: 135, weightUnit: 'lb', reps: 5 });
  });

  test('renaming a workout in the app keeps its key', async () => {
    const named = (title: string) =>
      read([STRONG, `2031-02-03 07:10:00,${title},1h,Squat (Barbell),1,100,5,0,0,,,`]);
    const [before, after] = [await named('Legs'), await named('Heavy legs')];
    expect(before.workouts[0]?.externalId).toBe(after.workouts[0]?.externalId);
  });

  test('dates that can be read both ways are asked about, unless one of them tells', async () => {
    const row = (date: string) => `${date} 07:30,Legs,1h,Squat (Barbell),1,0,5,0,0,,,`;
    expect((await read([STRONG, row('04/03/2031')])).questions).toEqual(['dateOrder']);
    const told = await read([STRONG, row('04/03/2031'), row('25/03/2031')]);
    expect(told.questions).toEqual([]);
    expect(told.workouts[0]?.start).toMatchObject({ local: '2031-03-04T07:30:00' });
    const answered = await read([STRONG, row('04/03/2031')], { dateOrder: 'month-first' });
    expect(answered.workouts[0]?.start).toMatchObject({ local: '2031-04-03T07:30:00' });
  });

  test('help from a machine (a negative weight) is a note, not a load', async () => {
    const file = await read([STRONG_NEW, '1;2031-08-10 18:00:00;A;60;Pull Up (Assisted);1;-20;8;;;;;']);
    expect(file.workouts[0]?.sets[0]).toMatchObject({ weight: null, reps: 8, notes: '20 kg assistance' });
  });
});

describe('Hevy', () => {
  test('reads pounds and miles, set types, supersets from 1, notes of an exercise once', async () => {
    const file = await read([
      HEVY,
      '"Pull","8 Apr 2031, 16:50","8 Apr 2031, 17:43","felt strong","Lat Pulldown (Cable)",0,"seat 4",0,"warmup",60,12,,,',
      '"Pull","8 Apr 2031, 16:50","8 Apr 2031, 17:43","felt strong","Face Pull",0,"",0,"normal",30,15,,,9',
      '"Pull","8 Apr 2031, 16:50","8 Apr 2031, 17:43","felt strong","Lat Pulldown (Cable)",0,"seat 4",1,"dropset",120,8,,,',
      '"Pull","8 Apr 2031, 16:50","8 Apr 2031, 17:43","felt strong","Running",,"",0,"failure",,,2.5,1500,',
    ]);
    expect(file).toMatchObject({ kind: 'hevy', questions: [] });
    const workout = file.workouts[0];
    expect(workout).toMatchObject({ title: 'Pull', durationS: 3180, notes: 'felt strong' });
    expect(workout?.sets.map(({ setType, superset }) => [setType, superset])).toEqual([
      ['warmup', 1],
      ['normal', 1],
      ['drop', 1],
      ['failure', null],
    ]);
    expect(workout?.sets.map(({ notes }) => notes)).toEqual(['seat 4', '', '', '']);
    expect(workout?.sets[2]).toMatchObject({ weight: 120, weightUnit: 'lb' });
    expect(workout?.sets[3]).toMatchObject({ distanceM: 4023.36, durationS: 1500 });
  });

  test.each([
    ['8 Apr 2031, 16:50', '2031-04-08T16:50:00'],
    ['2031-04-08 16:50:00', '2031-04-08T16:50:00'],
    ['Apr 8, 2031, 4:50 PM', '2031-04-08T16:50:00'],
    ['8 avr. 2031, 16:50', '2031-04-08T16:50:00'],
    ['8 de abr. de 2031, 16:50', '2031-04-08T16:50:00'],
    ['8 März 2031, 16:50', '2031-03-08T16:50:00'],
    ['8 maj 2031, 16:50', '2031-05-08T16:50:00'],
    ['08.04.2031, 16:50', '2031-04-08T16:50:00'],
    ['2031年4月8日 16:50', '2031-04-08T16:50:00'],
  ])('understands the date %s', async (written, local) => {
    const file = await read([HEVY, `"A","${written}","${written}","","Pull Up",,"",0,"normal",,5,,,`]);
    expect(file.workouts[0]?.start).toEqual({ local, timeKnown: true });
  });
});

describe('FitNotes', () => {
  test('a day is one workout, titled by what was trained; times are durations', async () => {
    const file = await read([
      FITNOTES,
      '2031-06-01,Flat Barbell Bench Press,Chest,60.0,kgs,8,,,,felt easy',
      '2031-06-01,Plank,Abs,0,kgs,0,,,0:01:30,',
      '2031-06-02,Running (Outdoor),Cardio,,,,5.0,km,0:27:30,',
    ]);
    expect(file).toMatchObject({ kind: 'fitnotes', questions: [] });
    expect(file.workouts.map(({ title, start }) => [title, start])).toEqual([
      ['Chest, Abs', { local: '2031-06-01T12:00:00', timeKnown: false }],
      ['Cardio', { local: '2031-06-02T12:00:00', timeKnown: false }],
    ]);
    expect(file.workouts[0]?.sets[0]).toMatchObject({
      weight: 60,
      weightUnit: 'kg',
      reps: 8,
      notes: 'felt easy',
    });
    expect(file.workouts[0]?.sets[1]).toMatchObject({ durationS: 90, reps: null, weight: null });
    expect(file.workouts[1]?.sets[0]).toMatchObject({ distanceM: 5000, durationS: 1650 });
  });

  test('the unit in the header counts', async () => {
    const file = await read([
      'Date,Exercise,Category,Weight (lbs),Reps,Distance,Distance Unit,Time',
      '2031-06-01,Barbell Squat,Legs,135.0,5,,,',
    ]);
    expect(file.workouts[0]?.sets[0]).toMatchObject({ weight: 135, weightUnit: 'lb' });
  });
});

describe('a file that cannot be right is refused whole', () => {
  const good = '2031-02-03 07:10:00,Push,1h,Squat (Barbell),1,100,5,0,0,,,';

  test('cut in the middle of a line: the line is named', async () => {
    expect(await faultsOf(`${STRONG}\n${good}\n${good.slice(0, 40)}`)).toEqual([
      { line: 3, message: expect.stringContaining('cut short here') },
    ]);
  });

  test('cut inside quotation marks', async () => {
    expect(await faultsOf(`${HEVY}\n"Pull","8 Apr 2031, 16:50","8 Ap`)).toEqual([
      { line: 2, message: expect.stringContaining('never closed') },
    ]);
  });

  test('every wrong value is told with its line, its column and the cure; lines inside texts are counted', async () => {
    const faults = await faultsOf([
      STRONG,
      '2031-02-03 07:10:00,Push,1h,Squat (Barbell),1,100,5,0,0,"two',
      'lines",,',
      '2031-02-30 07:10:00,Push,1h,Squat (Barbell),1,100,5,0,0,,,',
      '2031-02-03 07:10:00,Push,1h,Squat (Barbell),1,heavy,5,0,0,,,',
      '2031-02-03 07:10:00,Push,1h,Squat (Barbell),1,100,99999,0,0,,,',
      '2031-02-03 07:10:00,Push,1h,,1,100,5,0,soon,,,',
    ]);
    expect(faults.map(({ line }) => line)).toEqual([4, 5, 6, 7, 7]);
    expect(faults[0]?.message).toContain('is not a date');
    expect(faults[1]?.message).toContain('"heavy" under "weight"');
    expect(faults[2]?.message).toContain('between 0 and 1000');
  });

  test('too many values in a line, no sets, an empty file, an unknown header, an archive', async () => {
    expect(await faultsOf([STRONG, `${good}extra,more`])).toMatchObject([{ line: 2 }]);
    expect(await faultsOf([STRONG])).toMatchObject([{ message: expect.stringContaining('no sets') }]);
    expect(await faultsOf('')).toMatchObject([{ message: expect.stringContaining('empty') }]);
    expect(await faultsOf('name,age\nAnna,7\n')).toMatchObject([
      { line: 1, message: expect.stringContaining('name, age') },
    ]);
    expect(await faultsOf('PK\u0003\u0004 something')).toMatchObject([
      { message: expect.stringContaining('ZIP') },
    ]);
    expect(await faultsOf('abc\u0000def')).toMatchObject([
      { message: expect.stringContaining('not a text file') },
    ]);
  });
});

describe('ways a text is written', () => {
  const lines = `${STRONG}\r\n2031-02-03 07:10:00,Übung,1h,Squat (Barbell),1,0,5,0,0,,,\r\n`;

  test.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${lines}`)],
    ['UTF-16', Buffer.from(`\ufeff${lines}`, 'utf16le')],
    ['Windows-1252', Buffer.from(lines, 'latin1')],
  ])('%s', async (_name, bytes) => {
    const file = await readImportFile(bytes);
    expect(file.workouts[0]?.title).toBe('Übung');
  });

  test('50,000 rows are read as the same number of sets', async () => {
    const rows = Array.from({ length: 50_000 }, (_, at) => {
      const day = new Date(Date.UTC(2001, 0, 1 + Math.floor(at / 20))).toISOString().slice(0, 10);
      return `${day} 07:10:00,Push,1h,Squat (Barbell),${at % 20},100,5,0,0,,,`;
    });
    const file = await read([STRONG, ...rows]);
    expect(file.workouts).toHaveLength(2500);
    expect(file.workouts.reduce((sum, { sets }) => sum + sets.length, 0)).toBe(50_000);
  });
});
