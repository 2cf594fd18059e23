import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { type Entry, fromBuffer, open, type ZipFile } from 'yauzl';
import type * as z from 'zod';
import type { Issue } from '../../../errors.ts';
import { issuesOf } from '../../../http/issues.ts';
import type { ArchiveSource } from '../../../jobs/room-archive.ts';
import { ImportRefused, refuse } from '../import/imported.ts';
import {
  type ArchivePart,
  archiveSchemas,
  manifestSchema,
  partFile,
  type ArchiveRows,
} from './archive-schema.ts';

const maxEntries = 50_000;
const maxInflatedBytes = 1024 ** 3;
const maxWholeBytes = 20 * 1024 ** 2;
const maxLineBytes = 5 * 1024 ** 2;

/** An export of ours, opened. Every row is checked when it is read; what is wrong refuses the file. */
export interface Archive extends ArchiveSource {
  rows<Part extends ArchivePart>(part: Part): AsyncGenerator<ArchiveRows[Part][number]>;
  /** The picture of a photo; undefined when the archive has none. */
  photo(id: string): Promise<Buffer | undefined>;
  close(): void;
}

/** Whether the bytes begin like a ZIP. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/** Opens an export from memory or from a file (path). Throws ImportRefused when it is none of ours. */
export async function openArchive(source: Buffer | string): Promise<Archive> {
  const zip = await openZip(source);
  try {
    const entries = await listEntries(zip);
    const manifest = entries.get('export.json');
    if (!manifest) refuse('imports.problem.noManifest');
    checkManifest((await wholeOf(zip, manifest)).toString('utf8'));
    return {
      rows: <Part extends ArchivePart>(part: Part) =>
        rowsOf(zip, entries.get(partFile(part)), {
          file: partFile(part),
          schema: archiveSchemas[part].element as z.ZodType<ArchiveRows[Part][number]>,
        }),
      rowsOf: (file, schema) => rowsOf(zip, entries.get(file), { file, schema }),
      async file(name) {
        const entry = entries.get(name);
        return entry && wholeOf(zip, entry);
      },
      async photo(id) {
        const entry = entries.get(`photos/${id}.webp`);
        return entry && wholeOf(zip, entry);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function openZip(source: Buffer | string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip: ZipFile) => (error ? reject(error) : resolve(zip));
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
    if (typeof source === 'string') open(source, options, done);
    else fromBuffer(source, options, done);
  }).catch((error: Error) =>
    refuse('imports.problem.zipNotOpened', { reason: error.message.slice(0, 200) }),
  ) as Promise<ZipFile>;
}

function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > maxEntries) refuse('imports.problem.tooManyFiles', { count: maxEntries });
  return new Promise<Map<string, Entry>>((resolve, reject) => {
    const entries = new Map<string, Entry>();
    let inflated = 0;
    zip.on('entry', (entry: Entry) => {
      inflated += entry.uncompressedSize;
      if (inflated > maxInflatedBytes) {
        reject(new ImportRefused([{ line: 0, text: 'imports.problem.zipTooLarge' }]));
        return;
      }
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  }).catch((error: Error) => {
    if (error instanceof ImportRefused) throw error;
    return refuse('imports.problem.zipUnreadable', { reason: error.message.slice(0, 200) });
  });
}

function checkManifest(text: string): void {
  const manifest = jsonOf(text, 'export.json', 0);
  const parsed = manifestSchema.safeParse(manifest);
  if (!parsed.success) refuse('imports.problem.manifest', whatIsWrong(parsed.error, manifest));
}

/** The first thing that is wrong: where, and why in the words of the catalogue. */
function whatIsWrong(error: z.ZodError, input: unknown): { path: string; why: Issue } {
  const [first] = issuesOf(error, input);
  return {
    path: first?.path ?? '',
    why: first ?? { path: '', message: 'is not valid', text: 'fields.form' },
  };
}

function jsonOf(text: string, file: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('imports.problem.notJson', { file }, line);
  }
}

/** Our own files have one row a line, so that they are never whole in memory; others are read at once. */
async function* rowsOf<Row>(
  zip: ZipFile,
  entry: Entry | undefined,
  { file, schema }: { file: string; schema: z.ZodType<Row> },
): AsyncGenerator<Row> {
  if (!entry) return;
  let number = 0;
  for await (const { value, line } of jsonRows(zip, entry, file)) {
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      refuse('imports.problem.row', { file, row: number + 1, ...whatIsWrong(parsed.error, value) }, line);
    }
    number++;
    yield parsed.data;
  }
}

async function* jsonRows(
  zip: ZipFile,
  entry: Entry,
  file: string,
): AsyncGenerator<{ value: unknown; line: number }> {
  const stream = await streamOf(zip, entry);
  let line = 0;
  let isByLines = false;
  let isOver = false;
  for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (line === 1) {
      isByLines = text.trim() === '[';
      isOver = text.trim() === '[]';
      if (!isByLines && !isOver) break;
    } else if (text.trim() === ']') {
      isOver = true;
    } else if (text.trim() !== '') {
      if (text.length > maxLineBytes) refuse('imports.problem.rowTooLong', { file }, line);
      yield { value: jsonOf(text.replace(/,\s*$/, ''), file, line), line };
    }
  }
  if (isOver) return;
  if (isByLines) refuse('imports.problem.fileStops', { file }, line);
  const whole = jsonOf((await wholeOf(zip, entry)).toString('utf8'), file, 0);
  if (!Array.isArray(whole)) refuse('imports.problem.notList', { file });
  for (const value of whole as unknown[]) yield { value, line: 0 };
}

function streamOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

async function wholeOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  if (entry.uncompressedSize > maxWholeBytes)
    refuse('imports.problem.fileTooLarge', { file: entry.fileName });
  const chunks: Buffer[] = [];
  for await (const chunk of await streamOf(zip, entry)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
