import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { NUTRIENTS } from '../food-terms.ts';
import { unknownNutrients, type Nutrients } from './nutrients.ts';

/** What a person ate in a day. */
export interface DayTotals {
  date: LocalDate;
  entries: number;
  nutrients: Nutrients;
}

/**
 * SQL of a JSON object: the nutrients of the diary entries `d` of a group, what is unknown left out of the sum, and
 * `complete` false then.
 */
export const SUMMED_NUTRIENTS = `json_build_object(${NUTRIENTS.map(
  (name) => `'${name}', round(sum((d.nutrients->>'${name}')::numeric), 2)`,
).join(', ')}, 'complete', bool_and(coalesce((d.nutrients->>'complete')::boolean, false)))`;

/** The days from one to another on which something was eaten, ascending. */
export function listDayTotals(
  db: Db,
  scope: Scope,
  { from, to }: { from: LocalDate; to: LocalDate },
): Promise<DayTotals[]> {
  return selectRows<DayTotals & Record<string, unknown>>(
    db,
    `select d.on_date as date, count(*)::int as entries, ${SUMMED_NUTRIENTS} as nutrients
       from diary_entries d
      where d.user_id = :userId and d.deleted_at is null and d.on_date between :from::date and :to::date
      group by d.on_date order by d.on_date`,
    { userId: scope.userId, from, to },
  );
}

/** A day's totals; of a day without entries nothing is known. */
export async function dayTotals(db: Db, scope: Scope, date: LocalDate): Promise<DayTotals> {
  const [totals] = await listDayTotals(db, scope, { from: date, to: date });
  return totals ?? { date, entries: 0, nutrients: { ...unknownNutrients(), complete: true } };
}
