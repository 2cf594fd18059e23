import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline as joinStreams, type Readable, Transform } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type Entry, open as openZipFile, type ZipFile } from 'yauzl';
import { SEAL_DIGITS, SEAL_WORDS } from './archive-writer.ts';
import { BackupRefused } from './errors.ts';
import {
  BACKUP_FORMAT,
  BACKUP_VERSION,
  type Digest,
  fileEntry,
  type Manifest,
  MANIFEST_NAME,
  manifestSchema,
  QUEUE_NAME,
  tableEntry,
} from './manifest.ts';

const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;
const DAMAGED = 'is damaged: its checksum does not fit. Take another copy of it, or an older backup.';

/** An archive whose every byte has been checked. */
export interface Archive {
  manifest: Manifest;
  /** The content of an entry; fails at its end when it is not what the manifest says. */
  read: (entry: string, expected: Digest) => Promise<Readable>;
  close(): void;
}

/**
 * Opens a backup of ours: checks the seal over the whole file, the manifest, and that the entries are those it names.
 * Throws BackupRefused with a sentence for people.
 */
export async function openArchive(path: string): Promise<Archive> {
  await checkSeal(path);
  const zip = await openZip(path);
  try {
    const entries = await listEntries(zip);
    const manifest = await readManifest(zip, entries, path);
    const named = [
      ...[MANIFEST_NAME, QUEUE_NAME],
      ...manifest.tables.map(({ name }) => tableEntry(name)),
      ...manifest.files.map((file) => fileEntry(file.path)),
    ];
    if (named.length !== entries.size || !named.every((name) => entries.has(name))) {
      throw new BackupRefused(`${path} is not complete: it does not hold what its manifest names.`);
    }
    return {
      manifest,
      async read(name, expected) {
        const content = checked(name, expected);
        // An error of the source ends the content with it.
        joinStreams(await streamOf(zip, entries.get(name)!), content, () => undefined);
        return content;
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

/** Compares the file with the checksum at its end. Nothing of it is interpreted before. */
async function checkSeal(path: string): Promise<void> {
  const seal = Buffer.alloc(SEAL_WORDS.length + SEAL_DIGITS);
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw new BackupRefused(`${path} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  });
  let size: number;
  try {
    ({ size } = await file.stat());
    if (size > seal.length) await file.read(seal, 0, seal.length, size - seal.length);
  } finally {
    await file.close();
  }
  const text = seal.toString('latin1');
  if (!text.startsWith(SEAL_WORDS)) {
    throw new BackupRefused(
      `${path} is no backup of Primary Assistant, or a part of one: its end is missing.`,
    );
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { end: size - SEAL_DIGITS - 1 }), hash);
  if (hash.digest('hex') !== text.slice(SEAL_WORDS.length)) throw new BackupRefused(`${path} ${DAMAGED}`);
}

async function readManifest(zip: ZipFile, entries: Map<string, Entry>, path: string): Promise<Manifest> {
  const entry = entries.get(MANIFEST_NAME);
  if (!entry || entry.uncompressedSize > MAX_MANIFEST_BYTES)
    throw new BackupRefused(`${path} is no backup of Primary Assistant.`);
  const content: unknown = JSON.parse((await buffer(await streamOf(zip, entry))).toString('utf8'));
  const { format, version } = content as { format?: unknown; version?: unknown };
  if (format === BACKUP_FORMAT && typeof version === 'number' && version > BACKUP_VERSION) {
    throw new BackupRefused(`${path} was made by a newer release: install that release, then restore.`);
  }
  const parsed = manifestSchema.safeParse(content);
  if (!parsed.success) throw new BackupRefused(`${path} has a manifest that this release cannot read.`);
  return parsed.data;
}

function openZip(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    openZipFile(path, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(new BackupRefused(`${path} ${DAMAGED}`, { cause: error })) : resolve(zip),
    );
  });
}

function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', reject);
    zip.readEntry();
  });
}

async function streamOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return promisify<Entry, Readable>(zip.openReadStream.bind(zip))(entry);
}

/** Passes bytes on and fails at the end when they were not the expected ones. */
function checked(name: string, expected: Digest): Transform {
  const hash = createHash('sha256');
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
    flush(done) {
      const isSame = bytes === expected.bytes && hash.digest('hex') === expected.sha256;
      done(isSame ? null : new BackupRefused(`The entry ${name} of the backup is damaged.`));
    },
  });
}
