import * as z from 'zod';
import type { BinNoun } from '../../../jobs/bin.ts';
import { defineJob } from '../../../jobs/job.ts';
import { createFileStore } from '../../../storage/file-store.ts';
import { storeImage } from '../../../storage/resize-image.ts';
import * as queries from './photo-queries.ts';

/** Re-encodes an uploaded photo: turned upright, at most 2048 px, without metadata; then the upload goes. */
export const resizePhoto = defineJob({
  name: 'resize-photo',
  survivesRestore: true,
  data: z.object({ photoId: z.uuid() }),
  isHeavy: true,
  retries: 2,
  timeoutS: 120,
  async run({ db, config, clock, log }, { photoId }) {
    const original = await queries.findWaitingOriginal(db, photoId);
    if (original === undefined) return;
    const store = createFileStore(config.uploadsDir);
    const image = await storeImage(store, store.pathOf(original)).catch((error: unknown) => {
      log.info({ photoId, err: error }, 'a photo could not be decoded');
      return undefined;
    });
    if (!image) {
      await queries.markPhotoRefused(db, photoId, 'The picture is broken and cannot be shown.', clock.now());
    } else if (!(await queries.markPhotoReady(db, photoId, image, clock.now()))) {
      await Promise.all([store.remove(image.file), store.remove(image.thumbnailFile)]);
    }
    await store.remove(original);
  },
  async gaveUp({ db, clock }, { photoId }) {
    await queries.markPhotoRefused(db, photoId, 'The picture could not be prepared. Try again.', clock.now());
  },
});

/** Photos leave the disk when they leave the bin; rows last, so that a file is never forgotten. */
export const photoBin: BinNoun = {
  name: 'photos',
  async empty({ db, config }, before, limit) {
    const store = createFileStore(config.uploadsDir);
    const gone = await queries.listPhotosToEmpty(db, before, limit);
    for (const { files } of gone) await Promise.all(files.map((file) => store.remove(file)));
    await queries.deletePhotos(
      db,
      gone.map(({ id }) => id),
    );
    return gone.length;
  },
};
