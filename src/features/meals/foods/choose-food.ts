import { foodTokens, keyOf, weightOf } from '../ingredients/food-key.ts';
import { headOf, type Reading } from './line-words.ts';
import type { Candidate } from './match-queries.ts';

/** A food for a reading and how much of the line's words it explains, 0–1. */
export interface Choice {
  food: Candidate;
  coverage: number;
  /** Whether it explains the word that says what it is. */
  hasHead: boolean;
}

/** The food whose name explains most of the words; of equals the one named last, the household's own, the commonest. */
export function chooseByName(reading: Reading, candidates: readonly Candidate[]): Choice | undefined {
  const total = sumOf(reading);
  const head = headOf(reading);
  let best: (Choice & { score: number }) | undefined;
  for (const food of candidates) {
    for (const name of food.match_names) {
      const words = name.split(' ');
      if (!words.every((word) => reading.includes(word))) continue;
      const inOrder = isInOrder(food, name, reading) ? 0.15 : 0;
      const last = Math.max(...words.map((word) => reading.lastIndexOf(word)));
      const hasHead = words.includes(head);
      const rank = (hasHead ? 0.5 : 0) + (0.2 * (last + 1)) / reading.length + (food.is_own ? 0.1 : 0);
      const score = sumOf(words) + rank + inOrder + food.commonness / 2000;
      if (!best || score > best.score) best = { food, score, hasHead, coverage: sumOf(words) / total };
    }
  }
  return best;
}

/** Of foods that share words with the line, the first that explains enough of them. */
export function chooseByWords(
  reading: Reading,
  candidates: readonly (Candidate & { match_words: string[] })[],
): Choice | undefined {
  const strong = reading.filter((word) => weightOf(word) === 1);
  const words = strong.length > 0 ? strong : reading;
  const head = headOf(reading);
  for (const food of candidates) {
    const hits = words.filter((word) => food.match_words.includes(word));
    const coverage = hits.length / words.length;
    const hasHead = hits.includes(head);
    if (coverage >= 0.6 && hasHead) return { food, coverage, hasHead };
  }
  return undefined;
}

function sumOf(words: readonly string[]): number {
  return words.reduce((sum, word) => sum + weightOf(word), 0);
}

/** Milk chocolate is not chocolate milk: whether the line has a name's words in that name's order. */
function isInOrder(food: Candidate, key: string, reading: Reading): boolean {
  return [food.name, ...food.aliases].some((name) => {
    const words = foodTokens(name);
    if (keyOf(words) !== key) return false;
    const places = words.map((word) => reading.indexOf(word));
    return places.every((place, at) => at === 0 || place > places[at - 1]!);
  });
}
