import type { Readable, Writable } from 'node:stream';

const KEPT_LINES = 40;
const LONGEST_LINE = 2000;

/** Passes a stream on and remembers its last lines. */
export class LineTail {
  readonly #lines: string[] = [];
  readonly #listeners = new Set<(line: string) => void>();
  #unfinished = '';

  constructor(from: Readable | null, to: Writable) {
    from?.setEncoding('utf8');
    from?.on('data', (text: string) => {
      to.write(text);
      this.#take(text);
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

  #take(text: string): void {
    const lines = (this.#unfinished + text).split('\n');
    this.#unfinished = (lines.pop() ?? '').slice(0, LONGEST_LINE);
    for (const line of lines) {
      this.#lines.push(line.slice(0, LONGEST_LINE));
      if (this.#lines.length > KEPT_LINES) this.#lines.shift();
      for (const listener of this.#listeners) listener(line);
    }
  }
}
