import { weightToKg } from '../../../lib/units.ts';
import type { Units, WeightUnit } from '../../../lib/units.ts';
import type { Facts } from './facts.ts';

/** A kind of body value the person keeps, or could keep: `id` is null until the first value. */
export interface KnownMeasurement {
  id: string | null;
  name: string;
  unit: string;
  isBodyWeight: boolean;
}

export interface CapturedMeasurement {
  kind: 'measurement';
  at: Date;
  said: boolean;
  type: KnownMeasurement;
  /** As typed, in `unit`. */
  value: number;
  unit: string;
}

const BODY_WEIGHT = /^(?:(?:body)?\s*weigh(?:t|ed|s|-in)?|bw|scale)$/i;
const KG_LIMIT = 500;

/** Reads "weight 81.4", "180 lb", "waist 84 cm", "body fat 18%"; undefined when a line is something else. */
export function readMeasurement(
  facts: Facts,
  context: { units: Units; measurements: readonly KnownMeasurement[] },
): Omit<CapturedMeasurement, 'at' | 'said'> | undefined {
  if (facts.chain.length > 0 || facts.loose.length > 1 || facts.spareWords.length > 0) return undefined;
  if (facts.distanceM !== undefined || facts.durationS !== undefined || facts.reps !== undefined)
    return undefined;
  const type = findType(facts, context.measurements);
  if (!type) return undefined;
  const amount = type.isBodyWeight ? bodyWeight(facts, context.units.weight) : ownValue(facts, type.unit);
  return amount === undefined ? undefined : { kind: 'measurement', type, ...amount };
}

function findType(facts: Facts, known: readonly KnownMeasurement[]): KnownMeasurement | undefined {
  const isAlone = facts.phrase === '' && facts.weight !== undefined && facts.loose.length === 0;
  if (isAlone || BODY_WEIGHT.test(facts.phrase)) return known.find(({ isBodyWeight }) => isBodyWeight);
  const words = wordsOf(facts.phrase);
  if (words.length === 0) return undefined;
  const exact = known.find(({ name }) => wordsOf(name).join(' ') === words.join(' '));
  return (
    exact ??
    known.find(({ name }) => !BODY_WEIGHT.test(name) && words.every((word) => wordsOf(name).includes(word)))
  );
}

function wordsOf(name: string): string[] {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

function bodyWeight(facts: Facts, unit: WeightUnit): { value: number; unit: string } | undefined {
  const typed = facts.weight ?? facts.loose[0];
  if (!typed) return undefined;
  const typedUnit = typed.measure === 'kg' || typed.measure === 'lb' ? typed.measure : unit;
  const kg = weightToKg(typed.value, typedUnit);
  return kg > 0 && kg <= KG_LIMIT ? { value: typed.value, unit: typedUnit } : undefined;
}

/** In the unit of the type; inches and centimetres are turned into each other. */
function ownValue(facts: Facts, unit: string): { value: number; unit: string } | undefined {
  const plain = facts.loose[0]?.value ?? facts.percent ?? facts.avgHr ?? facts.calories;
  const length =
    facts.lengthCm === undefined ? undefined : unit === 'in' ? facts.lengthCm / 2.54 : facts.lengthCm;
  const value = length ?? plain ?? facts.weight?.value;
  return value === undefined ? undefined : { value: Math.round(value * 1000) / 1000, unit };
}
