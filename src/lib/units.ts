/** Units people read and type. Everything is stored in SI: kg, m, s. */
export type WeightUnit = 'kg' | 'lb';
export type DistanceUnit = 'km' | 'mi';
export interface Units {
  weight: WeightUnit;
  distance: DistanceUnit;
}

/** International avoirdupois pound, exact since 1959. */
const KG_PER_LB = 0.45359237;
/** International mile, exact since 1959. */
const M_PER_MI = 1609.344;
const METRES_PER: Record<DistanceUnit, number> = { km: 1000, mi: M_PER_MI };

export function kgFromLb(lb: number): number {
  return lb * KG_PER_LB;
}

export function lbFromKg(kg: number): number {
  return kg / KG_PER_LB;
}

/** A stored weight in the unit that the user reads; not rounded. */
export function weightInUnit(kg: number, unit: WeightUnit): number {
  return unit === 'lb' ? lbFromKg(kg) : kg;
}

/** A weight as people read it on plates: exact where it is a quarter of the unit, anything else to a tenth. */
export function readableWeight(kg: number, unit: WeightUnit): number {
  const value = weightInUnit(kg, unit);
  const quarter = Math.round(value * 4) / 4;
  return Math.abs(value - quarter) < 0.005 ? quarter : roundToStep(value, 0.1);
}

/** A weight as typed, in kg to the gram (the precision that is stored). */
export function weightToKg(value: number, unit: WeightUnit): number {
  return roundToStep(unit === 'lb' ? kgFromLb(value) : value, 0.001);
}

export function distanceInUnit(metres: number, unit: DistanceUnit): number {
  return metres / METRES_PER[unit];
}

export function distanceToMetres(value: number, unit: DistanceUnit): number {
  return roundToStep(value * METRES_PER[unit], 0.1);
}

/** Nearest multiple of `step`, half up, without binary dust (102.5, never 102.49999999). */
export function roundToStep(value: number, step: number): number {
  const decimals = Math.max(0, Math.ceil(-Math.log10(step))) + 2;
  return Number((Math.round(Number((value / step).toFixed(9))) * step).toFixed(decimals));
}

/** Smallest usual change of a barbell: a pair of 1.25 kg or 2.5 lb plates. */
export function loadableStep(unit: WeightUnit): number {
  return unit === 'lb' ? 5 : 2.5;
}

/** A weight in kg that can be loaded in the user's unit: 101.3 kg → 102.5 kg, or 225 lb as kg. */
export function roundToLoadable(kg: number, unit: WeightUnit): number {
  return weightToKg(roundToStep(weightInUnit(kg, unit), loadableStep(unit)), unit);
}
