import { Router } from 'express';
import type { AppDeps } from '../../http/feature.ts';
import { diaryRoutes } from './diary/diary-routes.ts';
import { foodEditRoutes } from './foods/food-edit-routes.ts';
import { foodRoutes, oneFoodRoutes } from './foods/food-routes.ts';
import { overviewRoutes } from './overview-routes.ts';
import { archiveRoutes } from './recipe-import/archive/archive-routes.ts';
import { photoRoutes } from './recipe-import/photos/photo-routes.ts';
import { recipeImportRoutes } from './recipe-import/import-routes.ts';
import { entryRoutes } from './plan/entry-routes.ts';
import { newEntryRoutes } from './plan/new-entry-routes.ts';
import { runRoutes } from './plan/run-routes.ts';
import { weekRoutes } from './plan/week-routes.ts';
import { cookRoutes } from './recipes/cook-routes.ts';
import { editRoutes } from './recipes/edit-routes.ts';
import { imageRoutes } from './recipes/image-routes.ts';
import { ingredientRoutes } from './recipes/ingredient-routes.ts';
import { recipeRoutes } from './recipes/recipe-routes.ts';
import { pantryRoutes } from './pantry/pantry-routes.ts';
import { shoppingRoutes } from './shopping/shopping-routes.ts';
import { wishRoutes } from './wishes/wish-routes.ts';
import { preferenceRoutes } from './targets/preference-routes.ts';
import { targetRoutes } from './targets/target-routes.ts';

/** All pages of Meals; each noun brings a router of its own with full paths (`/meals/recipes/…`). */
export function mealsRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.use(overviewRoutes());
  // Before the pages of one recipe: `import` is no id.
  router.use(archiveRoutes(deps), photoRoutes(deps), recipeImportRoutes(deps));
  router.use(
    editRoutes(deps),
    cookRoutes(deps),
    ingredientRoutes(deps),
    imageRoutes(deps),
    recipeRoutes(deps),
  );
  router.use(shoppingRoutes(deps), pantryRoutes(deps));
  router.use(diaryRoutes(deps));
  router.use(wishRoutes(deps));
  router.use(foodRoutes(deps), foodEditRoutes(deps), oneFoodRoutes(deps));
  router.use(weekRoutes(deps), runRoutes(deps), newEntryRoutes(deps), entryRoutes(deps));
  router.use(targetRoutes(deps), preferenceRoutes(deps));
  return router;
}
