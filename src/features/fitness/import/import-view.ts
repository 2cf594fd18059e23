import { localDate } from '../../../lib/dates.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import type { Viewer } from '../../../http/viewer.ts';
import type { ImportRow } from './import-queries.ts';
import type { ImportPreview } from './import-schema.ts';

/** More names than this are not offered for correction on the page (the API takes them all). */
const shownNames = 400;

export interface ImportLine {
  href: string;
  title: string;
  note: string;
  state: string;
  isWaiting: boolean;
}

/** One line of the list of imports. */
export function importLine(row: ImportRow, viewer: Viewer): ImportLine {
  const { t, language, today, timeZone } = viewer;
  const kind = row.kind === null ? '' : ` · ${t(`imports.kind.${row.kind}`)}`;
  return {
    href: `/fitness/imports/${row.id}`,
    title: row.file_name,
    note: `${formatDay(localDate(row.created_at, timeZone), language, today)}${kind}`,
    state: stateOf(row, viewer),
    isWaiting: isWaiting(row),
  };
}

function stateOf({ state, preview, result }: ImportRow, { t }: Viewer): string {
  if (state === 'applied') return t('imports.addedWorkouts', { count: result?.workouts ?? 0 });
  if (state === 'read' && preview && hasNothingToAdd(preview)) return t('imports.nothingNew');
  return t(`imports.state.${state}`);
}

function hasNothingToAdd({ workouts, others }: ImportPreview): boolean {
  return workouts.toAdd === 0 && others.every(({ toAdd }) => toAdd === 0);
}

/** Whether something is being done with it, so that a page looks again soon. */
export function isWaiting({ state }: ImportRow): boolean {
  return state === 'uploaded' || state === 'applying';
}

/** What the dry run says, as lines. */
export function previewView(row: ImportRow, preview: ImportPreview, viewer: Viewer) {
  const { t, language } = viewer;
  const count = (value: number) => formatNumber(value, language, 0);
  const { workouts, sets } = preview;
  return {
    kind: t(`imports.kind.${preview.kind}`),
    period: periodOf(preview, viewer),
    stats: [
      { label: t('imports.workoutsToAdd'), value: count(workouts.toAdd) },
      { label: t('imports.setsToAdd'), value: count(sets.toAdd) },
      { label: t('imports.existing'), value: count(workouts.existing) },
    ],
    inBin: workouts.inBin > 0 ? t('imports.inBin', { count: workouts.inBin }) : '',
    skipped: preview.skippedRows > 0 ? t('imports.skipped', { count: preview.skippedRows }) : '',
    others: preview.others.map(({ noun, total, toAdd }) => ({
      noun: t(`imports.noun.${noun}`),
      toAdd: count(toAdd),
      existing: count(total - toAdd),
    })),
    hasNothingToAdd: hasNothingToAdd(preview),
    warnings: preview.warnings.map(({ line, message }) =>
      line > 0 ? t('imports.line', { line, message }) : message,
    ),
    sample: preview.sample.toReversed().map((one) => ({
      title: one.title || t('imports.untitled'),
      day: formatDay(one.localDate, language, viewer.today),
      sets: t('imports.sets', { count: one.sets }),
    })),
    questions: preview.questions.map((name) => question(name, row, viewer)),
    ...exerciseView(preview, viewer),
  };
}

function periodOf({ from, to }: ImportPreview, { t, language, today }: Viewer): string {
  if (from === null || to === null) return '';
  if (from === to) return formatDay(from, language, today);
  return t('imports.period', { from: formatDay(from, language, today), to: formatDay(to, language, today) });
}

const CHOICES = {
  weightUnit: ['kg', 'lb'],
  distanceUnit: ['km', 'mi'],
  dateOrder: ['day-first', 'month-first'],
} as const;

function question(name: keyof typeof CHOICES, row: ImportRow, { t }: Viewer) {
  return {
    name,
    legend: t(`imports.question.${name}`),
    value: row.options[name] ?? '',
    options: CHOICES[name].map((value) => ({ value, label: t(`imports.choice.${value}`) })),
  };
}

function exerciseView(preview: ImportPreview, { t }: Viewer) {
  const sure = preview.exercises.filter(({ exercise }) => exercise !== null);
  const open = preview.exercises.filter(({ exercise }) => exercise === null);
  const line = ({ name, sets, exercise, suggestions }: ImportPreview['exercises'][number]) => {
    const known = suggestions.filter(({ id }) => id !== exercise?.id);
    return {
      name,
      sets: t('imports.sets', { count: sets }),
      field: `exercises.${encodeName(name)}`,
      value: exercise?.id ?? 'own',
      options: [
        ...(exercise ? [{ value: exercise.id, label: exercise.name }] : []),
        { value: 'own', label: t('imports.asOwn') },
        ...known.map(({ id, name: label }) => ({ value: id, label })),
      ],
    };
  };
  return {
    newNames: open.slice(0, shownNames).map(line),
    knownNames: sure.slice(0, Math.max(0, shownNames - open.length)).map(line),
    newCount: t('imports.newExercises', { count: open.length }),
    knownCount: t('imports.knownExercises', { count: sure.length }),
  };
}

/** A name as part of a field's name, where a point would begin a nested field. */
export function encodeName(name: string): string {
  return `n${Buffer.from(name).toString('base64url')}`;
}

/** The name behind `encodeName`. */
export function decodeName(field: string): string {
  return Buffer.from(field.slice(1), 'base64url').toString();
}

/** What was added, as lines; undefined before it was. */
export function resultView(row: ImportRow, { t }: Viewer) {
  if (!row.result) return undefined;
  const { workouts, sets, exercises, existing, others, kept, keptThings = [] } = row.result;
  return {
    added: t('imports.added', {
      workouts: t('imports.workouts', { count: workouts }),
      sets: t('imports.sets', { count: sets }),
    }),
    lines: [
      ...(exercises > 0 ? [t('imports.addedExercises', { count: exercises })] : []),
      ...Object.entries(others)
        .filter(([, count]) => count > 0)
        .map(([noun, count]) => `${t(`imports.noun.${noun}`)}: ${count}`),
      ...(existing > 0 ? [t('imports.wasThere', { count: existing })] : []),
    ],
    undone: t(kept || keptThings.length > 0 ? 'imports.undoneKept' : 'imports.undone'),
    kept: keptThings.map(({ noun, count, names }) =>
      t(names.length > 0 ? 'imports.keptNames' : 'imports.keptCount', {
        noun: t(`imports.noun.${noun}`),
        count,
        names: names.join(', ') + (count > names.length ? ' …' : ''),
      }),
    ),
  };
}
