import type { FileStore } from './file-store.ts';

/** A picture as it is kept: re-encoded, turned upright, without any metadata. */
export interface StoredImage {
  file: string;
  thumbnailFile: string;
  width: number;
  height: number;
  bytes: number;
}

const LONGEST_SIDE = 2048;
const THUMBNAIL_SIDE = 480;
const MAX_PIXELS = 50_000_000;

/**
 * Decodes a picture and stores it as WebP (≤ 2048 px) with a thumbnail. Throws sharp's error when the picture is broken.
 */
export async function storeImage(store: FileStore, original: string | Buffer): Promise<StoredImage> {
  const { data, width, height } = await uprightImage(original);
  const sharp = await openSharp();
  const thumbnail = await sharp(data)
    .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 75 })
    .toBuffer();
  const file = store.newName('webp');
  const thumbnailFile = store.newName('webp');
  await store.write(file, data);
  try {
    await store.write(thumbnailFile, thumbnail);
  } catch (error) {
    await store.remove(file);
    throw error;
  }
  return { file, thumbnailFile, width, height, bytes: data.length + thumbnail.length };
}

/**
 * A picture re-encoded as WebP of at most 2048 px, turned upright and without any metadata. Decoding and shrinking in
 * one go keeps a 50-megapixel photo at about 120 MB. Throws sharp's error when the picture is broken.
 */
export async function uprightImage(
  original: string | Buffer,
): Promise<{ data: Buffer; width: number; height: number }> {
  const sharp = await openSharp();
  const { data, info } = await sharp(original, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    .rotate()
    .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 82 })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Loaded here only, since it costs memory. */
async function openSharp() {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}
