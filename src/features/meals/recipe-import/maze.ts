const TAG = /<(\/?)([a-z][a-z\d]*)[^<>]*>/gi;
/** Elements that hold nothing, and those that the next of their kind closes. */
const FLAT = new Set(
  'area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option path'.split(
    ' ',
  ),
);
const MAX_TAGS = 60_000;
const MAX_DEPTH = 1000;

/**
 * Whether markup is what no page for people is: a thousand levels deep, or of more elements than can be looked through in
 * a moment. Counted on the text, since building the tree of such markup is what takes long.
 */
export function isMaze(html: string): boolean {
  let count = 0;
  let depth = 0;
  for (const [, closes, name = ''] of html.matchAll(TAG)) {
    count += 1;
    if (!FLAT.has(name.toLowerCase())) depth = closes ? Math.max(0, depth - 1) : depth + 1;
    if (count > MAX_TAGS || depth > MAX_DEPTH) return true;
  }
  return false;
}
