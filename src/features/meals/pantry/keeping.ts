import { addDays, daysBetween } from '../../../lib/dates.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import type { Aisle } from '../food-terms.ts';

export const LOCATIONS = ['fridge', 'freezer', 'cupboard', 'cellar'] as const;
export type Location = (typeof LOCATIONS)[number];

/**
 * How long things of an aisle keep at home, in days, and where: careful guesses after the USDA's FoodKeeper tables,
 * which the person corrects. Null: nobody looks at a date.
 */
const KEEPING: Record<Aisle, { days: number | null; location: Location }> = {
  produce: { days: 7, location: 'fridge' },
  bakery: { days: 4, location: 'cupboard' },
  meat: { days: 3, location: 'fridge' },
  fish: { days: 2, location: 'fridge' },
  dairy: { days: 10, location: 'fridge' },
  eggs: { days: 21, location: 'fridge' },
  frozen: { days: 120, location: 'freezer' },
  grains: { days: 365, location: 'cupboard' },
  canned: { days: 730, location: 'cupboard' },
  baking: { days: 365, location: 'cupboard' },
  spices: { days: 730, location: 'cupboard' },
  oils: { days: 270, location: 'cupboard' },
  condiments: { days: 180, location: 'fridge' },
  snacks: { days: 120, location: 'cupboard' },
  sweets: { days: 270, location: 'cupboard' },
  beverages: { days: 180, location: 'cupboard' },
  baby: { days: 90, location: 'cupboard' },
  household: { days: null, location: 'cupboard' },
  other: { days: null, location: 'cupboard' },
};

/** Where something of an aisle is put, and until when it keeps. */
export function keepingOf(
  aisle: Aisle,
  today: LocalDate,
): { location: Location; expiresOn: LocalDate | null } {
  const { days, location } = KEEPING[aisle];
  return { location, expiresOn: days === null ? null : addDays(today, days) };
}

/** So many days before its date something should be used up. */
export const USE_UP_DAYS = 4;

export type Freshness = 'over' | 'soon' | 'fine' | 'undated';

export function freshnessOf(expiresOn: LocalDate | null, today: LocalDate): Freshness {
  if (expiresOn === null) return 'undated';
  const days = daysBetween(today, expiresOn);
  if (days < 0) return 'over';
  return days <= USE_UP_DAYS ? 'soon' : 'fine';
}

/** One tap more or less: as much as people take of that unit, and of that much. */
export function stepOf(quantity: number | null, unit: string | null): number {
  const size = quantity ?? 1;
  if (unit === 'g' || unit === 'ml') return size > 1000 ? 250 : size > 200 ? 100 : 50;
  if (unit === 'kg' || unit === 'l') return size > 2 ? 0.5 : 0.25;
  return 1;
}
