import { open } from 'node:fs/promises';

/** Whether a file begins as a ZIP with something in it does (PKWARE's APPNOTE, 4.3.7). */
export async function beginsAsZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString('latin1') === 'PK\u0003\u0004';
  } finally {
    await file.close();
  }
}
