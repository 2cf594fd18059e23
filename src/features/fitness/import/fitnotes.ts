import { metresPer, metresPerUnit, parseWeightUnit } from './cell-values.ts';
import type { CsvRow, CsvTable } from './csv-table.ts';
import { readTable } from './csv-table.ts';
import type { ImportAnswers, ImportedFile, ImportedSet, ImportQuestion, WeightUnit } from './imported.ts';
import { emptySet } from './imported.ts';
import { DateReader } from './local-time.ts';
import { finishedFile, joinNotes, putWeight, RowReport, WorkoutCollector } from './workout-rows.ts';

/** Whether the columns are those of an export of FitNotes (Android or iOS). */
export function isFitNotes(columns: readonly string[]): boolean {
  return ['date', 'exercise', 'category'].every((name) => columns.includes(name)) && columns.includes('reps');
}

/**
 * Reads a CSV export of FitNotes. It knows days, not times and titles: all sets of a day are one
 * workout at noon, titled by what was trained.
 */
export function readFitNotes(text: string, answers: ImportAnswers): ImportedFile {
  return new FitNotesReader(readTable(text), answers).read();
}

class FitNotesReader {
  private readonly table: CsvTable;
  private readonly dates: DateReader;
  private readonly weights: { name: string; unit: WeightUnit | undefined }[];
  private readonly distances: { name: string; metres: number | undefined }[];
  private readonly report = new RowReport();
  private readonly workouts = new WorkoutCollector('fitnotes');
  private readonly categories = new Map<string, Set<string>>();
  private readonly questions = new Set<ImportQuestion>();
  private readonly answers: ImportAnswers;

  constructor(table: CsvTable, answers: ImportAnswers) {
    this.table = table;
    this.answers = answers;
    this.weights = table.columns
      .filter((name) => name === 'weight' || name.startsWith('weight ('))
      .map((name) => ({ name, unit: parseWeightUnit(name.slice('weight'.length)) }));
    this.distances = table.columns
      .filter((name) => name === 'distance' || name.startsWith('distance ('))
      .map((name) => ({ name, metres: metresPer(name.slice('distance'.length)) }));
    this.dates = new DateReader(
      table.rows.map((row) => row.get('date')),
      answers.dateOrder,
    );
    if (this.dates.isAmbiguous) this.questions.add('dateOrder');
  }

  read(): ImportedFile {
    for (const row of this.table.rows) this.readRow(row);
    const file = finishedFile({
      kind: 'fitnotes',
      report: this.report,
      workouts: this.workouts,
      questions: this.questions,
      endsOpen: this.table.endsOpen,
    });
    for (const workout of file.workouts) {
      workout.title = [...(this.categories.get(workout.externalId) ?? [])].join(', ').slice(0, 200);
    }
    return file;
  }

  private readRow(row: CsvRow): void {
    const start = this.dates.read(row.get('date'));
    if (!start) {
      this.report.fault(row.line, 'imports.problem.notDate', {
        value: row.get('date').slice(0, 40),
        example: '2024-05-31',
      });
      return;
    }
    const workout = this.workouts.workout({ title: '', start, durationS: null });
    const categories = this.categories.get(workout.externalId) ?? new Set();
    if (row.get('category') !== '') categories.add(row.get('category'));
    this.categories.set(workout.externalId, categories);
    workout.sets.push(this.set(row, this.report.exercise(row, 'exercise')));
  }

  private set(row: CsvRow, exerciseName: string): ImportedSet {
    const set = emptySet(row.line, exerciseName);
    set.notes = joinNotes(row.get('comment'), row.get('notes'));
    set.durationS = this.report.seconds(row, 'time');
    set.distanceM = this.distance(row);
    const reps = this.report.reps(row, 'reps');
    set.reps = reps === 0 && (set.durationS !== null || set.distanceM !== null) ? null : reps;
    const filled = this.weights.find(({ name }) => !['', '0', '0.0'].includes(row.get(name)));
    if (filled) {
      const unit = filled.unit ?? parseWeightUnit(row.get('weight unit')) ?? this.answers.weightUnit;
      if (unit === undefined) this.questions.add('weightUnit');
      set.weightUnit = unit ?? null;
      putWeight(set, this.report.number(row, filled.name, 'weight'));
    }
    return set;
  }

  private distance(row: CsvRow): number | null {
    const filled = this.distances.find(({ name }) => row.get(name) !== '');
    const value = filled ? this.report.number(row, filled.name, 'distance') : null;
    if (!filled || value === null || value === 0) return null;
    const stated = filled.metres ?? metresPer(row.get('distance unit'));
    if (stated === undefined && this.answers.distanceUnit === undefined) this.questions.add('distanceUnit');
    return Math.round(value * (stated ?? metresPerUnit[this.answers.distanceUnit ?? 'km']) * 100) / 100;
  }
}
