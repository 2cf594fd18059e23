import type { Readable, Writable } from 'node:stream';

const KEPT_LINES = 40;
const LONGEST_LINE = 2000;

/** Passes the lines of a stream on and remembers the last ones. */
export class LineTail {
  readonly #lines: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();
  #unfinished = '';

  /** Lines for which `isNoise` are heard by listeners, but neither passed on nor remembered. */
  constructor(from: Readable | null, to: Writable, isNoise: (line: string) => boolean) {
    from?.setEncoding('utf8');
    from?.on('data', (text: string) => {
      for (const line of this.#complete(text)) {
        for (const listener of this.#listeners) listener(line);
        if (isNoise(line)) continue;
        to.write(`${line}\n`);
        this.#remember(line);
      }
    });
    from?.once('end', () => {
      if (this.#unfinished) to.write(`${this.#unfinished}\n`);
    });
    from?.on('error', () => undefined);
  }

  /** The last lines, oldest first. */
  lines(): string[] {
    return this.#unfinished ? [...this.#lines, this.#unfinished] : [...this.#lines];
  }

  /** Calls `listener` for each line to come; the returned function ends it. */
  onLine(listener: (line: string) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #complete(text: string): string[] {
    const lines = (this.#unfinished + text).split('\n');
    this.#unfinished = lines.pop() ?? '';
    // Without an end it would grow for ever.
    if (this.#unfinished.length > LONGEST_LINE) {
      lines.push(this.#unfinished);
      this.#unfinished = '';
    }
    return lines;
  }

  #remember(line: string): void {
    this.#lines.push(line.slice(0, LONGEST_LINE));
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
  }
}
