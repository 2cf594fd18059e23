import type { WeightUnit } from '../../lib/units.ts';

/** A kind of plate at hand; `pairs` is how many can go on each side. */
export interface PlateStock {
  weight: number;
  pairs: number;
}

export interface PlateLoad {
  /** Heaviest first, as they go on the bar. */
  perSide: { weight: number; count: number }[];
  /** Bar and plates together. */
  loaded: number;
  /** What is missing from the wanted weight; 0 when it can be loaded exactly. */
  remaining: number;
}

/** The bar and plates of a usual gym, in the unit itself. */
export const USUAL_PLATES: Record<WeightUnit, { bar: number; plates: PlateStock[] }> = {
  kg: { bar: 20, plates: [25, 20, 15, 10, 5, 2.5, 1.25].map((weight) => ({ weight, pairs: 10 })) },
  lb: { bar: 45, plates: [45, 35, 25, 10, 5, 2.5].map((weight) => ({ weight, pairs: 10 })) },
};

/** Plates are counted in hundredths so that 1.25 + 1.25 is 2.5 exactly. */
const HUNDREDTHS = 100;

/**
 * The plates for each side that come nearest to `wanted` without passing it, and of those the fewest.
 * All weights in one unit. Taking the largest first would miss 15 + 15 when 25 and two 15s are there.
 */
export function loadPlates(wanted: number, bar: number, stock: readonly PlateStock[]): PlateLoad {
  const side = Math.floor(Math.round((wanted - bar) * HUNDREDTHS) / 2);
  const pieces = [...stock]
    .filter((plate) => plate.weight > 0 && plate.pairs > 0)
    .sort((a, b) => b.weight - a.weight)
    .flatMap((plate) => Array.from({ length: plate.pairs }, () => Math.round(plate.weight * HUNDREDTHS)));
  const chosen = side > 0 ? fewestPieces(side, pieces) : [];
  const perSide: PlateLoad['perSide'] = [];
  for (const piece of chosen) {
    const last = perSide.at(-1);
    if (last && last.weight === piece / HUNDREDTHS) last.count += 1;
    else perSide.push({ weight: piece / HUNDREDTHS, count: 1 });
  }
  const loaded = bar + (2 * chosen.reduce((sum, piece) => sum + piece, 0)) / HUNDREDTHS;
  return { perSide, loaded, remaining: Math.round((wanted - loaded) * HUNDREDTHS) / HUNDREDTHS };
}

/** Bounded subset sum by dynamic programming: the largest sum ≤ `limit` with the fewest `pieces`, heaviest first. */
function fewestPieces(limit: number, pieces: readonly number[]): number[] {
  const grain = pieces.reduce(greatestCommonDivisor, 0);
  if (grain === 0) return [];
  const total = pieces.reduce((sum, piece) => sum + piece, 0);
  const size = Math.floor(Math.min(limit, total) / grain);
  const counts = new Array<number>(size + 1).fill(Infinity);
  counts[0] = 0;
  const lastPiece = new Array<number>(size + 1).fill(-1);
  const rows: number[][] = [];
  pieces.forEach((piece, index) => {
    const weight = piece / grain;
    for (let sum = size; sum >= weight; sum--) {
      // On a tie the later, lighter piece lets a heavier one go first: 25 + 15 rather than 20 + 20, as people load.
      if (counts[sum - weight]! < Infinity && counts[sum - weight]! + 1 <= counts[sum]!) {
        counts[sum] = counts[sum - weight]! + 1;
        lastPiece[sum] = index;
      }
    }
    rows.push([...lastPiece]);
  });
  let sum = size;
  while (counts[sum] === Infinity) sum--;
  const chosen: number[] = [];
  for (let index = pieces.length - 1; index >= 0 && sum > 0; index--) {
    if (rows[index]![sum] !== index) continue;
    chosen.unshift(pieces[index]!);
    sum -= pieces[index]! / grain;
  }
  return chosen;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
