import type { FormValues } from '../../../../http/forms.ts';
import type { Viewer } from '../../../../http/viewer.ts';
import { MEAL_TYPES } from '../../meal-types.ts';
import { scaleNutrients, sumNutrients } from '../nutrients.ts';
import { amountText } from '../totals-view.ts';
import type { Plate } from './plates.ts';

/** A form that came back: what was typed, and what is wrong with it. */
export interface RefusedPlate {
  values: FormValues;
  errors: Record<string, string>;
}

/** What was seen on a plate, as lines that can be corrected before anything is saved. */
export function plateLines({ plate, items }: Plate, viewer: Viewer, refused?: RefusedPlate) {
  const { t } = viewer;
  const { values = {}, errors = {} } = refused ?? {};
  const typed = (name: string, usual: string) =>
    refused ? (typeof values[name] === 'string' ? values[name] : '') : usual;
  const known = items.filter(({ foods }) => foods.length > 0);
  const nutrients = known.map(({ foods, grams }) => scaleNutrients(foods[0]!.nutrients, grams / 100));
  const sum = sumNutrients(nutrients.filter((_, index) => known[index]!.isSure));
  return {
    date: typed('date', plate.on_date),
    mealType: typed('mealType', plate.meal_type),
    meals: MEAL_TYPES.map((value) => ({ value, label: t(`diary.mealType.${value}`) })),
    lines: known.map(({ name, grams, foods, isSure }, index) => ({
      ...{ name, index },
      // A mere guess is only eaten when somebody says so.
      isEaten: typed(`items.${index}.isEaten`, isSure ? 'on' : '') === 'on',
      foods: foods.map((food) => ({ value: food.id, label: food.name })),
      foodId: typed(`items.${index}.foodId`, foods[0]!.id),
      grams: typed(`items.${index}.grams`, String(grams)),
      // Of the weight that was seen: it stays while another one is typed.
      kcal: t('plates.kcalIn', { kcal: amountText('kcal', nutrients[index]!.kcal, viewer), grams }),
      error: errors[`items.${index}.grams`] ?? errors[`items.${index}.foodId`] ?? '',
    })),
    unknown: items
      .filter(({ foods }) => foods.length === 0)
      .map(({ name, grams }) => ({
        text: t('plates.unknown', { name, grams }),
        href: `/meals/diary/add?date=${plate.on_date}&meal=${plate.meal_type}&q=${encodeURIComponent(name)}`,
      })),
    sum: t('plates.sum', {
      kcal: amountText('kcal', sum.kcal, viewer),
      protein: amountText('proteinG', sum.proteinG, viewer),
    }),
    errors,
  };
}
