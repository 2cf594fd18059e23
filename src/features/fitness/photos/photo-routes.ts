import { Router, type Request } from 'express';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import { uploadProblem } from '../../../http/upload-problem.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { createFileStore } from '../../../storage/file-store.ts';
import { receiveFile } from '../../../storage/receive-file.ts';
import { viewerOf, type Viewer } from '../../../http/viewer.ts';
import { findPhoto, listPhotos, type PhotoRow } from './photo-queries.ts';
import { photoDetailsSchema } from './photo-schema.ts';
import { comparison, photoTile, poseOptions } from './photo-view.ts';
import { addPhoto, changePhoto, deletePhoto, restorePhoto } from './photos.ts';

const SHOWN = 60;
const PHOTOS = '/fitness/photos';

/** `/fitness/photos`: progress photos, day by day, and two of them side by side. */
export function photoRoutes(deps: AppDeps): Router {
  const { db, clock, queue, config } = deps;
  const router = Router({ caseSensitive: true });
  const store = createFileStore(config.uploadsDir);
  const find = photoFinder(deps);

  const gallery = async (req: Request, viewer: Viewer) => {
    const photos = await listPhotos(db, scopeOf(req), { limit: SHOWN });
    return {
      title: req.t('photos.title'),
      back: { href: '/fitness', label: req.t('fitness.overview.title') },
      width: 'wide' as const,
      photos: photos.map((photo) => photoTile(photo, viewer)),
      comparable: photos.filter(({ state }) => state === 'ready').map((photo) => photoTile(photo, viewer)),
      poses: poseOptions(viewer),
    };
  };
  router.get(PHOTOS, async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    res.page('fitness/photos/photos', {
      ...(await gallery(req, viewer)),
      form: { takenOn: viewer.today },
      errors: {},
    });
  });

  router.post(PHOTOS, async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    try {
      const file = await receiveFile(req, res, 'file');
      const form = parseForm(photoDetailsSchema, req.body, req.t);
      if (!form.ok) throw new ValidationError(form.issues);
      const upload = { file, details: form.data, today: viewer.today };
      await addPhoto({ db, store, queue }, scopeOf(req), upload, clock.now());
      res.redirect(303, PHOTOS);
    } catch (error) {
      const { status, errors } = uploadProblem(req.t, error);
      const form = { takenOn: viewer.today, ...(req.body as object | undefined) };
      res.status(status);
      res.page('fitness/photos/photos', { ...(await gallery(req, viewer)), form, errors });
    }
  });

  router.get(`${PHOTOS}/compare`, async (req, res) => {
    const [one, other] = [await find(req, req.query['one']), await find(req, req.query['other'])];
    const viewer = viewerOf(req, clock.now());
    res.page('fitness/photos/compare', {
      title: req.t('photos.compare.title'),
      back: { href: PHOTOS, label: req.t('photos.title') },
      width: 'wide',
      scripts: ['compare-photos'],
      ...comparison(one, other, viewer),
    });
  });

  return router.use(onePhotoRoutes(deps));
}

/** One photo: its tile, its page, its changes. */
function onePhotoRoutes(deps: AppDeps): Router {
  const { db, clock } = deps;
  const router = Router({ caseSensitive: true });
  const find = photoFinder(deps);

  router.get(`${PHOTOS}/:id/tile`, async (req, res) => {
    const photo = await find(req, req.params.id);
    res.fragment('fitness/photos/_tile', { photo: photoTile(photo, viewerOf(req, clock.now())) });
  });

  router.get(`${PHOTOS}/:id`, async (req, res) => {
    const photo = await find(req, req.params.id);
    res.page('fitness/photos/photo', photoPage(req, photo, viewerOf(req, clock.now())));
  });

  router.post(`${PHOTOS}/:id`, async (req, res) => {
    const photo = await find(req, req.params.id);
    const form = parseForm(photoDetailsSchema, req.body, req.t);
    if (!form.ok) {
      const page = photoPage(req, photo, viewerOf(req, clock.now()));
      res.status(422).page('fitness/photos/photo', { ...page, form: form.values, errors: form.errors });
      return;
    }
    const details = { pose: null, notes: '', ...form.data };
    await changePhoto(db, scopeOf(req), { id: photo.id, version: undefined, details }, clock.now());
    res.redirect(303, `${PHOTOS}/${photo.id}`);
  });

  router.post(`${PHOTOS}/:id/deletion`, async (req, res) => {
    const photo = await find(req, req.params.id);
    await deletePhoto(db, scopeOf(req), photo.id, clock.now());
    res.flash({
      kind: 'ok',
      text: req.t('photos.deleted'),
      undo: { action: `${PHOTOS}/${photo.id}/restoration` },
    });
    res.redirect(303, PHOTOS);
  });

  router.post(`${PHOTOS}/:id/restoration`, async (req, res) => {
    if (!isUuid(req.params.id)) throw new NotFoundError('The photo');
    await restorePhoto(db, scopeOf(req), req.params.id);
    res.redirect(303, PHOTOS);
  });

  return router;
}

function photoFinder({ db }: AppDeps) {
  return async (req: Request, id: unknown): Promise<PhotoRow> => {
    const photo = typeof id === 'string' && isUuid(id) ? await findPhoto(db, scopeOf(req), id) : undefined;
    if (!photo) throw new NotFoundError('The photo');
    return photo;
  };
}

function photoPage(req: Request, photo: PhotoRow, viewer: Viewer) {
  const tile = photoTile(photo, viewer);
  return {
    title: tile.caption,
    back: { href: PHOTOS, label: req.t('photos.title') },
    photo: tile,
    poses: poseOptions(viewer),
    form: { takenOn: photo.taken_on, pose: photo.pose ?? '', notes: photo.notes } as Record<string, unknown>,
    errors: {} as Record<string, string>,
  };
}
