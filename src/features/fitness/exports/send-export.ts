import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { NotFoundError } from '../../../errors.ts';

/** Sends a finished ZIP as a download; resolves when it is sent, or when the client has gone. */
export async function sendExport(res: Response, path: string, now: Date): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new NotFoundError('The file of this export');
  res.set({
    'Content-Type': 'application/zip',
    'Content-Length': String(found.size),
    'Content-Disposition': `attachment; filename="primary-assistant-${now.toISOString().slice(0, 10)}.zip"`,
    'Cache-Control': 'private, no-store',
  });
  await pipeline(createReadStream(path), res).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
