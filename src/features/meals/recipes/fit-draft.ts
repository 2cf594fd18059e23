import { RECIPE_LIMITS as L, type RecipeDraft } from './recipe-schema.ts';

/**
 * A draft that was read from somebody else's page or file, cut to what a recipe may hold: too long texts are shortened,
 * senseless numbers left out, a recipe without servings feeds 4.
 */
export function fitDraft(draft: RecipeDraft): RecipeDraft {
  const servings = draft.yieldsServings;
  return {
    ...draft,
    title: line(draft.title, L.title) ?? '?',
    description: text(draft.description, L.text),
    sourceName: line(draft.sourceName, 200),
    yieldsServings: servings > 0 && servings <= L.servings ? Math.round(servings * 100) / 100 : 4,
    yieldText: line(draft.yieldText, 200),
    prepMin: minutes(draft.prepMin, L.minutes),
    cookMin: minutes(draft.cookMin, L.minutes),
    totalMin: minutes(draft.totalMin, 2 * L.minutes),
    cuisine: line(draft.cuisine, 80),
    course: line(draft.course, 80),
    tags: (draft.tags ?? []).flatMap((tag) => line(tag, L.tag) ?? []).slice(0, L.tags),
    notes: text(draft.notes, L.text),
    ingredients: (draft.ingredients ?? []).slice(0, L.lines).flatMap((ingredient) => {
      const fitted = line(ingredient.text, L.line);
      return fitted ? [{ text: fitted, section: line(ingredient.section, L.section) }] : [];
    }),
    steps: (draft.steps ?? []).slice(0, L.steps).flatMap((step) => {
      const fitted = text(step.text, L.step).trim();
      return fitted ? [{ ...step, text: fitted, section: line(step.section, L.section) }] : [];
    }),
  };
}

function text(value: string | undefined, max: number): string {
  return (value ?? '').replaceAll('\0', '').toWellFormed().slice(0, max).toWellFormed();
}

function line(value: string | null | undefined, max: number): string | null {
  const fitted = text(value ?? '', max * 2)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, max)
    .trim();
  return fitted === '' ? null : fitted.toWellFormed();
}

function minutes(value: number | null | undefined, max: number): number | null {
  return value == null || !(value >= 0 && value <= max) ? null : Math.round(value);
}
