import { extname } from 'node:path';
import { Router } from 'express';
import type { Scope } from '../db/index.ts';
import { NotFoundError } from '../errors.ts';
import { createFileStore, isStoredName } from '../storage/file-store.ts';
import type { AppDeps, Feature } from './feature.ts';
import { scopeOf } from './request.ts';

const WEEK_S = 7 * 86_400;

/** `/uploads/…`: a stored picture, for whom a room says it belongs to; anyone else learns nothing, not even that it is there. */
export function uploadRoutes({ db, config }: AppDeps, features: readonly Feature[]): Router {
  const router = Router({ caseSensitive: true });
  const store = createFileStore(config.uploadsDir);
  const isSomeonesOwn = async (name: string, scope: Scope) => {
    for (const feature of features) if (await feature.ownsFile?.(db, scope, name)) return true;
    return false;
  };
  router.get('/uploads/:folder/:file', async (req, res) => {
    const name = `${req.params.folder}/${req.params.file}`;
    if (!isStoredName(name) || !(await isSomeonesOwn(name, scopeOf(req))))
      throw new NotFoundError('The file');
    res.set({
      'Cache-Control': `private, max-age=${WEEK_S}, immutable`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Content-Disposition': 'inline; filename="photo.webp"',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
    // nginx takes the bytes from the disk, with these headers: a worker is free at once.
    if (config.uploadsByNginx) res.set('X-Accel-Redirect', `/_uploads/${name}`).type(extname(name)).end();
    else res.sendFile(store.pathOf(name), { cacheControl: false, dotfiles: 'allow' });
  });
  return router;
}
