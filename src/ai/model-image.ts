import type { ModelImage } from './port.ts';

/**
 * A picture (its bytes, or the path of its file) as a model is shown it: JPEG, which all of them read, without metadata,
 * shrunk to at most so many pixels. Throws sharp's error when it is broken. Loads sharp: for the jobs worker's children.
 */
export async function modelImageOf(picture: string | Buffer, maxPixels: number): Promise<ModelImage> {
  const { default: sharp } = await import('sharp');
  sharp.concurrency(1);
  const { width: fullWidth, height: fullHeight } = await sharp(picture).metadata();
  const factor = Math.min(1, Math.sqrt(maxPixels / (fullWidth * fullHeight)));
  const { data, info } = await sharp(picture)
    .resize(Math.max(1, Math.floor(fullWidth * factor)))
    .flatten({ background: '#fff' })
    .jpeg({ quality: 85 })
    .toBuffer({ resolveWithObject: true });
  return { data, mediaType: 'image/jpeg', pixels: info.width * info.height };
}
