import { distanceToMetres, weightToKg, type DistanceUnit, type WeightUnit } from '../../../src/lib/units.ts';

/** A set as the API takes it, and in words. */
export interface SetEntry {
  body: Record<string, unknown>;
  label: string;
}

const NUMBERS = ['reps', 'rir', 'rpe', 'avgHr', 'maxHr', 'calories', 'superset'];
const TARGETS = ['targetRepsMin', 'targetRepsMax', 'targetWeightKg'];

/** "102,5" is a number too; undefined for nothing, NaN for what is none. */
export function numberIn(text: string): number | undefined {
  const trimmed = text.trim().replace(',', '.');
  return trimmed === '' ? undefined : Number(trimmed);
}

/** "27:30", "1:02:03" or minutes, in seconds; undefined for nothing, NaN for what is none. */
export function secondsIn(text: string): number | undefined {
  const parts = text.trim().split(':');
  if (parts.length === 1) {
    const minutes = numberIn(text);
    return minutes === undefined ? undefined : minutes * 60;
  }
  return parts.reduce((sum, part) => sum * 60 + (numberIn(part) ?? NaN), 0);
}

/**
 * What the form of a set says, ready to be sent; undefined when the form has something that only the server can
 * explain (no number, nothing at all), so that it is sent as the plain form it is.
 */
export function readSetForm(form: HTMLFormElement, doneAt: Date | undefined): SetEntry | undefined {
  const text = (name: string) => {
    const value = new FormData(form).get(name);
    return typeof value === 'string' ? value.trim() : '';
  };
  const units = {
    weight: form.dataset.unit as WeightUnit,
    distance: form.dataset.distanceUnit as DistanceUnit,
  };
  const values = numbersOf(text, units);
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  const isWhole = given.every(([, value]) => value! >= 0);
  if (!isWhole || !['reps', 'durationS', 'distanceM'].some((name) => values[name] !== undefined))
    return undefined;
  const body = {
    exerciseId: text('exerciseId'),
    setType: text('setType') || 'normal',
    ...Object.fromEntries(given),
    ...(values.weightKg !== undefined && { weightUnit: units.weight }),
    ...(text('notes') && { notes: text('notes') }),
    ...(doneAt && { completedAt: doneAt.toISOString() }),
  };
  return { body, label: labelOf(text, units) };
}

function numbersOf(
  text: (name: string) => string,
  units: { weight: WeightUnit; distance: DistanceUnit },
): Record<string, number | undefined> {
  const weight = numberIn(text('weight'));
  const distance = numberIn(text('distance'));
  return {
    ...Object.fromEntries([...NUMBERS, ...TARGETS].map((name) => [name, numberIn(text(name))])),
    weightKg: weight === undefined ? undefined : weightToKg(weight, units.weight),
    durationS: numberIn(text('seconds')) ?? secondsIn(text('duration')),
    distanceM: distance === undefined ? undefined : distanceToMetres(distance, units.distance),
  };
}

/** "5 × 100 kg", "45 s", "27:30 × 5 km". */
function labelOf(
  text: (name: string) => string,
  units: { weight: WeightUnit; distance: DistanceUnit },
): string {
  const work = text('reps') || text('duration') || (text('seconds') && `${text('seconds')} s`);
  const weight = Number(text('weight').replace(',', '.')) > 0 ? `${text('weight')} ${units.weight}` : '';
  const distance = text('distance') && `${text('distance')} ${units.distance}`;
  return [work, weight || distance].filter(Boolean).join(' × ');
}
