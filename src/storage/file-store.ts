import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** `<two letters>/<random>.<extension>`: the only form of a stored name, so that no name can leave the folder. */
const NAME = /^[a-z0-9]{2}\/[a-z0-9]{24}\.(webp|jpg|png|zip|bin)$/;

export type Extension = 'webp' | 'jpg' | 'png' | 'zip' | 'bin';

/** Files under one folder with random names. Nothing a person typed becomes part of a path. */
export interface FileStore {
  newName(extension: Extension): string;
  /** Writes the whole file or nothing, on disk when it resolves. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  read(name: string): Promise<Buffer>;
  /** Removing a file that is not there is no error. */
  remove(name: string): Promise<void>;
  /** Absolute path of a stored name; throws for anything else. */
  pathOf(name: string): string;
}

export function createFileStore(root: string): FileStore {
  const pathOf = (name: string): string => {
    if (!NAME.test(name)) throw new Error(`not a stored name: ${JSON.stringify(name)}`);
    return join(root, name);
  };
  return {
    newName(extension) {
      const random = BigInt(`0x${randomBytes(16).toString('hex')}`)
        .toString(36)
        .padStart(26, '0')
        .slice(-26);
      return `${random.slice(0, 2)}/${random.slice(2)}.${extension}`;
    },
    pathOf,
    async write(name, bytes) {
      const path = pathOf(name);
      const unfinished = `${path}.part`;
      await mkdir(dirname(path), { recursive: true, mode: 0o755 });
      try {
        const file = await open(unfinished, 'w', 0o644);
        try {
          await file.writeFile(bytes);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(unfinished, path);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    read: (name) => readFile(pathOf(name)),
    remove: (name) => rm(pathOf(name), { force: true }),
  };
}

/** Whether the text has the form of a stored name. */
export function isStoredName(name: string): boolean {
  return NAME.test(name);
}
