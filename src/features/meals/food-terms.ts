/** Where a shop keeps things, in the order of a usual way through it. */
export const AISLES = [
  'produce',
  'bakery',
  'meat',
  'fish',
  'dairy',
  'eggs',
  'grains',
  'canned',
  'baking',
  'spices',
  'oils',
  'condiments',
  'snacks',
  'sweets',
  'beverages',
  'frozen',
  'baby',
  'household',
  'other',
] as const;
export type Aisle = (typeof AISLES)[number];

export function isAisle(text: string): text is Aisle {
  return (AISLES as readonly string[]).includes(text);
}

/** Allergens that foods are known by: those that the EU wants named (Regulation 1169/2011, annex II). */
export const ALLERGENS = [
  'milk',
  'eggs',
  'gluten',
  'fish',
  'crustaceans',
  'molluscs',
  'peanuts',
  'nuts',
  'soy',
  'sesame',
  'celery',
  'mustard',
  'sulphites',
  'lupin',
] as const;

/** Diets that foods and recipes are known by. */
export const DIETS = ['vegetarian', 'vegan', 'pescatarian'] as const;

/** What foods hold, in the order it is shown: energy in kcal, sodium in mg, the rest in g. */
export const NUTRIENTS = [
  'kcal',
  'proteinG',
  'carbG',
  'sugarG',
  'fatG',
  'saturatedFatG',
  'fiberG',
  'sodiumMg',
] as const;
export type Nutrient = (typeof NUTRIENTS)[number];

/** The unit that a nutrient is shown in. */
export function unitOfNutrient(name: Nutrient): string {
  return name === 'kcal' ? 'kcal' : name === 'sodiumMg' ? 'mg' : 'g';
}

/** Whether it is shown as a part of the one before: "of which sugar". */
export function isPartOfAnother(name: Nutrient): boolean {
  return name === 'sugarG' || name === 'saturatedFatG';
}
