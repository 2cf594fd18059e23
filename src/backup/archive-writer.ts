import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Digest } from './manifest.ts';

/** The ZIP's comment: these words, then the SHA-256 (hex) of every byte of the file before the digits. */
export const SEAL_WORDS = 'Primary Assistant backup, SHA-256 of all before: ';
export const SEAL_DIGITS = 64;

/**
 * Writes a ZIP of streams one after another with bounded memory, and seals it: the comment at its end is the checksum
 * of all bytes before, so that a reader notices any change, anywhere. The file is readable by its owner only.
 */
export class ArchiveWriter {
  readonly #path: string;
  readonly #zip = new ZipFile();
  readonly #all = createHash('sha256');
  readonly #written: Promise<void>;
  readonly #failed: Promise<never>;
  readonly #mtime: Date;

  constructor(path: string, mtime: Date) {
    this.#path = path;
    this.#mtime = mtime;
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
    this.#written = pipeline(this.#zip.outputStream, hashAllButSeal(this.#all), file);
    this.#failed = new Promise((_, reject) => {
      this.#zip.on('error', reject);
      this.#written.catch(reject);
    });
    this.#failed.catch(() => undefined);
  }

  /** Adds one entry and resolves when it has been read to its end. */
  async add(name: string, source: Readable | Buffer, { compress = true } = {}): Promise<Digest> {
    const meter = new Meter();
    const options = { mtime: this.#mtime, compress, mode: 0o100600 };
    this.#zip.addReadStreamLazy(name, options, (done) => done(null, meter));
    const read = pipeline(Buffer.isBuffer(source) ? Readable.from([source]) : source, meter);
    await Promise.race([read, this.#failed]);
    return meter.digest();
  }

  /** Ends and seals the file; resolves to its size when it is on the disk. */
  async finish(): Promise<number> {
    this.#zip.end({ comment: SEAL_WORDS + '0'.repeat(SEAL_DIGITS), forceZip64Format: false });
    await Promise.race([this.#written, this.#failed]);
    const file = await open(this.#path, 'r+');
    try {
      const { size } = await file.stat();
      await file.write(this.#all.digest('hex'), size - SEAL_DIGITS, 'latin1');
      await file.sync();
      return size;
    } finally {
      await file.close();
    }
  }

  /** Lets go of the file, which the caller removes. */
  async abort(): Promise<void> {
    (this.#zip.outputStream as Readable).destroy();
    await this.#written.catch(() => undefined);
  }
}

/** Passes bytes on, counted and hashed. */
class Meter extends Transform {
  readonly #hash = createHash('sha256');
  #bytes = 0;

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: null, chunk: Buffer) => void,
  ): void {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    done(null, chunk);
  }

  digest(): Digest {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}

/** Passes bytes on and hashes all but the last ones, where the checksum itself will stand. */
function hashAllButSeal(hash: ReturnType<typeof createHash>): Transform {
  let held: Buffer = Buffer.alloc(0);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (chunk.length >= SEAL_DIGITS) {
        hash.update(held).update(chunk.subarray(0, -SEAL_DIGITS));
        held = Buffer.from(chunk.subarray(-SEAL_DIGITS));
      } else {
        const both = Buffer.concat([held, chunk]);
        const cut = Math.max(0, both.length - SEAL_DIGITS);
        hash.update(both.subarray(0, cut));
        held = both.subarray(cut);
      }
      done(null, chunk);
    },
  });
}
