/** Words that say nothing about which food it is. */
const EMPTY = new Set(
  'a an the of and or with in for de la le les des du di del el y e et und von mit och med en met to my your some x no'.split(
    ' ',
  ),
);
/** Words that only narrow a food down: a name without them still fits. */
const WEAK = new Set(
  'fresh freshly large small medium big extra ripe raw organic good quality best plain natural pure real whole sliced chopped diced minced grated shredded crushed ground dried dry frozen free range homemade store bought prepared firm thin thick long young baby mini boneless skinless lean unsalted salted low sodium reduced fat lowfat nonfat light full cold warm hot room temperature finely coarsely coarse fine softened melted cooked uncooked peeled pitted seeded unpeeled trimmed washed rinsed drained packed sweet tinned canned bottled jarred can tin jar optional your favorite favourite brand style any assorted mixed leaf leave piece strip slice cube stick chunk floret half stalk sprig head bunch bite sized size regular standard organically unsweetened unbleached roasted toasted blanched creamy crunchy smooth traditional quick instant thawed vegan red white green yellow black brown purple golden orange pink dark center cut bone'.split(
    ' ',
  ),
);

/** The words of a food's name for comparing: small letters without accents, singular, without empty words. */
export function foodTokens(name: string): string[] {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll(/half(?: |-)?(?:and|&|n)(?: |-)?half/g, 'halfandhalf')
    .replaceAll(/\bd'|\bl'/g, '')
    .replaceAll(/['’`]/g, '');
  return (plain.match(/[\p{L}\p{N}%/]+/gu) ?? [])
    .map(singular)
    .filter((word) => word !== '/' && !EMPTY.has(word));
}

/** One key for all orders and plural forms of a name ("Chicken breasts" → "breast chicken"); empty for no words. */
export function foodKey(name: string): string {
  return keyOf(foodTokens(name));
}

/** The key of words from `foodTokens`. */
export function keyOf(words: readonly string[]): string {
  return [...new Set(words)].sort().join(' ');
}

/** How much a word tells about which food it is: 1, or 0.3 for colours, states and shapes. */
export function weightOf(word: string): number {
  return WEAK.has(word) || /^\d/.test(word) ? 0.3 : 1;
}

function singular(word: string): string {
  if (word.length <= 3 || /(?:ss|us|is)$/.test(word)) return word;
  if (/ies$/.test(word)) return word.length > 5 ? `${word.slice(0, -3)}y` : word.slice(0, -1);
  if (/(?:oes|ches|shes|xes|sses)$/.test(word)) return word.slice(0, -2);
  if (/(?:loaves|leaves|halves|calves|knives|wolves)$/.test(word)) {
    return word.replace(/ves$/, /kni/.test(word) ? 'fe' : 'f');
  }
  return word.replace(/s$/, '');
}
