import type { PersonFrame } from './day-frame.ts';
import type { Macros } from './week-problem.ts';

// Asked a million times for one plan: a name of the module is found faster than a global one.
const { abs, max } = Math;

/** What a day may be off: within it, portions are as round as they can be. */
export const TOLERANCE = 0.05;
/** Servings are planned in quarters; where these miss the aim, in tenths, then in twentieths. */
const STEPS = [0.25, 0.1, 0.05];
/** Combinations that are tried at most: four dishes in twentieths. */
const MOST = 200_000;

/**
 * Portions of a day's dishes for one person, and how far its worst macro is off: the roundest ones that hold the
 * tolerance, else the nearest. Every combination within the bounds is looked at, so there is no better one of its step.
 */
export function roundPortions(
  dishes: readonly Macros[],
  { aims, aim, low, high }: PersonFrame,
): { portions: number[]; worst: number } {
  const usual = max(0.25, Math.round((low + high) * 2) / 4 - 0.25);
  if (aim === null || dishes.length === 0)
    return { portions: dishes.map(() => usual), worst: worstOf([], [], aims) };
  let nearest = { portions: dishes.map(() => usual), worst: Infinity };
  for (const step of STEPS) {
    const values = valuesBetween(low, high, step);
    if (values.length ** dishes.length > MOST) break;
    const found = best(dishes, values, aims);
    if (found.worst < nearest.worst - 1e-9) nearest = found;
    if (nearest.worst <= TOLERANCE) break;
  }
  return nearest;
}

/** Multiples of `step`; at least the one that is nearest to the bounds. */
function valuesBetween(low: number, high: number, step: number): number[] {
  const [first, last] = [max(1, Math.ceil(low / step - 1e-9)), Math.floor(high / step + 1e-9)];
  if (last < first) return [max(1, Math.round((low + high) / 2 / step)) * step];
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toFixed(2)));
}

function best(
  dishes: readonly Macros[],
  values: readonly number[],
  aims: PersonFrame['aims'],
): { portions: number[]; worst: number } {
  const chosen = dishes.map(() => 0);
  let found = { portions: chosen.map(() => values[0]!), worst: Infinity };
  const sums = dishes.map(() => new Float64Array(aims.scale.length));
  const descend = (dish: number): void => {
    const before = dish === 0 ? undefined : sums[dish - 1]!;
    for (const value of values) {
      chosen[dish] = value;
      const sum = sums[dish]!;
      for (let macro = 0; macro < sum.length; macro++)
        sum[macro] = (before?.[macro] ?? 0) + dishes[dish]![macro]! * value * aims.scale[macro]!;
      if (dish + 1 < dishes.length) descend(dish + 1);
      else {
        const worst = largest(sum, aims);
        if (worst < found.worst - 1e-9) found = { portions: [...chosen], worst };
      }
    }
  };
  descend(0);
  return found;
}

function largest(reached: Float64Array, { open, weights }: PersonFrame['aims']): number {
  let worst = 0;
  for (let macro = 0; macro < reached.length; macro++)
    if (weights[macro]! > 0) worst = max(worst, abs(reached[macro]! - open[macro]!));
  return worst;
}

/** How far the worst macro is off with these portions. */
export function worstOf(
  dishes: readonly Macros[],
  portions: readonly number[],
  aims: PersonFrame['aims'],
): number {
  const reached = new Float64Array(aims.scale.length);
  dishes.forEach((dish, at) => {
    for (let macro = 0; macro < reached.length; macro++)
      reached[macro]! += dish[macro]! * portions[at]! * aims.scale[macro]!;
  });
  return largest(reached, aims);
}
