import type { Request, Response } from 'express';
import { ValidationError } from '../errors.ts';
import { runParser } from './run-parser.ts';

/** 10 MiB: what a phone's photo or years of training in CSV need. */
export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;

export interface ReceivedFile {
  bytes: Buffer;
  /** As the browser gave it; for display only, never a path. */
  name: string;
}

const LIMITS = {
  ...{ fileSize: MAX_UPLOAD_BYTES, files: 1, fields: 20, parts: 25 },
  ...{ fieldSize: 20_000, headerPairs: 50 },
};

/**
 * Reads a multipart body with one file in `field`; the other fields are in `req.body` afterwards.
 * Throws ValidationError when the file is missing, and multer's errors (413 and the like) for the rest.
 */
export async function receiveFile(req: Request, res: Response, field: string): Promise<ReceivedFile> {
  const { default: multer } = await import('multer');
  // In memory, so that an aborted upload leaves nothing on disk.
  const parser = multer({ storage: multer.memoryStorage(), limits: LIMITS });
  await runParser(parser.single(field), req, res);
  const { file } = req;
  if (!file || file.size === 0)
    throw new ValidationError([
      { path: field, message: 'is missing: choose a file', text: 'fields.file.missing' },
    ]);
  return { bytes: file.buffer, name: displayName(file.originalname) };
}

/** multer reads names as latin1; browsers send UTF-8. */
export function displayName(name: string): string {
  const text = Buffer.from(name, 'latin1').toString('utf8').toWellFormed();
  return text.replace(/[\p{Cc}/\\]/gu, ' ').slice(0, 200) || 'file';
}
