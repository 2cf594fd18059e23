import { foodKey, foodTokens } from '../ingredients/food-key.ts';

/** What a food is found by: columns of `foods`. */
export interface FoundBy {
  match_names: string[];
  match_words: string[];
  search_text: string;
}

/** Small letters without accents, as what people type is compared. */
export function searchable(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
}

/** How a food with these names is found; `others` are words that help to find it and do not name it. */
export function foundBy(names: readonly string[], others: readonly string[] = []): FoundBy {
  return {
    match_names: [...new Set(names.map(foodKey))].filter(Boolean),
    match_words: [...new Set([...names, ...others].flatMap(foodTokens))],
    search_text: [...new Set(names)].map(searchable).join(' | '),
  };
}
