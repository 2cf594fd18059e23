import { NUTRIENTS, type Nutrient } from '../food-terms.ts';

/** What an amount of food holds; `complete` when nothing that went into it was unknown. */
export type Nutrients = Record<Nutrient, number | null> & { complete: boolean };

const DECIMALS = 2;

/** So many times as much. */
export function scaleNutrients(of: Readonly<Partial<Nutrients>>, factor: number): Nutrients {
  const scaled = NUTRIENTS.map((name) => [name, timesRounded(of[name] ?? null, factor)]);
  return { ...(Object.fromEntries(scaled) as Nutrients), complete: of.complete ?? false };
}

/** Nothing is known of it. */
export function unknownNutrients(): Nutrients {
  return scaleNutrients({}, 1);
}

/** All of them together: what is unknown of one counts as nothing, and the sum is incomplete then. */
export function sumNutrients(all: readonly Readonly<Nutrients>[]): Nutrients {
  const sums = NUTRIENTS.map((name) => {
    const known = all.flatMap((one) => one[name] ?? []);
    return [
      name,
      known.length === 0
        ? null
        : timesRounded(
            known.reduce((sum, value) => sum + value, 0),
            1,
          ),
    ];
  });
  const complete = all.every((one) => one.complete && one.kcal !== null);
  return { ...(Object.fromEntries(sums) as Nutrients), complete };
}

function timesRounded(value: number | null, factor: number): number | null {
  return value === null ? null : Math.round(value * factor * 10 ** DECIMALS) / 10 ** DECIMALS;
}
