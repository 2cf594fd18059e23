import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Request, Response } from 'express';
import { ValidationError } from '../errors.ts';
import type { FileStore } from './file-store.ts';
import { MAX_UPLOAD_BYTES } from './receive-file.ts';
import { runParser } from './run-parser.ts';

/** A file under its name in the store; whoever asked for it removes it when it is no longer needed. */
export interface StoredUpload {
  storedName: string;
  bytes: number;
}

interface FilesOptions {
  field: string;
  store: FileStore;
  maxCount: number;
}

/**
 * Reads a multipart body with 1 to `maxCount` files of 10 MiB each in `field`, straight to the disk: none of them is
 * held in memory. Throws ValidationError when there is none or too many, multer's error (413) for a larger one; then
 * nothing stays on the disk.
 */
export async function receiveFiles(
  req: Request,
  res: Response,
  { field, store, maxCount }: FilesOptions,
): Promise<StoredUpload[]> {
  const folder = dirname(store.newName('bin'));
  const written: string[] = [];
  try {
    await parse(req, res, {
      field,
      newPath() {
        const name = join(folder, basename(store.newName('bin')));
        written.push(name);
        return store.pathOf(name);
      },
    });
    const files = Array.isArray(req.files) ? req.files : [];
    if (files.length > maxCount) throw tooMany(field, maxCount);
    if (files.length === 0 || files.some(({ size }) => size === 0))
      throw new ValidationError([
        { path: field, message: 'is missing: choose a file', text: 'fields.file.missing' },
      ]);
    return files.map(({ filename, size }) => ({ storedName: join(folder, filename), bytes: size }));
  } catch (error) {
    await Promise.all(written.map((name) => rm(store.pathOf(name), { force: true })));
    const isTooMany = error instanceof Error && 'code' in error && error.code === 'LIMIT_FILE_COUNT';
    throw isTooMany ? tooMany(field, maxCount) : error;
  }
}

function tooMany(field: string, count: number): ValidationError {
  return new ValidationError([
    {
      path: field,
      message: `has too many files: send at most ${count}`,
      text: 'fields.file.tooMany',
      vars: { count },
    },
  ]);
}

/** Several fields may have been left empty, which browsers send as files without a name; multer passes those over. */
const MAX_FILES = 10;

async function parse(
  req: Request,
  res: Response,
  { field, newPath }: { field: string; newPath: () => string },
): Promise<void> {
  const { default: multer } = await import('multer');
  const storage = multer.diskStorage({
    destination: (_req, file, done) => {
      const path = newPath();
      file.filename = basename(path);
      mkdir(dirname(path), { recursive: true, mode: 0o755 }).then(
        () => done(null, dirname(path)),
        (error: Error) => done(error, ''),
      );
    },
    filename: (_req, file, done) => done(null, file.filename),
  });
  const limits = {
    ...{ fileSize: MAX_UPLOAD_BYTES, files: MAX_FILES, fields: 20, parts: 30 },
    ...{ fieldSize: 20_000, headerPairs: 50 },
  };
  await runParser(multer({ storage, limits }).array(field, MAX_FILES), req, res);
}
