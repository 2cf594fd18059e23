import type { Feature } from '../../http/feature.ts';
import { mealsApi } from './api.ts';
import { mealsRoutes } from './routes.ts';

/** Food of a household: recipes, the week, the shopping list; and what each person eats. */
export const meals: Feature = {
  name: 'meals',
  navigation: [{ href: '/meals', icon: 'meals', label: 'frame.nav.meals' }],
  routes: mealsRoutes,
  api: mealsApi,
};

export { cookingTimes } from './diary/cooking-times.ts';
export { listPlannedMeals, type PlannedMeal } from './diary/planned-meals.ts';
