import { AppError, ValidationError } from '../errors.ts';

const MAX_PIXELS = 50_000_000;
const ACCEPTED = new Set(['image/jpeg', 'image/png', 'image/webp']);

/**
 * Looks at the content, not at the name: JPEG, PNG or WebP of at most 50 megapixels, read from the header alone.
 * Throws AppError 415 for another kind and ValidationError for a broken or too large picture.
 */
export async function checkImage(bytes: Buffer, field: string): Promise<void> {
  const { fileTypeFromBuffer } = await import('file-type');
  const type = await fileTypeFromBuffer(bytes);
  if (!type || !ACCEPTED.has(type.mime)) {
    throw new AppError(
      415,
      'unsupported',
      `This is ${type ? `a ${type.ext.toUpperCase()} file` : 'no picture'}: choose a JPEG, PNG or WebP picture.`,
      { text: 'fields.file.notPicture' },
    );
  }
  const { width, height } = await sizeOf(bytes, field);
  if (width * height > MAX_PIXELS) {
    const count = Math.round((width * height) / 1e6);
    throw new ValidationError([
      {
        path: field,
        message: `has ${count} megapixels; at most 50 are accepted: make it smaller first`,
        text: 'fields.file.tooManyPixels',
        vars: { count },
      },
    ]);
  }
}

async function sizeOf(bytes: Buffer, field: string): Promise<{ width: number; height: number }> {
  const { imageSize } = await import('image-size');
  try {
    const { width, height } = imageSize(bytes);
    if (width > 0 && height > 0) return { width, height };
  } catch {
    // Said below, the same for every way a header can be broken.
  }
  throw new ValidationError([
    { path: field, message: 'is broken: its header cannot be read', text: 'fields.file.broken' },
  ]);
}
