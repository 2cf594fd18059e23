import type { Wording } from '../../../lib/wording.ts';
/**
 * The one form that every file is read into, whatever program wrote it. Nothing here knows a
 * database; what the person has to decide (a unit, the order of day and month) is asked, not guessed.
 */

export type ImportKind = 'strong' | 'hevy' | 'fitnotes' | 'gpx' | 'tcx' | 'fit' | 'export';

export type WeightUnit = 'kg' | 'lb';
export type DistanceUnit = 'km' | 'mi';
export type DateOrder = 'day-first' | 'month-first';

export type SetType = 'normal' | 'warmup' | 'drop' | 'myo' | 'failure';

/** What a file leaves open and a person answers: each is asked only where it changes something. */
export interface ImportAnswers {
  weightUnit?: WeightUnit;
  distanceUnit?: DistanceUnit;
  dateOrder?: DateOrder;
}

export type ImportQuestion = keyof ImportAnswers;

/** When something happened: an instant where the file states one, else the wall clock of the person's zone. */
export type ImportedStart =
  { readonly instant: string } | { readonly local: string; readonly timeKnown: boolean };

/** One set as written: SI units, except that a weight keeps the unit it was lifted in. */
export interface ImportedSet {
  /** Line of the file, 1-based; 0 where the format has no lines. */
  line: number;
  exerciseName: string;
  setType: SetType;
  reps: number | null;
  /** In `weightUnit`. */
  weight: number | null;
  weightUnit: WeightUnit | null;
  durationS: number | null;
  distanceM: number | null;
  rpe: number | null;
  restS: number | null;
  avgHr: number | null;
  maxHr: number | null;
  calories: number | null;
  superset: number | null;
  notes: string;
}

/** A point of a track: seconds since the start, metres so far, beats per minute. */
export interface TrackPoint {
  t: number;
  d?: number;
  hr?: number;
}

export interface ImportedWorkout {
  /** Made from what does not change when the person edits: the same workout has it in every later export. */
  externalId: string;
  title: string;
  start: ImportedStart;
  durationS: number | null;
  notes: string;
  calories: number | null;
  sets: ImportedSet[];
  /** At most 300 points, of the first set; empty where the file has none. */
  track: TrackPoint[];
}

/** A text of the catalogue; what fills its places may be one too, or what a schema has found. */
export interface Words {
  text: string;
  vars?: Record<string, string | number | Words | Wording>;
}

/** Something to know that does not stop the import. `line` 0 means the whole file. */
export interface ImportWarning extends Words {
  line: number;
}

export interface ImportedFile {
  kind: ImportKind;
  workouts: ImportedWorkout[];
  /** Questions that must be answered before it can be applied, in this order. */
  questions: ImportQuestion[];
  warnings: ImportWarning[];
  /** Rows that are no sets on purpose, such as rest timers. */
  skippedRows: number;
}

/** One reason why a file is refused, with the place and the cure. `line` 0 means the whole file. */
export interface ImportFault extends Words {
  line: number;
}

/** The file is refused as a whole; nothing of it may be stored. At most 20 faults are listed. */
export class ImportRefused extends Error {
  readonly faults: ImportFault[];

  constructor(faults: ImportFault[]) {
    super(faults.map(({ line, text }) => `${text} (${line})`).join('\n'));
    this.name = 'ImportRefused';
    this.faults = faults.slice(0, 20);
  }
}

export function refuse(text: string, vars: Words['vars'] = {}, line = 0): never {
  throw new ImportRefused([{ line, text, vars }]);
}

/** A set without any value, to be filled in. */
export function emptySet(line: number, exerciseName: string): ImportedSet {
  return {
    line,
    exerciseName,
    setType: 'normal',
    reps: null,
    weight: null,
    weightUnit: null,
    durationS: null,
    distanceM: null,
    rpe: null,
    restS: null,
    avgHr: null,
    maxHr: null,
    calories: null,
    superset: null,
    notes: '',
  };
}
