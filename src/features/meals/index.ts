import type { Feature } from '../../http/feature.ts';
import { mealsApi } from './api.ts';
import { listBinnedMeals } from './binned-queries.ts';
import { planTopics } from './plan/plan-channel.ts';
import { recipePictures } from './recipes/image-queries.ts';
import { foodTopics } from './foods/food-channel.ts';
import { recipeTopics } from './recipes/recipe-channel.ts';
import { diaryCapture } from './diary/capture/diary-capture.ts';
import { mealsRoutes } from './routes.ts';
import { archiveTopics } from './recipe-import/archive/archive-topics.ts';
import { ownsPhoto } from './recipe-import/photos/photo-queries.ts';
import { recipeImportCapture } from './recipe-import/capture-source.ts';
import { shoppingCapture } from './shopping/capture-source.ts';
import { shoppingTopics } from './shopping/live-list.ts';

/** Food of a household: recipes, the week, the shopping list; and what each person eats. */
export const meals: Feature = {
  name: 'meals',
  navigation: [{ href: '/meals', icon: 'meals', label: 'frame.nav.meals' }],
  routes: mealsRoutes,
  api: mealsApi,
  listBinned: listBinnedMeals,
  ownsFile: async (db, scope, file) =>
    (await recipePictures.owns(db, scope, file)) || ownsPhoto(db, scope, file),
  topics: { ...planTopics, ...recipeTopics, ...foodTopics, ...shoppingTopics, ...archiveTopics },
  capture: (deps) => [diaryCapture, shoppingCapture, recipeImportCapture(deps)],
};

export { readMealsOfToday } from './diary/meals-today.ts';
export { hasMealsToday } from './diary/today-queries.ts';
export { cookingTimes } from './diary/cooking-times.ts';
export { listPlannedMeals, type PlannedMeal } from './diary/planned-meals.ts';
export { listPlanEntries } from './plan/plan-entries.ts';
export { targetsOfDays } from './targets/targets.ts';
export { writeDemoDiary } from './demo/demo-diary.ts';
export { writeDemoGoods } from './demo/demo-goods.ts';
export { writeDemoPlan } from './demo/demo-plan.ts';
export { writeDemoRecipes } from './demo/demo-recipes.ts';
