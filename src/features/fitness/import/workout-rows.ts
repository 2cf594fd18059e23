import { createHash } from 'node:crypto';
import type { CsvRow } from './csv-table.ts';
import { parseDuration, parseNumber } from './cell-values.ts';
import type {
  ImportedFile,
  ImportedSet,
  ImportedStart,
  ImportedWorkout,
  ImportFault,
  ImportQuestion,
  ImportWarning,
  Words,
} from './imported.ts';
import { ImportRefused, refuse } from './imported.ts';

/** Limits of one value: what lies outside is a mistake in the file, not a set. */
const LIMITS = {
  reps: { min: 0, max: 1000, what: 'imports.problem.what.reps' },
  weight: { min: -1000, max: 4400, what: 'imports.problem.what.weight' },
  distance: { min: 0, max: 2_000_000, what: 'imports.problem.what.distance' },
  rpe: { min: 0, max: 10, what: 'imports.problem.what.rpe' },
} as const;

/** Collects what is wrong and what is worth knowing while the rows of a file are read. */
export class RowReport {
  readonly faults: ImportFault[] = [];
  readonly warnings: ImportWarning[] = [];
  skippedRows = 0;

  fault(line: number, text: string, vars: Words['vars'] = {}): void {
    if (this.faults.length < 20) this.faults.push({ line, text, vars });
  }

  warn(line: number, text: string, vars: Words['vars'] = {}): void {
    if (this.warnings.length < 200) this.warnings.push({ line, text, vars });
  }

  /** A number of a cell within the limits of its kind, or null; what is neither is a fault. */
  number(row: CsvRow, column: string, kind: keyof typeof LIMITS): number | null {
    const cell = row.get(column);
    const value = parseNumber(cell);
    const { min, max, what } = LIMITS[kind];
    if (value === undefined) {
      this.fault(row.line, 'imports.problem.notNumber', { value: shown(cell), column, what: { text: what } });
      return null;
    }
    if (value !== null && (value < min || value > max)) {
      this.fault(row.line, 'imports.problem.outOfLimits', { value, column, what: { text: what }, min, max });
      return null;
    }
    return value;
  }

  /** Whole repetitions: a half one that was not finished is not counted. */
  reps(row: CsvRow, column: string): number | null {
    const value = this.number(row, column, 'reps');
    if (value !== null && !Number.isInteger(value)) {
      this.warn(row.line, 'imports.problem.halfReps', { value, whole: Math.floor(value) });
    }
    return value === null ? null : Math.floor(value);
  }

  /** Seconds of a cell, at most a week, or null. */
  seconds(row: CsvRow, column: string): number | null {
    const cell = row.get(column);
    const value = parseDuration(cell);
    if (value === undefined || (value !== null && (value < 0 || value > 604_800))) {
      this.fault(row.line, 'imports.problem.notDuration', { value: shown(cell), column });
      return null;
    }
    return value === 0 ? null : value;
  }

  /** RPE from 1 to 10; 0 is written for "none". */
  rpe(row: CsvRow, column: string): number | null {
    const value = this.number(row, column, 'rpe');
    return value === null || value < 1 ? null : Math.round(value * 10) / 10;
  }

  /** The name of the exercise; a row without one is a fault. */
  exercise(row: CsvRow, column: string): string {
    const name = row.get(column).replace(/\s+/g, ' ');
    if (name === '') this.fault(row.line, 'imports.problem.noExercise', { column });
    return name.slice(0, 120);
  }

  refuseOnFaults(): void {
    if (this.faults.length > 0) throw new ImportRefused(this.faults);
  }
}

/** A weight as it is stored: help of a machine or band (a negative weight) becomes a note. */
export function putWeight(set: ImportedSet, weight: number | null): void {
  if (weight !== null && weight < 0) {
    set.notes = joinNotes(set.notes, `${-weight} ${set.weightUnit ?? ''} assistance`.replace('  ', ' '));
    set.weight = null;
  } else {
    set.weight = weight;
  }
  if (set.weight === null) set.weightUnit = null;
}

export function joinNotes(first: string, second: string): string {
  const text = [first, second].filter((part) => part !== '').join('\n');
  return text.slice(0, 2000);
}

/** What the rows of one workout have in common. */
export interface WorkoutHead {
  title: string;
  start: ImportedStart;
  durationS: number | null;
}

/**
 * Puts rows together to workouts. The key of a workout is its start, and its title only where two
 * start at the same moment: so renaming a workout in the other app does not make a second one here.
 */
export class WorkoutCollector {
  private readonly byStart = new Map<string, Map<string, ImportedWorkout>>();
  private readonly app: string;

  constructor(app: string) {
    this.app = app;
  }

  workout(head: WorkoutHead): ImportedWorkout {
    const moment = 'instant' in head.start ? head.start.instant : head.start.local;
    const day = 'local' in head.start && !head.start.timeKnown ? moment.slice(0, 10) : moment;
    const sameStart = this.byStart.get(day) ?? new Map<string, ImportedWorkout>();
    this.byStart.set(day, sameStart);
    const known = sameStart.get(head.title);
    if (known) return known;
    const workout: ImportedWorkout = {
      externalId: `${this.app}:${day}`,
      title: head.title.slice(0, 200),
      start: head.start,
      durationS: head.durationS,
      notes: '',
      calories: null,
      sets: [],
      track: [],
    };
    if (sameStart.size > 0) {
      workout.externalId += `:${createHash('sha256').update(head.title).digest('hex').slice(0, 12)}`;
    }
    sameStart.set(head.title, workout);
    return workout;
  }

  /** All workouts with at least one set, oldest first. */
  all(): ImportedWorkout[] {
    const found = [...this.byStart.values()].flatMap((sameStart) => [...sameStart.values()]);
    return found.filter(({ sets }) => sets.length > 0).sort((a, b) => (a.externalId < b.externalId ? -1 : 1));
  }
}

/** What a reader of rows has gathered when the last row is read. */
export interface GatheredRows {
  kind: ImportedFile['kind'];
  report: RowReport;
  workouts: WorkoutCollector;
  questions: ReadonlySet<ImportQuestion>;
  endsOpen: boolean;
}

const QUESTION_ORDER: ImportQuestion[] = ['weightUnit', 'distanceUnit', 'dateOrder'];

/** The end of every reader of rows: faults refuse the file, no sets at all do too. */
export function finishedFile({ kind, report, workouts, questions, endsOpen }: GatheredRows): ImportedFile {
  report.refuseOnFaults();
  const all = workouts.all();
  if (all.length === 0) refuse('imports.problem.noSets');
  if (endsOpen) {
    report.warn(0, 'imports.problem.endsOpen');
  }
  return {
    kind,
    workouts: all,
    questions: QUESTION_ORDER.filter((question) => questions.has(question)),
    warnings: report.warnings,
    skippedRows: report.skippedRows,
  };
}

function shown(cell: string): string {
  return cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
}
