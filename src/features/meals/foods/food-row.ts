/** A food of the product's table (`is_own` false) or of the household; nutrients per 100 g. */
export interface FoodRow {
  id: string;
  name: string;
  plural: string | null;
  aliases: string[];
  description: string;
  aisle: string;
  source: 'usda' | 'own' | 'edamam';
  source_id: string | null;
  density_g_per_ml: number | null;
  kcal: number | null;
  protein_g: number | null;
  carb_g: number | null;
  sugar_g: number | null;
  fat_g: number | null;
  saturated_fat_g: number | null;
  fiber_g: number | null;
  sodium_mg: number | null;
  confidence: 'measured' | 'derived' | 'estimated';
  allergens: string[];
  diets: string[];
  portions: FoodPortion[];
  commonness: number;
  is_own: boolean;
  version: number;
}

/** A household measure: `amount` of `unit` weigh `grams`; `note` says in which state ("chopped"). */
export interface FoodPortion {
  unit: string;
  amount: number;
  grams: number;
  note?: string;
}

/** The columns of FoodRow of `foods f`. */
export const FOOD_COLUMNS = `f.id, f.name, f.plural, f.aliases, f.description, f.aisle, f.source, f.source_id,
  f.density_g_per_ml, f.kcal, f.protein_g, f.carb_g, f.sugar_g, f.fat_g, f.saturated_fat_g, f.fiber_g, f.sodium_mg,
  f.confidence, f.allergens, f.diets, f.portions, f.commonness, f.household_id is not null as is_own, f.version`;

/** Foods that this household can use, in SQL with `:householdId`. */
export const VISIBLE_FOOD =
  '(f.household_id is null or f.household_id = :householdId) and f.deleted_at is null';
