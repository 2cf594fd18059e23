import type { DayFrame } from './day-frame.ts';
import type { Menu, MenuScore } from './menu-score.ts';
import { randomBelow } from './seeded-random.ts';

/** Recipes that a search looks at for one meal at a time: more do not make better days, only slower ones. */
const SAMPLE = 110;
const PASSES = 3;
/** What it costs to use a dish again that good menus of the pool have already: the week needs different ones. */
const CROWDED = 0.12;

export interface MenuSearch {
  score: MenuScore;
  random: () => number;
  /** How often each recipe is in the menus found so far. */
  uses: Map<number, number>;
}

/**
 * Menus for a day, best first: from `starts` random ones, one meal after another is changed to the dish that makes the
 * day best. A dish given in `fixed` (slot → recipe) stays; `leftovers` are slots that need no cooking.
 */
export function searchMenus(
  frame: DayFrame,
  search: MenuSearch,
  starts: number,
  given: { fixed?: ReadonlyMap<number, number>; leftovers?: readonly number[] } = {},
): Menu[] {
  const { fixed = new Map<number, number>(), leftovers = [] } = given;
  const found = new Map<string, Menu>();
  for (let start = 0; start < starts; start++) {
    const picks = frame.open.map(
      ({ candidates }, slot) => fixed.get(slot) ?? candidates[randomBelow(search.random, candidates.length)]!,
    );
    improve(frame, search, picks, { fixed, leftovers });
    const key = picks.join();
    if (found.has(key)) continue;
    const cost = search.score.cost(frame, picks, leftovers);
    found.set(key, { picks: [...picks], leftovers, cost });
    for (const pick of picks) search.uses.set(pick, (search.uses.get(pick) ?? 0) + 1);
  }
  return [...found.values()].sort((a, b) => a.cost - b.cost);
}

function improve(
  frame: DayFrame,
  search: MenuSearch,
  picks: number[],
  { fixed, leftovers }: { fixed: ReadonlyMap<number, number>; leftovers: readonly number[] },
): void {
  for (let pass = 0; pass < PASSES; pass++) {
    let isBetter = false;
    for (let slot = 0; slot < picks.length; slot++) {
      if (fixed.has(slot)) continue;
      const before = picks[slot]!;
      let best = before;
      let lowest = crowdedCost(frame, search, picks, { slot, leftovers });
      for (const candidate of sampleOf(frame.open[slot]!.candidates, search.random)) {
        picks[slot] = candidate;
        const cost = crowdedCost(frame, search, picks, { slot, leftovers, limit: lowest });
        if (cost < lowest - 1e-9) [best, lowest] = [candidate, cost];
      }
      picks[slot] = best;
      isBetter ||= best !== before;
    }
    if (!isBetter) return;
  }
}

function crowdedCost(
  frame: DayFrame,
  { score, uses }: MenuSearch,
  picks: readonly number[],
  { slot, leftovers, limit = Infinity }: { slot: number; leftovers: readonly number[]; limit?: number },
): number {
  const crowd = CROWDED * Math.min(10, uses.get(picks[slot]!) ?? 0);
  return crowd + score.cost(frame, picks, leftovers, limit - crowd);
}

/** All candidates, or a run of them from a random place when there are many. */
function sampleOf(candidates: readonly number[], random: () => number): readonly number[] {
  if (candidates.length <= SAMPLE) return candidates;
  const step = candidates.length / SAMPLE;
  const offset = random() * step;
  return Array.from({ length: SAMPLE }, (_, at) => candidates[Math.floor(offset + at * step)]!);
}
