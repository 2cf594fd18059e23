import type { Request, Response } from 'express';
import type { Db } from '../../../db/index.ts';
import { scopeOf } from '../../../http/request.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { localTime, type LocalDate } from '../../../lib/dates.ts';
import { MEAL_TYPES, type MealType } from '../meal-types.ts';
import { dayOf, type FormState } from './diary-page.ts';
import { mealTypeAt } from './diary.ts';
import { NUTRIENTS, unitOfNutrient } from '../food-terms.ts';
import { searchEdibles, unitsOf, type FoundFood } from './edible-search.ts';

const MAX_QUERY = 100;

/** The page where food is looked for, or its nutrients are typed. */
export async function showSearch(
  req: Request,
  res: Response,
  { db, viewer, now }: { db: Db; viewer: Viewer; now: Date },
  state: FormState = {},
): Promise<void> {
  const { t, language, today } = viewer;
  const given = { ...req.query, ...state.form } as Record<string, unknown>;
  const date: LocalDate = dayOf(given['date'], today);
  const meal = mealOf(given['mealType'] ?? given['meal'], viewer.timeZone, now);
  const q = typeof given['q'] === 'string' ? given['q'].trim().slice(0, MAX_QUERY) : '';
  const found = q === '' ? { foods: [], recipes: [] } : await searchEdibles(db, scopeOf(req), q);
  res.page('meals/diary/add', {
    title: t('diary.addTitle'),
    subtitle: `${t(`diary.mealType.${meal}`)}, ${formatDay(date, language, today)}`,
    back: { href: `/meals/diary?date=${date}`, label: t('diary.title') },
    capture: 'plain',
    date,
    meal,
    meals: MEAL_TYPES.map((value) => ({ value, label: t(`diary.mealType.${value}`) })),
    q,
    recipes: found.recipes,
    foods: found.foods.map((food) => foodLine(food, viewer)),
    nutrients: NUTRIENTS.map((name) => ({
      name,
      label: t(`diary.nutrient.${name}`),
      unit: unitOfNutrient(name),
    })),
    form: state.form ?? {},
    errors: state.errors ?? {},
  });
}

/** The meal in an address or a form; told by the time of day for what is none. */
export function mealOf(asked: unknown, timeZone: string, now: Date): MealType {
  return MEAL_TYPES.find((type) => type === asked) ?? mealTypeAt(localTime(now, timeZone));
}

function foodLine(food: FoundFood, { t }: Viewer) {
  return {
    id: food.id,
    name: food.name,
    note: food.kcal === null ? '' : t('diary.per100', { kcal: Math.round(food.kcal) }),
    units: unitsOf(food).map((unit) => ({ value: unit, label: unit === '' ? t('diary.pieces') : unit })),
  };
}
