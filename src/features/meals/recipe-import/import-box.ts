import type { Request, Response } from 'express';
import { canAsk } from '../../../ai/index.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { currentUser, scopeOf } from '../../../http/request.ts';
import { formatInstant } from '../../../lib/date-format.ts';
import { RECIPES } from '../recipes/recipe-routes.ts';
import { IMPORT } from './import-page.ts';
import { listUnusedPhotos } from './photos/photo-queries.ts';

const LISTED = 5;

interface Box {
  typed: string;
  error?: string;
  photoError?: string | undefined;
}

/** The ways in: the one box with what was typed and why nothing came of it, and photos. */
export async function sendBox(
  deps: AppDeps,
  req: Request,
  res: Response,
  { typed, error, photoError }: Box,
): Promise<void> {
  const [canRead, unused] = await Promise.all([
    canAsk(deps, scopeOf(req), 'vision'),
    listUnusedPhotos(deps.db, scopeOf(req), LISTED),
  ]);
  const { timeZone, language } = currentUser(req);
  res.page('meals/recipes/import/import', {
    title: req.t('recipeImport.title'),
    back: { href: RECIPES, label: req.t('recipes.title') },
    capture: 'plain',
    typed,
    error,
    canReadPhotos: canRead,
    photoError,
    unusedPhotos: unused.map(({ id, created_at, files, originals }) => ({
      href: `${IMPORT}/photos/${id}`,
      title: formatInstant(created_at, timeZone, language, deps.clock.now()),
      count: req.t('recipeImport.photo.count', { count: files.length + originals.length }),
    })),
  });
}
