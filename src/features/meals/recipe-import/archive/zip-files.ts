import { fromBuffer, open, type Entry, type ZipFile } from 'yauzl';
import { ArchiveRefused } from './archived-recipe.ts';

const MAX_ENTRIES = 50_000;
const MAX_FILE = 50 * 1024 ** 2;

/** The files of a ZIP by their names, read one at a time. */
export interface ZipFiles {
  names: string[];
  /** Undefined when there is none, or it is larger than 50 MB. */
  read(name: string): Promise<Buffer | undefined>;
  close(): void;
}

/** Opens a ZIP from memory or from a file (path). Throws ArchiveRefused when it is broken. */
export async function openZip(source: Buffer | string): Promise<ZipFiles> {
  const zip = await opened(source);
  const entries = await listEntries(zip).catch((error: unknown) => {
    zip.close();
    throw error;
  });
  return {
    names: [...entries.keys()],
    read: async (name) => {
      const entry = entries.get(name);
      return entry && entry.uncompressedSize <= MAX_FILE ? readEntry(zip, entry) : undefined;
    },
    close: () => zip.close(),
  };
}

function opened(source: Buffer | string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip: ZipFile) => (error ? reject(brokenZip()) : resolve(zip));
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
    if (typeof source === 'string') open(source, options, done);
    else fromBuffer(source, options, done);
  });
}

function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > MAX_ENTRIES) throw new ArchiveRefused(`The ZIP has more than ${MAX_ENTRIES} files.`);
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', () => reject(brokenZip()));
    zip.readEntry();
  });
}

function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(brokenZip());
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => resolve(Buffer.concat(chunks)));
      stream.on('error', () => reject(brokenZip()));
    });
  });
}

function brokenZip(): ArchiveRefused {
  return new ArchiveRefused('The ZIP is broken or was cut short: export it again.');
}
