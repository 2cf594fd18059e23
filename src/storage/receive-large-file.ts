import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Request, Response } from 'express';
import { AppError, ValidationError } from '../errors.ts';
import { beginsAsZip } from './begins-as-zip.ts';
import type { FileStore } from './file-store.ts';
import { displayName, MAX_UPLOAD_BYTES, type ReceivedFile } from './receive-file.ts';
import { runParser } from './run-parser.ts';

/** A small file in memory, or a large ZIP under its name in the store. */
export type LargeFile = ReceivedFile | { storedName: string; name: string };

interface LargeFileOptions {
  field: string;
  /** Where a large file is kept; the caller removes it when it is no longer needed. */
  store: FileStore;
  /** Of a ZIP; any other file may have 10 MiB. */
  maxZipBytes: number;
}

/**
 * Reads a multipart body with one file that may be a large ZIP, without ever holding more than 10 MiB in memory.
 * Throws ValidationError when the file is missing, AppError 413 when it is too large; then nothing stays on the disk.
 */
export async function receiveLargeFile(
  req: Request,
  res: Response,
  { field, store, maxZipBytes }: LargeFileOptions,
): Promise<LargeFile> {
  const storedName = store.newName('zip');
  const path = store.pathOf(storedName);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  let isKept = false;
  try {
    await parse(req, res, { field, path, maxZipBytes });
    const { file } = req;
    if (!file || file.size === 0)
      throw new ValidationError([
        { path: field, message: 'is missing: choose a file', text: 'fields.file.missing' },
      ]);
    const name = displayName(file.originalname);
    if (file.size <= MAX_UPLOAD_BYTES) return { bytes: await readFile(path), name };
    isKept = await beginsAsZip(path);
    if (isKept) return { storedName, name };
    throw new AppError(
      413,
      'too-large',
      'The file is larger than 10 MB, which only an export of your own (ZIP) may be.',
      { text: 'fields.file.largerThanImport' },
    );
  } finally {
    if (!isKept) await rm(path, { force: true });
  }
}

async function parse(
  req: Request,
  res: Response,
  { field, path, maxZipBytes }: { field: string; path: string; maxZipBytes: number },
): Promise<void> {
  const { default: multer } = await import('multer');
  const storage = multer.diskStorage({
    destination: (_req, _file, done) => done(null, dirname(path)),
    filename: (_req, _file, done) => done(null, basename(path)),
  });
  const limits = {
    fileSize: maxZipBytes,
    files: 1,
    fields: 20,
    parts: 25,
    fieldSize: 20_000,
    headerPairs: 50,
  };
  await runParser(multer({ storage, limits }).single(field), req, res);
}
