import type { UsdaFood } from './seed/usda-table.ts';

/** Where a food of each group of the USDA stands in a shop, if its name does not say more. */
const AISLE_OF_GROUP: Record<number, string> = {
  1: 'dairy', 2: 'spices', 4: 'oils', 5: 'meat', 6: 'condiments', 7: 'meat', 8: 'grains', 9: 'produce', 10: 'meat',
  11: 'produce', 12: 'snacks', 13: 'meat', 14: 'beverages', 15: 'fish', 16: 'canned', 17: 'meat', 18: 'bakery',
  19: 'sweets', 20: 'grains',
}; // prettier-ignore

const AISLE_BY_WORDS: readonly [RegExp, string][] = [
  [/^egg,/, 'eggs'],
  [/frozen|ice cream|sherbet/, 'frozen'],
  [/canned|^soup/, 'canned'],
  [/^salad dressing|catsup|pickle|^mustard|vinegar|capers|soy sauce|jams|jellies|marmalade|honey|peanut butter|mayonnaise/, 'condiments'],
  [/leavening|flour|sugar|cocoa|baking chocolate|cornstarch|vanilla extract|syrups?,|gelatin|molasses/, 'baking'],
  [/juice|nectar/, 'beverages'],
  [/^cookies|^crackers|^snacks/, 'snacks'],
  [/dried|raisins|prunes/, 'snacks'],
  [/mature seeds, raw|^lentils, raw/, 'grains'],
  [/^tofu|^tempeh/, 'produce'],
]; // prettier-ignore

/** The aisle of a food; ids as in migration 0009. */
export function aisleOf({ group, description }: UsdaFood): string {
  const text = description.toLowerCase();
  const byWords = AISLE_BY_WORDS.find(([pattern]) => pattern.test(text))?.[1];
  // Spices and meats stay together whatever else their names say.
  const isFixed = [2, 5, 7, 10, 13, 17].includes(group) && !/canned/.test(text);
  return (isFixed ? undefined : byWords) ?? AISLE_OF_GROUP[group] ?? 'other';
}

/** The allergens that the EU wants named (Regulation 1169/2011, annex II), by what a food is or is made of. */
const ALLERGENS: readonly [string, RegExp][] = [
  ['milk', /milk|cheese|butter(?!nut|fish|bur|scotch|head| lettuce| bean)|cream(?! of tartar|y dressing)|yogurt|whey|custard|pudding|caramel|toffee|fudge|dulce|kefir|ghee|ricotta|mozzarella|parmesan|feta|paneer|halloumi|mascarpone|quark|pesto|alfredo/],
  ['eggs', /\begg|mayonnaise|meringue|custard|ladyfinger|cake|brownie|muffin|pasta, fresh|noodles, egg|wonton/],
  ['gluten', /wheat|flour(?!.*(?:rice|corn|potato|soy|almond|peanut|buckwheat|arrowroot))|bread|pasta|noodles, (?:egg|japanese)|macaroni|spaghetti|barley|\brye\b|bulgur|couscous|semolina|cracker|cookie|cake|muffin|bagel|croissant|pie crust|pastry|phyllo|tortillas.*flour|oats?\b|beer|malt|seitan|spelt|triticale|soy sauce made from soy and wheat|wonton|rolls,|pancake|waffle|biscuit|pretzel|doughnut|teriyaki|hoisin/],
  ['fish', /^fish|anchov|worcestershire|salmon|tuna|caviar|fish sauce|sauce, fish|caesar/],
  ['crustaceans', /crustacean|shrimp|crab(?!apple)|lobster|crayfish|surimi/],
  ['molluscs', /mollusk|oyster|clam|mussel|squid|scallop|octopus|snail/],
  ['peanuts', /peanut/],
  ['nuts', /almond|hazelnut|walnut|cashew|pecan|pistachio|macadamia|brazilnut|pesto|praline|marzipan/],
  ['soy', /soy|tofu|tempeh|miso|edamame|natto|teriyaki|hoisin/],
  ['sesame', /sesame|tahini|hummus|halavah/],
  ['celery', /celery|celeriac/],
  ['mustard', /mustard(?! greens| spinach)/],
  ['sulphites', /\bwine|sulfured/],
  ['lupin', /\blupin/],
]; // prettier-ignore
/** What sounds like an allergen and is none. */
const NO_MILK =
  /coconut milk|almond milk|soymilk|rice milk|cocoa butter|peanut butter|almond butter|nut butter|coconut cream|cream of tartar|sesame butter|fruit butters|without milk|butterbur|butterhead|nutmeg butter|ucuhuba/;
const NO_NUTS = /coconut|nutmeg|butternut|waterchestnut|doughnut/;

/** The allergens that a food's own name gives away: never all that a packet may hold. */
export function allergensOf(text: string): string[] {
  const name = text.toLowerCase().replaceAll(/gluten[- ]free [\p{L} ]*/gu, ' ');
  return ALLERGENS.filter(([id, pattern]) => {
    if (!pattern.test(name)) return false;
    if (id === 'milk') return !NO_MILK.test(name) || /chocolate, milk|milk chocolate/.test(name);
    if (id === 'nuts') return !NO_NUTS.test(name) || /almond|walnut|pecan|hazelnut/.test(name);
    return true;
  }).map(([id]) => id);
}

const MEAT =
  /chicken|turkey|beef|pork|ham\b|bacon|lamb|veal|duck|goose|sausage|meat|lard|tallow|suet|gelatin|marshmallow|gummy|bison|venison|bouillon|gravy|pepperoni|salami|jello|jell-o|drippings|refried beans, canned, traditional|with franks/;
const FISH = /fish|anchov|worcestershire|oyster|clam|shrimp|crab|caesar|tuna|salmon|lobster|surimi/;
const OF_ANIMALS =
  /honey|beeswax|egg|milk|cheese|butter|cream|yogurt|whey|custard|mayonnaise|caramel|ladyfinger|brioche/;
/** Made of several things of which the name tells only some: nothing is said about their diets unless known. */
const MIXED_GROUPS = new Set([6, 7, 21, 22]);
const PLAIN_MIXED =
  /bread, (?:french|italian|pita|rye|white, commercially|whole-wheat, comm)|tortillas|leavening|bread crumbs, dry, grated, plain|phyllo|saltines|matzo, plain|sauce, (?:barbecue|salsa|hoisin|hot|ready-to-serve, pepper|pasta|pizza|teriyaki|peppers)|vegetable broth|rolls, (?:hamburger|french|hard)|focaccia|puff pastry|enchilada/;

/** The diets that a food certainly fits: vegan, vegetarian, pescatarian. */
export function dietsOf(group: number, text: string): string[] {
  const name = text.toLowerCase();
  const isMeat =
    MEAT.test(name) && !/meatless|vegetarian|coconut meat|cream of|butter(?:nut|head)/.test(name);
  if (isMeat || [5, 7, 10, 13, 17].includes(group)) return [];
  if (group === 15 || FISH.test(name)) return ['pescatarian'];
  if (PLAIN_MIXED.test(name)) return ['pescatarian', 'vegan', 'vegetarian'];
  if (MIXED_GROUPS.has(group)) return [];
  const isVegan = group !== 1 && group !== 18 && isPlant(name);
  return isVegan ? ['pescatarian', 'vegan', 'vegetarian'] : ['pescatarian', 'vegetarian'];
}

function isPlant(name: string): boolean {
  return (
    !OF_ANIMALS.test(name) || NO_MILK.test(name) || /eggplant|butternut|butterhead|cream of tartar/.test(name)
  );
}
