import type { Translate } from '../../../http/texts.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import { kindOfUnit, unitText } from '../ingredients/units.ts';
import type { FoodPortion, FoodRow } from './food-row.ts';
import { isPartOfAnother, NUTRIENTS, unitOfNutrient } from '../food-terms.ts';
import { toFood } from './foods.ts';

interface Reader {
  t: Translate;
  language: string;
}

const MOST_PORTIONS = 12;

/** One line of a list of foods: "717 kcal in 100 g · Dairy". */
export function foodLine(row: FoodRow, { t, language }: Reader) {
  const aisle = t(`foods.aisle.${row.aisle}`);
  const kcal = row.kcal === null ? '' : t('foods.kcalPer100', { kcal: formatNumber(row.kcal, language, 0) });
  return {
    href: `/meals/foods/${row.id}`,
    name: row.name,
    note: [kcal, aisle].filter(Boolean).join(' · '),
    isOwn: row.is_own,
  };
}

/** A food's own page. */
export function foodPage(row: FoodRow, own: readonly { unit: string; grams: number }[], reader: Reader) {
  const { t, language } = reader;
  const food = toFood(row);
  return {
    href: `/meals/foods/${row.id}`,
    isOwn: row.is_own,
    version: row.version,
    nutrients: NUTRIENTS.map((name) => ({
      label: t(`foods.nutrient.${name}`),
      isPart: isPartOfAnother(name),
      unit: food[name] === null ? '' : unitOfNutrient(name),
      value: food[name] === null ? '–' : formatNumber(food[name], language, name === 'kcal' ? 0 : 1),
    })),
    portions: [
      ...own.map((one) => ({ ...one, amount: 1, isHousehold: true })),
      ...notWeighed(row.portions, own),
    ]
      .filter(({ unit }) => unit !== 'drained')
      .slice(0, MOST_PORTIONS)
      .map((portion) => portionLine(portion, food, reader)),
    facts: [t(`foods.aisle.${row.aisle}`), ...row.diets.map((diet) => t(`foods.diet.${diet}`))],
    allergens: row.allergens.map((allergen) => t(`foods.allergen.${allergen}`)).join(', '),
    aliases: row.aliases.slice(0, 8).join(', '),
    source: t(`foods.source.${row.source}`, { number: row.source_id ?? '' }),
    isEstimate: row.confidence !== 'measured',
    description: row.source === 'usda' && row.description !== row.name ? row.description : '',
  };
}

/** The food's own measures, but those that this household weighed for itself. */
function notWeighed(portions: readonly FoodPortion[], own: readonly { unit: string }[]): FoodPortion[] {
  return portions.filter(({ unit, note }) => note !== undefined || own.every((one) => one.unit !== unit));
}

function portionLine(
  portion: { unit: string; amount: number; grams: number; note?: string; isHousehold?: boolean },
  food: { kcal: number | null },
  { t, language }: Reader,
) {
  const { unit, amount, grams, note = '', isHousehold = false } = portion;
  const isSize = kindOfUnit(unit) === 'size';
  return {
    label: [`${formatNumber(amount, language, 2)} ${isSize ? unit : unitText(unit, amount)}`, note]
      .filter(Boolean)
      .join(', '),
    grams: formatNumber(grams, language, 1),
    kcal: food.kcal === null ? '–' : formatNumber((food.kcal * grams) / 100, language, 0),
    badge: isHousehold ? t('foods.yours') : '',
  };
}
