import {
  closeSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The descriptor under which a worker finds its recorder's file. */
export const RECORDER_FD = 4;

const ENTRIES = 16;
const ENTRY_BYTES = 160;

/** A request a worker has begun; it may be answered already. */
export interface Begun {
  readonly method: string;
  readonly path: string;
  /** ms since 1970 */
  readonly at: number;
}

/**
 * The last requests a worker began, kept where the primary can read them while the worker hangs: in native code not
 * even the inspector can ask it. A nameless file in memory, written with one small system call per request (about
 * 1 µs), since a message per request would cost both processes twenty times that.
 */
export class FlightRecorder {
  readonly fd: number;

  private constructor(fd: number) {
    this.fd = fd;
  }

  /** For the primary: a new file that is gone when both processes have closed it. Undefined when none can be made. */
  static create(): FlightRecorder | undefined {
    try {
      const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'pa-'));
      const fd = openSync(join(folder, 'recorder'), 'wx+', 0o600);
      rmSync(folder, { recursive: true });
      writeSync(fd, Buffer.alloc(ENTRIES * ENTRY_BYTES), 0, ENTRIES * ENTRY_BYTES, 0);
      return new FlightRecorder(fd);
    } catch {
      return undefined;
    }
  }

  /** What has begun after `since` (ms since 1970), the oldest first. */
  begunSince(since: number): Begun[] {
    const bytes = Buffer.alloc(ENTRIES * ENTRY_BYTES);
    readSync(this.fd, bytes, 0, bytes.length, 0);
    const begun: Begun[] = [];
    for (let n = 0; n < ENTRIES; n += 1) {
      const entry = bytes.toString('utf8', n * ENTRY_BYTES, (n + 1) * ENTRY_BYTES);
      const [at = '', method = '', path = ''] = entry.split('\0', 1)[0]?.split(' ') ?? [];
      if (Number(at) > since) begun.push({ at: Number(at), method, path });
    }
    return begun.sort((a, b) => a.at - b.at);
  }

  close(): void {
    closeSync(this.fd);
  }
}

/** For the worker: notes a request that begins. Does nothing when the primary gave us no file. */
export function requestRecorder(): (method: string, path: string) => void {
  if (!isOurFile(RECORDER_FD)) return () => undefined;
  const entry = Buffer.alloc(ENTRY_BYTES);
  let next = 0;
  let isBroken = false;
  return (method, path) => {
    if (isBroken) return;
    const written = entry.write(`${Date.now()} ${method} ${path}\0`, 0, ENTRY_BYTES - 1);
    entry[written] = 0;
    try {
      writeSync(RECORDER_FD, entry, 0, ENTRY_BYTES, next * ENTRY_BYTES);
    } catch {
      isBroken = true;
    }
    next = (next + 1) % ENTRIES;
  };
}

function isOurFile(fd: number): boolean {
  try {
    const { size, nlink } = fstatSync(fd);
    return size === ENTRIES * ENTRY_BYTES && nlink === 0;
  } catch {
    return false;
  }
}
