import { type Request, type Response, Router } from 'express';
import * as z from 'zod';
import { createModels, findTask, taskTopic, type TaskRow } from '../../../ai/index.ts';
import { NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { currentUser, scopeOf } from '../../../http/request.ts';
import { typedNumber } from '../../../http/typed-fields.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { ideasInput, proposeRecipesTask, type RecipeIdea, type RecipeIdeas } from './propose-recipes.ts';
import { saveIdea } from './save-idea.ts';

const wishForm = z.object({ wish: ideasInput.shape.wish.default('') });
const choiceForm = z.object({ index: typedNumber(z.int().min(0).max(20)) });

/** Ideas for new recipes, thought of by a model: drafts, until somebody takes one. */
export function ideaRoutes({ db, clock, queue, config }: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const models = createModels({ settings: config.models, db, clock });

  router.get('/meals/ideas', async (req, res) => {
    await showQuestion(req, res, { isThere: (await models.available(scopeOf(req))).length > 0 });
  });

  router.post('/meals/ideas', async (req, res) => {
    const form = parseForm(wishForm, req.body, req.t);
    if (!form.ok) return showQuestion(req, res.status(422), { isThere: true, refused: form });
    const id = await proposeRecipesTask.start({ db, queue }, scopeOf(req), form.data, clock.now());
    res.redirect(303, `/meals/ideas/${id}`);
  });

  router.get('/meals/ideas/:id', async (req, res) => {
    const { id } = req.params;
    const task = isUuid(id) ? await findTask(db, scopeOf(req), id) : undefined;
    if (task?.kind !== proposeRecipesTask.kind) throw new NotFoundError('These ideas');
    res.page('meals/wishes/ideas', {
      title: req.t('ideas.title'),
      back: { href: '/meals/ideas', label: req.t('ideas.again') },
      capture: 'plain',
      scripts: ['follow'],
      ideas: ideasView(req, task),
    });
  });

  router.post('/meals/ideas/:id/recipes', async (req, res) => {
    const { id } = req.params;
    if (!isUuid(id)) throw new NotFoundError('These ideas');
    const { index } = choiceForm.parse(req.body);
    const recipeId = await saveIdea(db, scopeOf(req), { taskId: id, index }, clock.now());
    res.flash({ kind: 'ok', text: req.t('ideas.saved') });
    res.redirect(303, `/meals/recipes/${recipeId}`);
  });

  return router;
}

async function showQuestion(
  req: Request,
  res: Response,
  {
    isThere,
    refused,
  }: { isThere: boolean; refused?: { values: Record<string, unknown>; errors: Record<string, string> } },
): Promise<void> {
  res.page('meals/wishes/ask-ideas', {
    title: req.t('ideas.title'),
    back: { href: '/meals/recipes', label: req.t('ideas.recipes') },
    capture: 'plain',
    isThere,
    values: refused?.values ?? {},
    errors: refused?.errors ?? {},
  });
}

function ideasView(req: Request, { id, state, result, note }: TaskRow) {
  const isRunning = state === 'waiting' || state === 'running';
  const { ideas, leftOut } = (result as RecipeIdeas | null) ?? { ideas: [], leftOut: 0 };
  const problem = note ?? (state === 'cancelled' ? 'aborted' : null);
  return {
    id,
    followed: isRunning ? taskTopic(id) : '',
    problem: problem === null ? '' : req.t(`models.problem.${problem}`),
    leftOut: leftOut > 0 ? req.t('ideas.leftOut', { count: leftOut }) : '',
    list: ideas.map((idea, index) => ideaView(req, idea, index)),
  };
}

function ideaView(
  req: Request,
  { draft, nutrition, allergens, unknown, savedAs }: RecipeIdea,
  index: number,
) {
  const { language } = currentUser(req);
  const minutes = (draft.prepMin ?? 0) + (draft.cookMin ?? 0);
  const grams = (value: number) => `${formatNumber(value, language, 0)} g`;
  return {
    index,
    title: draft.title,
    description: draft.description ?? '',
    note: [
      req.t('ideas.servings', { count: draft.yieldsServings }),
      minutes > 0 ? req.t('ideas.minutes', { count: minutes }) : '',
    ]
      .filter(Boolean)
      .join(' · '),
    nutrition: nutrition
      ? req.t('ideas.nutrition', {
          kcal: formatNumber(nutrition.kcal, language, 0),
          protein: grams(nutrition.proteinG),
          carb: grams(nutrition.carbG),
          fat: grams(nutrition.fatG),
        })
      : req.t('ideas.noNutrition'),
    allergens: allergens.length > 0 ? req.t('ideas.allergens', { list: allergens.join(', ') }) : '',
    unknown: unknown > 0 ? req.t('ideas.unknown', { count: unknown }) : '',
    ingredients: (draft.ingredients ?? []).map(({ text }) => text),
    steps: (draft.steps ?? []).map(({ text }) => text),
    savedAs: savedAs === null ? '' : `/meals/recipes/${savedAs}`,
  };
}
