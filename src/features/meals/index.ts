import type { Feature } from '../../http/feature.ts';
import { lateRoutes } from '../../http/late-routes.ts';
import { foodTopics } from './foods/food-channel.ts';
import { pantryTopics } from './pantry/live-pantry.ts';
import { planTopics } from './plan/plan-channel.ts';
import { archiveTopics } from './recipe-import/archive/archive-topics.ts';
import { recipeTopics } from './recipes/recipe-channel.ts';
import { shoppingTopics } from './shopping/live-list.ts';

/** Food of a household: recipes, the week, the shopping list; and what each person eats. */
export const meals: Feature = {
  name: 'meals',
  navigation: [{ href: '/meals', icon: 'meals', label: 'frame.nav.meals' }],
  routes: lateRoutes(['/meals'], async () => (await import('./routes.ts')).mealsRoutes),
  api: {
    nouns: [
      ...[
        'recipes',
        'recipe-tags',
        'recipe-drafts',
        'recipe-imports',
        'recipe-archives',
        'recipe-photos',
        'foods',
      ],
      ...['shopping-lists', 'shopping-items', 'pantry-items', 'diary-entries', 'diary-days', 'plate-photos'],
      ...['meal-plan-entries', 'plan-runs', 'meal-settings', 'nutrition-targets', 'food-preferences'],
    ],
    load: async () => (await import('./api.ts')).mealsApi,
  },
  listBinned: async (...about) => (await import('./binned-queries.ts')).listBinnedMeals(...about),
  ownsFile: async (...about) =>
    (await (await import('./recipes/image-queries.ts')).recipePictures.owns(...about)) ||
    (await import('./recipe-import/photos/photo-queries.ts')).ownsPhoto(...about),
  topics: {
    ...planTopics,
    ...recipeTopics,
    ...foodTopics,
    ...shoppingTopics,
    ...pantryTopics,
    ...archiveTopics,
  },
  capture: async (deps) => (await import('./capture-sources.ts')).mealsCapture(deps),
};

export { readMealsOfToday } from './diary/meals-today.ts';
export { hasMealsToday } from './diary/today-queries.ts';
export { cookingTimes } from './diary/cooking-times.ts';
export { listPlannedMeals, type PlannedMeal } from './diary/planned-meals.ts';
