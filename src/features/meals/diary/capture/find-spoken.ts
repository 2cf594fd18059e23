import type { Db, Scope } from '../../../../db/index.ts';
import { matchFoods, type FoodMatch } from '../../foods/match-food.ts';
import { searchEdibles, toFound } from '../edible-search.ts';
import type { SpokenItem } from './read-line.ts';

/** Foods and recipes that something said may mean, the likeliest first; `grams` where the first food's amount tells. */
export type Found = Awaited<ReturnType<typeof searchEdibles>> & { grams: number | null };

/** How surely a matched food is meant. */
const MATCHED: Record<NonNullable<FoodMatch['confidence']>, number> = {
  chosen: 1,
  remembered: 1,
  exact: 1,
  likely: 0.8,
  guess: 0.5,
};

/** What each of these may mean; what people corrected before comes first. */
export async function findSpoken(
  db: Db,
  scope: Scope,
  items: readonly Pick<SpokenItem, 'parsed' | 'words'>[],
): Promise<Found[]> {
  const [matches, searched] = await Promise.all([
    matchFoods(
      db,
      scope,
      items.map(({ parsed }) => parsed),
    ),
    Promise.all(items.map(({ words }) => searchEdibles(db, scope, words))),
  ]);
  return searched.map((found, index) => withMatch(found, matches[index]!));
}

function withMatch(found: Awaited<ReturnType<typeof searchEdibles>>, match: FoodMatch): Found {
  const { food, confidence } = match;
  if (!food || confidence === null) return { ...found, grams: null };
  const best = { ...toFound(food), score: MATCHED[confidence] };
  // A guess by single words is no better than what is like the words.
  const rest = found.foods.filter(({ id }) => id !== food.id);
  const foods =
    confidence === 'guess' && (rest[0]?.score ?? 0) > best.score ? [...rest, best] : [best, ...rest];
  return { ...found, foods, grams: foods[0] === best ? match.grams : null };
}
