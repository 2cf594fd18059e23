import type { CaptureCandidate, CaptureChip } from '../../../../http/capture.ts';
import type { Translate } from '../../../../http/texts.ts';
import { localDate, localTime } from '../../../../lib/dates.ts';
import { formatNumber } from '../../../../lib/number-format.ts';
import { MEAL_TYPES } from '../../meal-types.ts';
import type { FoundFood } from '../edible-search.ts';
import type { CapturedFood, CapturedMeal, CapturedServings } from './understand.ts';

interface ViewContext {
  t: Translate;
  language: string;
  timeZone: string;
}

const OWN = ['kcal', 'proteinG', 'carbG', 'fatG'] as const;

/** A reading as chips that can be corrected. */
export function toDiaryCandidate(captured: CapturedMeal, context: ViewContext): CaptureCandidate {
  const { t, timeZone } = context;
  const { summary, chips, hidden } = partsOf(captured, context);
  const meal: CaptureChip = {
    ...{ name: 'mealType', label: t('diary.meal'), value: captured.mealType },
    options: MEAL_TYPES.map((value) => ({ value, label: t(`diary.mealType.${value}`) })),
  };
  const when: CaptureChip = {
    ...{ name: 'at', label: t('capture.when'), type: 'datetime-local' },
    value: `${localDate(captured.at, timeZone)}T${localTime(captured.at, timeZone)}`,
  };
  return {
    kind: t('diary.captureKind'),
    summary,
    confidence: captured.confidence,
    chips: [...chips, meal, when],
    hidden: { ...hidden, kind: captured.kind },
  };
}

type Parts = Pick<CaptureCandidate, 'summary' | 'chips' | 'hidden'>;

function partsOf(captured: CapturedMeal, context: ViewContext): Parts {
  if (captured.kind === 'foods') return foodParts(captured.items, context);
  if (captured.kind === 'recipe') return recipeParts(captured, context);
  return ownParts(captured, context);
}

function foodParts(items: readonly (CapturedFood | CapturedServings)[], context: ViewContext): Parts {
  const parts = items.map((item, index) =>
    'recipes' in item
      ? recipeParts(item, context, `items.${index}.`)
      : foodPart(item, context, `items.${index}`),
  );
  return {
    summary: parts.map((part) => part.summary).join(', '),
    chips: parts.flatMap((part) => part.chips),
    hidden: Object.assign({}, ...parts.map((part) => part.hidden)) as Record<string, string>,
  };
}

function foodPart(
  { foods, quantity, unit, grams }: CapturedFood,
  { t, language }: ViewContext,
  name: string,
): Parts {
  const plain = { quantity: String(round(quantity)), grams: grams === null ? '' : String(grams) };
  const [best] = foods as [FoundFood];
  return {
    summary: `${formatNumber(quantity, language, 2)} ${unit} ${best.name}`.replace(/\s+/g, ' '),
    chips: [
      {
        ...{ name: `${name}.foodId`, label: t('diary.food'), value: best.id },
        options: foods.map((food) => ({ value: food.id, label: food.name })),
      },
      { name: `${name}.quantity`, label: t('diary.amount'), value: plain.quantity, inputmode: 'decimal' },
      { name: `${name}.unit`, label: t('diary.unit'), value: unit },
      {
        ...{ name: `${name}.grams`, label: t('diary.weight'), value: plain.grams },
        ...{ unit: 'g', inputmode: 'decimal' as const },
      },
    ],
    hidden: { [`${name}.shown`]: [best.id, plain.quantity, unit, plain.grams].join('|') },
  };
}

function recipeParts(captured: CapturedServings, { t, language }: ViewContext, prefix = ''): Parts {
  const [best] = captured.recipes;
  const amount = formatNumber(captured.servings, language, 2);
  return {
    summary: `${best!.title} · ${t('diary.servings', { count: captured.servings, amount })}`,
    chips: [
      {
        ...{ name: `${prefix}recipeId`, label: t('diary.recipe'), value: best!.id },
        options: captured.recipes.map(({ id, title }) => ({ value: id, label: title })),
      },
      {
        ...{ name: `${prefix}servings`, label: t('diary.servingsLabel'), inputmode: 'decimal' },
        value: String(round(captured.servings)),
      },
    ],
    hidden: {},
  };
}

function ownParts(captured: Extract<CapturedMeal, { kind: 'own' }>, { t, language }: ViewContext): Parts {
  const { numbers } = captured;
  const title = captured.title || t(`diary.mealType.${captured.mealType}`);
  const shown = OWN.filter((name) => name === 'kcal' || numbers[name] !== undefined);
  return {
    summary:
      numbers.kcal === undefined ? title : `${title} · ${formatNumber(numbers.kcal, language, 0)} kcal`,
    chips: [
      { name: 'title', label: t('diary.what'), value: title },
      ...shown.map((name): CaptureChip => ({
        ...{
          name,
          label: t(`diary.nutrient.${name}`),
          unit: name === 'kcal' ? 'kcal' : 'g',
          inputmode: 'decimal',
        },
        value: numbers[name] === undefined ? '' : String(numbers[name]),
      })),
    ],
    hidden: {},
  };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
