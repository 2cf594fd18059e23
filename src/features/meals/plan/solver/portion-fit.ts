// Asked a million times for one plan: a name of the module is found faster than a global one.
const { abs, max, min } = Math;

/** Macros of a day. */
const MACRO_COUNT = 5;
const SWEEPS = 14;
const REWEIGHTINGS = 3;

/** Below this nothing is worth more work; beyond FAR the dishes do not fit, and no portion mends that. */
const CLOSE = 0.03;
const FAR = 0.2;

/**
 * Portions of a few dishes that bring a day near its aims: least squares within bounds by coordinate descent, reweighted
 * towards the largest deviation. Some microseconds, so that a search can ask it a hundred thousand times.
 */
export class PortionFit {
  /** Dish by dish, each macro of one serving as a share of its aim; 0 where there is no aim. */
  readonly #shares = new Float64Array(8 * MACRO_COUNT);
  readonly #gram = new Float64Array(64);
  readonly #weights = new Float64Array(MACRO_COUNT);
  /** Portions of the last fit, in servings. */
  readonly portions = new Float64Array(8);
  /** Deviations of the last fit from 1, for each macro. */
  readonly deviations = new Float64Array(MACRO_COUNT);

  /** `dish` counts from 0; `macros` of one serving. */
  setDish(dish: number, macros: readonly number[], aims: Aims): void {
    for (let macro = 0; macro < MACRO_COUNT; macro++)
      this.#shares[dish * MACRO_COUNT + macro] = macros[macro]! * aims.scale[macro]!;
  }

  /** Fits `count` dishes between `low` and `high` servings; answers the largest deviation. */
  fit(count: number, aims: Aims, low: number, high: number): number {
    this.#weights.set(aims.weights);
    this.portions.fill((low + high) / 2, 0, count);
    let worst = this.#solve(count, aims, low, high);
    for (let round = 0; round < REWEIGHTINGS && worst > CLOSE && worst < FAR; round++) {
      for (let macro = 0; macro < MACRO_COUNT; macro++)
        this.#weights[macro]! *= 0.15 + abs(this.deviations[macro]!) / worst;
      worst = this.#solve(count, aims, low, high);
    }
    return worst;
  }

  #solve(count: number, aims: Aims, low: number, high: number): number {
    this.#prepare(count);
    const [gram, portions] = [this.#gram, this.portions];
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      let moved = 0;
      for (let dish = 0; dish < count; dish++) {
        let wanted = this.#pull(dish, aims);
        for (let other = 0; other < count; other++)
          if (other !== dish) wanted -= gram[dish * count + other]! * portions[other]!;
        const own = gram[dish * count + dish]!;
        const next = own > 0 ? min(high, max(low, wanted / own)) : low;
        moved = max(moved, abs(next - portions[dish]!));
        portions[dish] = next;
      }
      if (moved < 0.004) break;
    }
    return this.#measure(count, aims);
  }

  #prepare(count: number): void {
    for (let a = 0; a < count; a++)
      for (let b = a; b < count; b++) {
        let sum = 0;
        for (let macro = 0; macro < MACRO_COUNT; macro++)
          sum +=
            this.#weights[macro]! *
            this.#shares[a * MACRO_COUNT + macro]! *
            this.#shares[b * MACRO_COUNT + macro]!;
        this.#gram[a * count + b] = sum;
        this.#gram[b * count + a] = sum;
      }
  }

  #pull(dish: number, aims: Aims): number {
    let sum = 0;
    for (let macro = 0; macro < MACRO_COUNT; macro++)
      sum += this.#weights[macro]! * this.#shares[dish * MACRO_COUNT + macro]! * aims.open[macro]!;
    return sum;
  }

  #measure(count: number, aims: Aims): number {
    let worst = 0;
    for (let macro = 0; macro < MACRO_COUNT; macro++) {
      let reached = -aims.open[macro]!;
      for (let dish = 0; dish < count; dish++)
        reached += this.#shares[dish * MACRO_COUNT + macro]! * this.portions[dish]!;
      const deviation = aims.weights[macro]! > 0 ? reached : 0;
      this.deviations[macro] = deviation;
      worst = max(worst, abs(deviation));
    }
    return worst;
  }
}

/** What one person's meals of a day aim at, in the shape that a fit reads. */
export interface Aims {
  /** 1 / aim for each macro; 0 without an aim. */
  scale: Float64Array;
  /** What is left of 1 after the meals that are kept. */
  open: Float64Array;
  /** 1, or 0 without an aim. */
  weights: Float64Array;
}

/** `kept` is what the person has of meals that stay, `aims` what the whole day is to be (null: whatever). */
export function aimsOf(aims: readonly (number | null)[] | null, kept: readonly number[]): Aims {
  const [scale, open, weights] = [0, 0, 0].map(() => new Float64Array(MACRO_COUNT)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let macro = 0; macro < MACRO_COUNT; macro++) {
    const aim = aims?.[macro] ?? null;
    if (aim === null || aim <= 0) continue;
    scale[macro] = 1 / aim;
    open[macro] = 1 - kept[macro]! / aim;
    weights[macro] = 1;
  }
  return { scale, open, weights };
}
