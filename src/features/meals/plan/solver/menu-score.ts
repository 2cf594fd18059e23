import type { DayFrame } from './day-frame.ts';
import { PortionFit } from './portion-fit.ts';
import { seededRandom } from './seeded-random.ts';
import { hasWord } from './suitable-recipes.ts';
import { ASSUMED_MINUTES, type PlanRecipe, type WeekProblem } from './week-problem.ts';

// Asked a million times for one plan: a name of the module is found faster than a global one.
const { abs, max } = Math;

/** Inside of it a day counts as met; a little less than the 5 % that are promised, for portions are rounded later. */
const TOLERANCE = 0.035;

/** What things cost. One percent beyond the tolerance costs 0.6, so figures come first and taste decides between days that fit. */
const COST = {
  beyond: 60,
  deviation: 2,
  disliked: 3,
  avoided: 3,
  passed: 0.8,
  incomplete: 0.3,
  tooLong: 2.5,
  twice: 4,
  noise: 0.25,
  star: 0.08,
  pantry: 0.6,
  leftover: 0.3,
} as const;

/** A day's dishes by slot of its frame (indexes of recipes), which of them are leftovers, and what it costs. */
export interface Menu {
  picks: readonly number[];
  /** Slots that are leftovers of the dinner of the day before. */
  leftovers: readonly number[];
  cost: number;
}

/** Says how good a day's dishes are: portions for each eater, time, taste. Lower is better. */
export class MenuScore {
  readonly #recipes: readonly PlanRecipe[];
  readonly #taste: Float64Array;
  readonly #minutes: Float64Array;
  readonly #fit = new PortionFit();

  constructor(problem: WeekProblem, recipes: readonly PlanRecipe[]) {
    const random = seededRandom(problem.seed);
    const passed = new Set(problem.passed);
    this.#recipes = recipes;
    this.#taste = Float64Array.from(recipes, (recipe) => tasteOf(recipe, problem, passed, random));
    this.#minutes = Float64Array.from(recipes, ({ minutes }) => minutes ?? ASSUMED_MINUTES);
  }

  /**
   * What this day's dishes cost. `leftovers` need no cooking. Once it is over `limit` the rest is not looked at: with
   * several people most dishes are ruled out by the first of them.
   */
  cost(
    frame: DayFrame,
    picks: readonly number[],
    leftovers: readonly number[] = [],
    limit = Infinity,
  ): number {
    let cost = this.#tasteAndTime(frame, picks, leftovers);
    for (const person of frame.people) {
      if (person.aim === null) continue;
      if (cost > limit) return cost;
      for (let dish = 0; dish < picks.length; dish++)
        this.#fit.setDish(dish, this.#recipes[picks[dish]!]!.macros, person.aims);
      const worst = this.#fit.fit(picks.length, person.aims, person.low, person.high);
      cost += COST.deviation * worst;
      for (const deviation of this.#fit.deviations) cost += COST.beyond * max(0, abs(deviation) - TOLERANCE);
    }
    return cost;
  }

  #tasteAndTime(frame: DayFrame, picks: readonly number[], leftovers: readonly number[]): number {
    let cost = 0;
    let minutes = 0;
    for (let slot = 0; slot < picks.length; slot++) {
      const pick = picks[slot]!;
      cost += this.#taste[pick]!;
      if (leftovers.includes(slot)) cost -= COST.leftover;
      else minutes += this.#minutes[pick]!;
      for (let before = 0; before < slot; before++) if (picks[before] === pick) cost += COST.twice;
      if (frame.keptRecipes.size > 0 && frame.keptRecipes.has(this.#recipes[pick]!.id)) cost += COST.twice;
      for (const word of frame.open[slot]!.avoided)
        if (hasWord(this.#recipes[pick]!, word)) cost += COST.avoided;
    }
    if (minutes > frame.minutes) cost += COST.tooLong + (minutes - frame.minutes) / 15;
    return cost;
  }
}

function tasteOf(
  recipe: PlanRecipe,
  { eaters }: WeekProblem,
  passed: ReadonlySet<string>,
  random: () => number,
): number {
  const dislikes = eaters.filter((eater) => eater.dislikes.some((word) => hasWord(recipe, word))).length;
  return (
    COST.noise * random() +
    COST.disliked * dislikes +
    (passed.has(recipe.id) ? COST.passed : 0) +
    (recipe.isComplete ? 0 : COST.incomplete) -
    COST.pantry * recipe.pantryShare -
    COST.star * ((recipe.rating ?? 3) - 3)
  );
}
