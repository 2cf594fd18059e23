import { metresPer, metresPerUnit, parseWeightUnit } from './cell-values.ts';
import type { CsvRow, CsvTable } from './csv-table.ts';
import { readTable } from './csv-table.ts';
import type {
  ImportAnswers,
  ImportedFile,
  ImportedSet,
  ImportedStart,
  ImportQuestion,
  SetType,
  WeightUnit,
} from './imported.ts';
import { emptySet } from './imported.ts';
import { DateReader } from './local-time.ts';
import { finishedFile, joinNotes, putWeight, RowReport, WorkoutCollector } from './workout-rows.ts';

/** Whether the columns are those of an export of Hevy. */
export function isHevy(columns: readonly string[]): boolean {
  return ['start_time', 'exercise_title'].every((name) => columns.includes(name));
}

const SET_TYPES: Readonly<Record<string, SetType>> = {
  normal: 'normal',
  warmup: 'warmup',
  warm_up: 'warmup',
  dropset: 'drop',
  drop: 'drop',
  failure: 'failure',
  myorep: 'myo',
  myo: 'myo',
};

/** Reads a CSV export of Hevy, in kg or lb and km, miles or metres, with the dates of any of its languages. */
export function readHevy(text: string, answers: ImportAnswers): ImportedFile {
  return new HevyReader(readTable(text), answers).read();
}

interface Column<Value> {
  name: string;
  value: Value;
}

class HevyReader {
  private readonly table: CsvTable;
  private readonly dates: DateReader;
  private readonly weights: Column<WeightUnit | undefined>[];
  private readonly distances: Column<number | undefined>[];
  private readonly report = new RowReport();
  private readonly workouts = new WorkoutCollector('hevy');
  private readonly supersets = new Map<string, Map<string, number>>();
  private readonly questions = new Set<ImportQuestion>();
  private readonly answers: ImportAnswers;

  constructor(table: CsvTable, answers: ImportAnswers) {
    this.table = table;
    this.answers = answers;
    this.weights = columnsOf(table, 'weight', parseWeightUnit);
    this.distances = columnsOf(table, 'distance', metresPer);
    const cells = table.rows.flatMap((row) => [row.get('start_time'), row.get('end_time')]);
    this.dates = new DateReader(cells, answers.dateOrder);
    if (this.dates.isAmbiguous) this.questions.add('dateOrder');
  }

  read(): ImportedFile {
    for (const row of this.table.rows) this.readRow(row);
    return finishedFile({
      kind: 'hevy',
      report: this.report,
      workouts: this.workouts,
      questions: this.questions,
      endsOpen: this.table.endsOpen,
    });
  }

  private readRow(row: CsvRow): void {
    const start = this.dates.read(row.get('start_time'));
    if (!start) {
      this.report.fault(row.line, 'imports.problem.notDateTime', {
        value: row.get('start_time').slice(0, 40),
        example: '2024-05-31 18:30',
      });
      return;
    }
    const durationS = secondsBetween(start, this.dates.read(row.get('end_time')));
    const workout = this.workouts.workout({ title: row.get('title'), start, durationS });
    if (workout.notes === '') workout.notes = row.get('description').slice(0, 10_000);
    const exerciseName = this.report.exercise(row, 'exercise_title');
    const set = this.set(row, exerciseName);
    set.superset = this.superset(row, workout.externalId);
    const isFirst = !workout.sets.some((earlier) => earlier.exerciseName === exerciseName);
    if (isFirst) set.notes = joinNotes(row.get('exercise_notes'), set.notes);
    workout.sets.push(set);
  }

  private set(row: CsvRow, exerciseName: string): ImportedSet {
    const set = emptySet(row.line, exerciseName);
    const type = row.get('set_type').toLowerCase().replace(/[\s-]/g, '_');
    const known = Object.hasOwn(SET_TYPES, type) ? SET_TYPES[type] : undefined;
    if (known === undefined && type !== '') {
      this.report.warn(row.line, 'imports.problem.setType', { type: type.slice(0, 40) });
    }
    set.setType = known ?? 'normal';
    set.reps = this.report.reps(row, 'reps');
    set.rpe = this.report.rpe(row, 'rpe');
    set.durationS = this.report.seconds(row, 'duration_seconds');
    set.distanceM = this.distance(row);
    this.putWeight(row, set);
    return set;
  }

  private putWeight(row: CsvRow, set: ImportedSet): void {
    const filled = this.weights.find(({ name }) => row.get(name) !== '');
    if (!filled) return;
    set.weightUnit = filled.value ?? this.answers.weightUnit ?? null;
    if (set.weightUnit === null) this.questions.add('weightUnit');
    putWeight(set, this.report.number(row, filled.name, 'weight'));
  }

  private distance(row: CsvRow): number | null {
    const filled = this.distances.find(({ name }) => row.get(name) !== '');
    const value = filled ? this.report.number(row, filled.name, 'distance') : null;
    if (!filled || value === null) return null;
    if (filled.value === undefined && this.answers.distanceUnit === undefined)
      this.questions.add('distanceUnit');
    return Math.round(value * (filled.value ?? metresPerUnit[this.answers.distanceUnit ?? 'km']) * 100) / 100;
  }

  /** Hevy numbers its supersets from 0 and anew in every workout; ours run from 1 to 20. */
  private superset(row: CsvRow, workoutKey: string): number | null {
    const id = row.get('superset_id') || row.get('supersets_id') || row.get('superset_ids');
    if (id === '') return null;
    const numbers = this.supersets.get(workoutKey) ?? new Map<string, number>();
    this.supersets.set(workoutKey, numbers);
    const number = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, number);
    return number <= 20 ? number : null;
  }
}

/** The columns "weight", "weight_kg", "weight_lbs" … with what their ending says. */
function columnsOf<Value>(table: CsvTable, start: string, read: (unit: string) => Value): Column<Value>[] {
  return table.columns
    .filter((name) => name === start || name.startsWith(`${start}_`) || name.startsWith(`${start} (`))
    .map((name) => ({ name, value: read(name.slice(start.length)) }));
}

function secondsBetween(start: ImportedStart, end: ImportedStart | undefined): number | null {
  if (!end) return null;
  const seconds = (wallClock(end) - wallClock(start)) / 1000;
  return seconds > 0 && seconds <= 604_800 ? seconds : null;
}

function wallClock(time: ImportedStart): number {
  return Date.parse('instant' in time ? time.instant : `${time.local}Z`);
}
