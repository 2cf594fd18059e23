import type { Request, Response } from 'express';
import { newFormKey } from '../../../http/form-key.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import { parseIngredientLine } from '../ingredients/parse-line.ts';
import { formatQuantity } from '../ingredients/format-quantity.ts';
import { unitText } from '../ingredients/units.ts';
import type { RecipeDraft } from '../recipes/recipe-schema.ts';
import { RECIPES } from '../recipes/recipe-routes.ts';
import { writeLines } from '../recipes/written-lines.ts';

export const IMPORT = `${RECIPES}/import`;

/** What of a draft its form does not show, as hidden fields `found.*`. */
export const HIDDEN = ['imageUrl', 'sourceName', 'yieldText', 'cuisine', 'course', 'language'] as const;

export interface DraftForm {
  values: Record<string, unknown>;
  errors: Record<string, string>;
  existing?: { id: string; title: string } | undefined;
}

/** What was understood, as the form of a recipe that is not stored yet. */
export function sendDraft(req: Request, res: Response, form: DraftForm): void {
  const title = form.values['title'];
  res.page('meals/recipes/import/draft', {
    title: req.t('recipeImport.draftTitle'),
    subtitle: typeof title === 'string' ? title : '',
    back: { href: IMPORT, label: req.t('recipeImport.title') },
    capture: 'plain',
    draft: draftLocals(req, form),
  });
}

/** The form of a draft, for the template `_draft`. */
export function draftLocals(req: Request, { values, errors, existing }: DraftForm) {
  const chosen = [values['mealTypes']].flat();
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '');
  return {
    action: IMPORT,
    key: newFormKey(),
    form: values,
    errors,
    hidden: [...HIDDEN, 'photos'].map((name) => ({ name: `found.${name}`, value: text(`found.${name}`) })),
    hasPicture: text('found.imageUrl') !== '',
    existing: existing && { ...existing, href: `${RECIPES}/${existing.id}` },
    lines: readLines(text('ingredients'), req),
    mealTypes: MEAL_TYPES.map((value) => ({
      value,
      label: req.t(`recipes.mealType.${value}`),
      isChosen: chosen.includes(value),
    })),
  };
}

/** The fields of the form that shows a draft. */
export function draftValues(draft: RecipeDraft): Record<string, unknown> {
  const number = (value: number | null | undefined) => (value == null ? '' : String(value));
  const sectioned = (lines: RecipeDraft['ingredients']) =>
    writeLines((lines ?? []).map(({ text, section = null }) => ({ text, section })));
  const isSum = draft.totalMin === (draft.prepMin ?? 0) + (draft.cookMin ?? 0);
  return {
    title: draft.title === '?' ? '' : draft.title,
    description: draft.description ?? '',
    yieldsServings: String(draft.yieldsServings),
    prepMin: number(draft.prepMin),
    cookMin: number(draft.cookMin),
    totalMin: isSum ? '' : number(draft.totalMin),
    mealTypes: draft.mealTypes ?? [],
    tags: (draft.tags ?? []).join(', '),
    ingredients: sectioned(draft.ingredients),
    steps: sectioned(draft.steps),
    notes: draft.notes ?? '',
    sourceUrl: draft.sourceUrl ?? '',
    ...Object.fromEntries(HIDDEN.map((name) => [`found.${name}`, draft[name] ?? ''])),
  };
}

/** How each line was understood: amount, food, remark. */
function readLines(ingredients: string, { t }: Request) {
  return ingredients
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.endsWith(':'))
    .slice(0, 200)
    .map((line) => {
      const { quantity, quantityMax, unit, foodName, note } = parseIngredientLine(line);
      const amounts = [quantity, quantityMax].filter((number) => number !== null);
      const amount = amounts.map((number) => formatQuantity(number, unit)).join('–');
      return {
        amount:
          [amount, unit && unitText(unit, quantity)].filter(Boolean).join(' ') || t('recipeImport.noAmount'),
        food: foodName,
        note,
      };
    });
}
