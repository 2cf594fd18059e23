import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapping } from 'node:module';
import { dirname, relative, resolve } from 'node:path';
import { projectRoot } from '../lib/project-root.ts';

/** Where something stands in a file; line and column count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Translates places in bundled code into places in the sources, by the maps that lie beside the bundle (`x.js.map`).
 * Maps are large when read: only short child processes do this.
 */
export class SourcePositions {
  readonly #maps = new Map<string, SourceMap | undefined>();

  /** `src/http/app.ts` where a map knows it; code without a map stays where it is, below the project or not. */
  of({ file, line, column }: Position): Position {
    const entry = this.#mapOf(file)?.findEntry(line - 1, column - 1) as SourceMapping | undefined;
    if (!entry?.originalSource) return { file: shortened(file), line, column };
    return {
      file: shortened(resolve(dirname(file), entry.originalSource)),
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
    };
  }

  #mapOf(file: string): SourceMap | undefined {
    if (!this.#maps.has(file)) this.#maps.set(file, readMap(`${file}.map`));
    return this.#maps.get(file);
  }
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(
      JSON.parse(readFileSync(file, 'utf8')) as ConstructorParameters<typeof SourceMap>[0],
    );
  } catch {
    return undefined;
  }
}

function shortened(file: string): string {
  const fromRoot = relative(projectRoot, file);
  return file.startsWith('/') && !fromRoot.startsWith('..') ? fromRoot : file;
}
