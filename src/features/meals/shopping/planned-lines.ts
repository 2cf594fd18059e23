import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { matchFoods } from '../foods/match-food.ts';
import { parseIngredientLine } from '../ingredients/parse-line.ts';
import type { FoodMeasures } from '../ingredients/units.ts';
import { aisleOf, isSure } from './find-goods.ts';
import { PORTIONS } from './item-queries.ts';
import type { NeededLine } from './need.ts';

interface LineRow {
  entry_id: string;
  title: string;
  on_date: LocalDate;
  factor: number;
  quantity: number | null;
  unit: string | null;
  grams: number | null;
  line_name: string;
  food_id: string | null;
  food_name: string | null;
  aisle: string | null;
  density: number | null;
  portions: FoodMeasures['portions'] | null;
}

/** Days from the first to before the last one. */
export interface DaySpan {
  from: LocalDate;
  /** Not included. */
  to: LocalDate;
}

/**
 * Ingredient lines of all planned meals of these days, scaled to what is eaten. Leftovers count with the meal they are
 * cooked with, unless that one is over; a range ("2–3 onions") counts with its upper end.
 */
export async function listPlannedLines(db: Db, scope: Scope, span: DaySpan): Promise<NeededLine[]> {
  const rows = await selectRows<LineRow>(
    db,
    `select e.id as entry_id, coalesce(nullif(r.title, ''), e.title) as title, e.on_date,
            e.servings / r.yields_servings as factor, coalesce(n.quantity_max, n.quantity) as quantity, n.unit, n.grams,
            coalesce(nullif(n.food_name, ''), n.original_text) as line_name, f.id as food_id, f.name as food_name,
            f.aisle, f.density_g_per_ml as density,
            ${PORTIONS} as portions
       from meal_plan_entries e
       left join meal_plan_entries c on c.id = e.leftover_of and c.household_id = e.household_id
       join recipes r on r.id = coalesce(e.recipe_id, c.recipe_id) and r.household_id = e.household_id
       join recipe_ingredients n on n.recipe_id = r.id and n.household_id = e.household_id
       left join foods f on f.id = n.food_id and f.deleted_at is null
      where e.household_id = :householdId and e.deleted_at is null and e.on_date >= :from and e.on_date < :to
        and (e.leftover_of is null or (c.on_date >= :from and c.deleted_at is null))
     union all
     select e.id, e.title, e.on_date, 1, e.grams, 'g', e.grams, e.title, f.id, f.name, f.aisle, f.density_g_per_ml, f.portions
       from meal_plan_entries e join foods f on f.id = e.food_id
      where e.household_id = :householdId and e.deleted_at is null and e.on_date >= :from and e.on_date < :to
        and (f.household_id is null or f.household_id = :householdId)
      order by on_date, entry_id`,
    { householdId: scope.householdId, from: span.from, to: span.to },
  );
  return withFoods(db, scope, rows.map(toLine));
}

/** Finds the foods of lines that were stored without one: by now the household or the table may know it. */
async function withFoods(db: Db, scope: Scope, lines: NeededLine[]): Promise<NeededLine[]> {
  const open = lines.filter(({ foodId }) => foodId === null);
  if (open.length === 0) return lines;
  const matches = await matchFoods(
    db,
    scope,
    open.map(({ name }) => parseIngredientLine(name)),
  );
  const found = new Map(open.map((line, index) => [line, matches[index]!] as const));
  return lines.map((line) => {
    const match = found.get(line);
    if (!match?.food || !isSure(match)) return line;
    const { id, aisle, density_g_per_ml: densityGPerMl, portions } = match.food;
    return {
      ...line,
      foodId: id,
      aisle: aisleOf(line.name, aisle),
      measures: { densityGPerMl, portions },
    };
  });
}

function toLine(row: LineRow): NeededLine {
  const { factor, density, portions } = row;
  return {
    foodId: row.food_id,
    // The recipe's own words: a food that was guessed must not put something else on the list.
    name: row.line_name || (row.food_name ?? ''),
    aisle: aisleOf(row.line_name, row.aisle),
    quantity: row.quantity === null || row.quantity <= 0 ? null : row.quantity * factor,
    unit: row.unit,
    grams: row.grams === null || row.quantity === null ? null : row.grams * factor,
    measures: row.food_id === null ? null : { densityGPerMl: density, portions: portions ?? [] },
    meal: { entryId: row.entry_id, title: row.title, onDate: row.on_date },
  };
}
