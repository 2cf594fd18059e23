import { headerUnit, metresPer, metresPerUnit, parseDuration, parseWeightUnit } from './cell-values.ts';
import type { CsvRow, CsvTable } from './csv-table.ts';
import { readTable } from './csv-table.ts';
import type {
  DistanceUnit,
  ImportAnswers,
  ImportedFile,
  ImportedSet,
  ImportQuestion,
  SetType,
  WeightUnit,
} from './imported.ts';
import { emptySet, refuse } from './imported.ts';
import { DateReader } from './local-time.ts';
import { finishedFile, joinNotes, putWeight, RowReport, WorkoutCollector } from './workout-rows.ts';

/** Whether the columns are those of an export of Strong, of any year. */
export function isStrong(columns: readonly string[]): boolean {
  return ['date', 'exercise name', 'set order'].every((name) => columns.includes(name));
}

/** Where the values of a file stand: Strong wrote at least four headers between 2016 and today. */
interface Layout {
  weight: string;
  /** The unit of every weight, where the header tells it. */
  weightUnit: WeightUnit | undefined;
  distance: string;
  /** Metres per unit of every distance, where the header tells it. */
  metres: number | undefined;
  duration: string;
}

const SET_TYPES: Readonly<Record<string, SetType>> = { w: 'warmup', d: 'drop', f: 'failure', m: 'myo' };

/**
 * Reads a CSV export of Strong: comma or semicolon, "Weight" with or without a unit in the header
 * or in a column of its own. Rows of the set order "Rest Timer" and "Note" are no sets.
 */
export function readStrong(text: string, answers: ImportAnswers): ImportedFile {
  return new StrongReader(readTable(text), answers).read();
}

class StrongReader {
  private readonly table: CsvTable;
  private readonly layout: Layout;
  private readonly dates: DateReader;
  private readonly report = new RowReport();
  private readonly workouts = new WorkoutCollector('strong');
  private readonly questions = new Set<ImportQuestion>();
  private readonly answers: ImportAnswers;

  constructor(table: CsvTable, answers: ImportAnswers) {
    this.table = table;
    this.answers = answers;
    this.layout = layoutOf(table.columns);
    this.dates = new DateReader(
      table.rows.map((row) => row.get('date')),
      answers.dateOrder,
    );
    if (this.dates.isAmbiguous) this.questions.add('dateOrder');
  }

  read(): ImportedFile {
    for (const row of this.table.rows) this.readRow(row);
    return finishedFile({
      kind: 'strong',
      report: this.report,
      workouts: this.workouts,
      questions: this.questions,
      endsOpen: this.table.endsOpen,
    });
  }

  private readRow(row: CsvRow): void {
    const start = this.dates.read(row.get('date'));
    if (!start) {
      this.report.fault(row.line, 'imports.problem.notDate', {
        value: row.get('date').slice(0, 40),
        example: '2024-05-31 18:30:00',
      });
      return;
    }
    const exerciseName = this.report.exercise(row, 'exercise name');
    const durationS = parseDuration(row.get(this.layout.duration)) ?? null;
    const workout = this.workouts.workout({ title: row.get('workout name'), start, durationS });
    workout.durationS ??= durationS;
    if (workout.notes === '') workout.notes = row.get('workout notes').slice(0, 10_000);
    const previous = workout.sets.at(-1);
    const order = row.get('set order').toLowerCase();
    if (order === 'rest timer') {
      if (previous) previous.restS = this.report.seconds(row, 'seconds');
      this.report.skippedRows++;
    } else if (order === 'note') {
      const note = row.get('notes');
      if (previous?.exerciseName === exerciseName) previous.notes = joinNotes(previous.notes, note);
      else if (note !== '') workout.notes = joinNotes(workout.notes, `${exerciseName}: ${note}`);
      this.report.skippedRows++;
    } else {
      workout.sets.push(this.set(row, exerciseName, order));
    }
  }

  private set(row: CsvRow, exerciseName: string, order: string): ImportedSet {
    const set = emptySet(row.line, exerciseName);
    const code = order.replace(/[^a-z]/g, '');
    set.setType = (Object.hasOwn(SET_TYPES, code) ? SET_TYPES[code] : undefined) ?? 'normal';
    set.notes = row.get('notes').slice(0, 2000);
    set.durationS = this.report.seconds(row, 'seconds');
    set.distanceM = this.distance(row);
    const reps = this.report.reps(row, 'reps');
    const weight = this.report.number(row, this.layout.weight, 'weight');
    // Strong writes 0 for "none"; a set with a weight, no time and 0 repetitions was tried and failed.
    set.reps = reps === 0 && (set.durationS !== null || set.distanceM !== null || !weight) ? null : reps;
    set.weightUnit = weight ? this.weightUnit(row) : null;
    putWeight(set, weight === 0 ? null : weight);
    set.rpe = this.report.rpe(row, 'rpe');
    return set;
  }

  private weightUnit(row: CsvRow): WeightUnit | null {
    const unit =
      this.layout.weightUnit ?? parseWeightUnit(row.get('weight unit')) ?? this.answers.weightUnit ?? null;
    if (unit === null) this.questions.add('weightUnit');
    return unit;
  }

  private distance(row: CsvRow): number | null {
    const value = this.report.number(row, this.layout.distance, 'distance');
    if (value === null || value === 0) return null;
    const stated = this.layout.metres ?? metresPer(row.get('distance unit'));
    const answered: DistanceUnit | undefined = this.answers.distanceUnit;
    if (stated === undefined && answered === undefined) this.questions.add('distanceUnit');
    return Math.round(value * (stated ?? metresPerUnit[answered ?? 'km']) * 100) / 100;
  }
}

function layoutOf(columns: readonly string[]): Layout {
  const named = (start: string) => columns.find((name) => name === start || name.startsWith(`${start} (`));
  const weight = named('weight');
  if (weight === undefined && named('reps') === undefined) {
    refuse('imports.problem.strongColumns', {}, 1);
  }
  const distance = named('distance') ?? '';
  return {
    weight: weight ?? '',
    weightUnit: parseWeightUnit(headerUnit(weight ?? '') ?? ''),
    distance,
    metres: metresPer(headerUnit(distance) ?? ''),
    duration: columns.find((name) => ['duration', 'workout duration', 'duration (sec)'].includes(name)) ?? '',
  };
}
