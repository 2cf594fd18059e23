import { createFileStore } from '../storage/file-store.ts';
import type { Pictures } from '../storage/pictures.ts';
import { storeImage } from '../storage/resize-image.ts';
import type { BinNoun } from './bin.ts';
import { defineJob, type JobDefinition, type JobDeps } from './job.ts';

const BROKEN = 'The picture is broken and cannot be shown.';
const FAILED = 'The picture could not be prepared. Try again.';

/** The job that prepares the pictures of one noun. */
interface PictureJob<Data> extends Pick<JobDefinition<Data>, 'name' | 'data'> {
  pictures: Pictures;
  /** The row whose picture it is. */
  idOf(data: Data): string;
  /** Tells open pages that a picture is ready or refused; `owner` is whose it is. */
  tell?(announce: JobDeps['announce'], picture: { id: string; owner: string }): void;
}

/** Re-encodes an uploaded picture: turned upright, at most 2048 px, without metadata; then the upload goes. */
export function pictureJob<Data>(noun: PictureJob<Data>): JobDefinition<Data> {
  const { pictures } = noun;
  const told = (announce: JobDeps['announce'], id: string, owner: string | undefined) => {
    if (owner !== undefined) noun.tell?.(announce, { id, owner });
  };
  return defineJob({
    name: noun.name,
    data: noun.data,
    survivesRestore: true,
    isHeavy: true,
    retries: 2,
    timeoutS: 120,
    async run({ db, config, clock, log, announce }, data) {
      const id = noun.idOf(data);
      const original = await pictures.findWaiting(db, id);
      if (original === undefined) return;
      const store = createFileStore(config.uploadsDir);
      const image = await storeImage(store, store.pathOf(original)).catch((err: unknown) => {
        log.info({ job: noun.name, id, err }, 'a picture could not be decoded');
        return undefined;
      });
      const now = clock.now();
      if (image) {
        const owner = await pictures.markReady(db, id, { ...image, original, now });
        if (owner === undefined)
          await Promise.all([store.remove(image.file), store.remove(image.thumbnailFile)]);
        told(announce, id, owner);
      } else {
        told(announce, id, await pictures.markRefused(db, id, { problem: BROKEN, now }));
      }
      await store.remove(original);
    },
    async gaveUp({ db, clock, announce }, data) {
      const id = noun.idOf(data);
      told(announce, id, await pictures.markRefused(db, id, { problem: FAILED, now: clock.now() }));
    },
  });
}

/** Pictures leave the disk when their rows leave the bin; rows last, so that a file is never forgotten. */
export function pictureBin(name: string, pictures: Pictures): BinNoun {
  return {
    name,
    async empty({ db, config }, before, limit) {
      const store = createFileStore(config.uploadsDir);
      const gone = await pictures.listToEmpty(db, before, limit);
      for (const { files } of gone) await Promise.all(files.map((file) => store.remove(file)));
      await pictures.deleteRows(
        db,
        gone.map(({ id }) => id),
      );
      return gone.length;
    },
  };
}
