import { distanceToMetres, roundToStep, weightToKg } from '../../../lib/units.ts';
import type { Units, WeightUnit } from '../../../lib/units.ts';
import type { Facts, Quantity, SetType } from './facts.ts';

export type ExerciseKind = 'strength' | 'cardio' | 'hold';

/** Equal sets of one exercise. What was not said is undefined; weights keep the unit as typed. */
export interface SetGroup {
  sets: number;
  setType: SetType;
  reps?: number;
  weight?: number;
  weightUnit?: WeightUnit;
  rir?: number;
  rpe?: number;
  durationS?: number;
  distanceM?: number;
  avgHr?: number;
  maxHr?: number;
  calories?: number;
}

/** From twenty on, the first number of "60x8" is a load: nobody does sixty sets. */
const LOAD_FROM = 20;
/** Up to ten it is a number of sets; between the two it may be either. */
const SETS_UP_TO = 10;
const REPS_UP_TO = 50;
const DISTANCE_UP_TO = 15;

/** One or more readings of the facts of a part, the likeliest first; each reading is one or more groups. */
export function interpret(
  facts: Facts,
  kind: ExerciseKind,
  isBodyweight: boolean,
  units: Units,
): SetGroup[][] {
  const common = commonOf(facts);
  const readings =
    kind === 'cardio'
      ? cardio(facts, units)
      : kind === 'hold' || isTimed(facts)
        ? hold(facts, units)
        : strength(facts, isBodyweight, units);
  return readings.map((groups) => groups.map((group) => ({ ...common, ...group })));
}

function commonOf(facts: Facts): SetGroup {
  const { rir, rpe, avgHr, maxHr, calories } = facts;
  const known = Object.entries({ rir, rpe, avgHr, maxHr, calories }).filter(
    ([, value]) => value !== undefined,
  );
  return { sets: facts.sets ?? 1, setType: facts.setType ?? 'normal', ...Object.fromEntries(known) };
}

type Part = Partial<SetGroup>;

/** "plank 3x60s" is timed whatever the library calls it. */
function isTimed({ chain, durationS, reps }: Facts): boolean {
  return reps === undefined && (isTime(chain[1]) || (durationS !== undefined && chain.length === 0));
}

function isTime(quantity: Quantity | undefined): boolean {
  return quantity !== undefined && secondsOf(quantity) !== undefined;
}

function secondsOf({ value, measure }: Quantity): number | undefined {
  return { s: value, min: value * 60, h: value * 3600 }[measure as string];
}

function metresOf({ value, measure }: Quantity): number | undefined {
  if (measure === 'm') return value;
  return measure === 'km' || measure === 'mi' ? distanceToMetres(value, measure) : undefined;
}

function load(quantity: Quantity | undefined, units: Units): Part {
  if (!quantity) return {};
  const unit = quantity.measure === 'kg' || quantity.measure === 'lb' ? quantity.measure : units.weight;
  return { weight: quantity.value, weightUnit: unit };
}

function cardio(facts: Facts, units: Units): SetGroup[][] {
  const [times, each] = facts.chain;
  const base: Part = { durationS: facts.durationS, distanceM: facts.distanceM };
  if (times && each) {
    const amount = {
      durationS: secondsOf(each) ?? base.durationS,
      distanceM: metresOf(each) ?? base.distanceM,
    };
    return [[part({ sets: times.value, ...amount })]];
  }
  const number = facts.loose[0];
  if (!number) return [[part(base)]];
  const asDistance = part({ ...base, distanceM: distanceToMetres(number.value, units.distance) });
  const asMinutes = part({ ...base, durationS: number.value * 60 });
  if (base.distanceM !== undefined) return [[asMinutes]];
  if (base.durationS !== undefined) return [[asDistance]];
  return number.value <= DISTANCE_UP_TO ? [[asDistance], [asMinutes]] : [[asMinutes], [asDistance]];
}

function hold(facts: Facts, units: Units): SetGroup[][] {
  const [sets, each] = facts.chain;
  const weight = load(facts.weight, units);
  if (sets && each) {
    return [[part({ sets: sets.value, durationS: secondsOf(each) ?? each.value, ...weight })]];
  }
  if (facts.durationS !== undefined) {
    return [[part({ durationS: facts.durationS, distanceM: facts.distanceM, ...weight })]];
  }
  const groups = facts.loose.map(({ value }) => part({ durationS: value, ...weight }));
  return [groups.length > 0 ? groups : [part({ reps: facts.reps, ...weight })]];
}

function strength(facts: Facts, isBodyweight: boolean, units: Units): SetGroup[][] {
  if (facts.chain.length >= 3) return [tripleChain(facts, units)];
  if (facts.chain.length === 2) return pairChain(facts, isBodyweight, units);
  return withoutChain(facts, isBodyweight, units);
}

/** 5×5×100 is sets × repetitions × load; 100×5×3 and "100kg x 5 x 3" begin with the load. */
function tripleChain(facts: Facts, units: Units): SetGroup[] {
  const [a, b, c] = facts.chain as [Quantity, Quantity, Quantity];
  const loadFirst = isLoad(a) || (c.measure === undefined && a.value >= LOAD_FROM && c.value < LOAD_FROM);
  return loadFirst
    ? [part({ sets: c.value, reps: b.value, ...load(a, units) })]
    : [part({ sets: a.value, reps: b.value, ...load(c, units) })];
}

function pairChain(facts: Facts, isBodyweight: boolean, units: Units): SetGroup[][] {
  const [a, b] = facts.chain as [Quantity, Quantity];
  const metres = metresOf(b);
  if (metres !== undefined) {
    return [[part({ sets: a.value, distanceM: metres, ...load(facts.weight, units) })]];
  }
  if (isLoad(a)) return [[part({ reps: b.value, ...load(a, units), sets: facts.sets })]];
  if (isLoad(b)) return [[part({ reps: a.value, ...load(b, units), sets: facts.sets })]];
  const weight = facts.weight ?? facts.loose[0];
  if (a.measure === 'sets' || weight) {
    return [[part({ sets: a.value, reps: b.value, ...load(weight, units) })]];
  }
  return bySize(facts, isBodyweight, units);
}

/** Two bare numbers: 5x5 are sets × repetitions, 100x8 is load × repetitions, 12x10 may be either. */
function bySize(facts: Facts, isBodyweight: boolean, units: Units): SetGroup[][] {
  const [a, b] = facts.chain as [Quantity, Quantity];
  const asSets = [part({ sets: a.value, reps: b.value })];
  const asLoad = [part({ reps: b.value, ...load(a, units), sets: facts.sets })];
  if (!Number.isInteger(a.value) || a.value >= LOAD_FROM || facts.sets !== undefined) return [asLoad];
  if (a.value > SETS_UP_TO) return isBodyweight ? [asSets, asLoad] : [asLoad, asSets];
  if (b.value <= REPS_UP_TO || isBodyweight) return [asSets];
  return [[part({ reps: a.value, ...load(b, units) })], asSets];
}

function isLoad({ measure }: Quantity): boolean {
  return measure === 'kg' || measure === 'lb';
}

/** "100kg 8", "pull ups 10, 8, 7", "5 sets of 5 at 100", "squat 100 5". */
function withoutChain(facts: Facts, isBodyweight: boolean, units: Units): SetGroup[][] {
  const numbers = facts.loose;
  if (facts.reps !== undefined) {
    return [[part({ reps: facts.reps, ...load(facts.weight ?? numbers[0], units) })]];
  }
  if (facts.weight) return [listOf(numbers, facts.weight, units)];
  if (facts.sets !== undefined && numbers.length <= 2) {
    return [[part({ reps: numbers[0]?.value, ...load(numbers[1], units) })]];
  }
  const asReps = listOf(numbers, undefined, units);
  return isBodyweight ? [asReps] : looseNumbers(numbers, asReps, units);
}

/** "squat 100 5": a large number before smaller ones is the load; "curls 12 10 8" are repetitions. */
function looseNumbers(numbers: readonly Quantity[], asReps: SetGroup[], units: Units): SetGroup[][] {
  const [first, ...rest] = numbers;
  if (!first) return [asReps];
  const asLoad = listOf(rest, first, units);
  if (rest.length === 0)
    return [first.value >= LOAD_FROM || !Number.isInteger(first.value) ? asLoad : asReps];
  const falls = rest.every(({ value }) => value < first.value);
  return first.value >= LOAD_FROM && falls ? [asLoad, asReps] : [asReps];
}

function listOf(reps: readonly Quantity[], weight: Quantity | undefined, units: Units): SetGroup[] {
  const groups = reps.map(({ value }) => part({ reps: value, ...load(weight, units) }));
  return groups.length > 0 ? groups : [part(load(weight, units))];
}

/** A group from what is known; absent values do not cover those common to the whole part. */
function part(values: Part): SetGroup {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as unknown as SetGroup;
}

/** The weight of a group in kg, to the gram. */
export function groupWeightKg({ weight, weightUnit }: SetGroup): number | undefined {
  return weight === undefined ? undefined : weightToKg(weight, weightUnit ?? 'kg');
}

export interface Limit {
  what: 'sets' | 'reps' | 'weight' | 'rir' | 'rpe' | 'duration' | 'distance' | 'heartRate' | 'calories';
  min: number;
  max: number;
}

/** The first value of a group that cannot be true, with its bounds in stored units. */
export function findAbsurd(group: SetGroup): (Limit & { value: number }) | undefined {
  const values: [number | undefined, Limit][] = [
    [group.sets, { what: 'sets', min: 1, max: 50 }],
    [group.reps, { what: 'reps', min: 0, max: 1000 }],
    [groupWeightKg(group), { what: 'weight', min: 0, max: 2000 }],
    [group.rir, { what: 'rir', min: 0, max: 10 }],
    [group.rpe, { what: 'rpe', min: 1, max: 10 }],
    [group.durationS, { what: 'duration', min: 0, max: 604_800 }],
    [group.distanceM, { what: 'distance', min: 0, max: 2_000_000 }],
    [group.avgHr, { what: 'heartRate', min: 20, max: 260 }],
    [group.maxHr, { what: 'heartRate', min: 20, max: 260 }],
    [group.calories, { what: 'calories', min: 0, max: 50_000 }],
  ];
  for (const [value, limit] of values) {
    if (value === undefined) continue;
    const whole = limit.what !== 'sets' && limit.what !== 'reps' && limit.what !== 'calories';
    if (value < limit.min || value > limit.max || (!whole && !Number.isInteger(value))) {
      return { ...limit, value: roundToStep(value, 0.001) };
    }
  }
  return undefined;
}
