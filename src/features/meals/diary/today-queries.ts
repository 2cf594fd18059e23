import { keyedRow, type Db, type Scope } from '../../../db/index.ts';
import { addDays, type LocalDate } from '../../../lib/dates.ts';
import type { DayKind, Target } from '../targets/target-schema.ts';
import type { Nutrients } from './nutrients.ts';
import { PLANNED_DAYS, type PlannedMeal } from './planned-meals.ts';
import { SUMMED_NUTRIENTS } from './totals.ts';

/** Steps ahead are looked for among the meals of so many coming days. */
const AHEAD_DAYS = 3;

/** What the start page shows of food. */
export interface MealsTodayRow {
  planned: PlannedMeal[] | null;
  eaten: Nutrients | null;
  targets: (Target & { dayKind: DayKind })[] | null;
}

function daysAround(today: LocalDate) {
  return { mealsFrom: addDays(today, -1), mealsTo: addDays(today, AHEAD_DAYS) };
}

/** Whether the start page has anything of food to show, as an expression for another room's statement. */
export function hasMealsToday(scope: Scope, today: LocalDate) {
  return {
    sql: `(exists (select from meal_plan_entries e where e.household_id = :householdId and e.deleted_at is null
                      and e.on_date between :mealsFrom::date and :mealsTo::date)
           or exists (select from diary_entries d where d.user_id = :userId and d.deleted_at is null
                         and d.on_date = :today::date))`,
    params: { householdId: scope.householdId, ...daysAround(today) },
  };
}

/** The plan around today, what was eaten today, and the targets: one short read. */
export function readMealsToday(db: Db, scope: Scope, today: LocalDate): Promise<MealsTodayRow | undefined> {
  return keyedRow<MealsTodayRow & Record<string, unknown>>(
    db,
    `select (select json_agg(m order by m."onDate", m."atTime", m.id) from (${PLANNED_DAYS}) m) as planned,
            (select ${SUMMED_NUTRIENTS} from diary_entries d
              where d.user_id = :userId and d.deleted_at is null and d.on_date = :today::date
              having count(*) > 0) as eaten,
            (select json_agg(json_build_object('dayKind', n.day_kind, 'kcal', n.kcal, 'proteinG', n.protein_g,
                      'carbG', n.carb_g, 'fatG', n.fat_g, 'fiberG', n.fiber_g))
               from nutrition_targets n where n.user_id = :userId) as targets`,
    { ...scope, today, ...daysAround(today) },
  );
}
