import type * as z from 'zod';
import type { Db, Scope } from '../db/index.ts';
import type { FileStore } from '../storage/file-store.ts';

/** A file of an export: rows as JSON, one a line, or a stored picture as it is. */
export type ArchiveFile =
  { name: string; rows: () => AsyncIterable<unknown> } | { name: string; path: string };

/** An export that is read. */
export interface ArchiveSource {
  /** The rows of a JSON file, each checked; none where the file is missing. What is wrong refuses the export. */
  rowsOf<Row>(name: string, schema: z.ZodType<Row>): AsyncIterable<Row>;
  /** A picture; undefined where the export has none of this name. */
  file(name: string): Promise<Buffer | undefined>;
}

/** Where what is taken out of an export goes. */
export interface ArchiveTarget {
  uploads: FileStore;
  /** Files stored on the way: they go again when the whole fails. */
  stored: string[];
  /** Only counted: what is written is rolled back, and no picture is stored. */
  isDryRun: boolean;
  now: Date;
}

/** What of a noun an export holds, and how much of it was not here yet. */
export interface ArchiveCount {
  total: number;
  added: number;
}

/** What a room puts into a person's export, and takes out of one. */
export interface RoomArchive {
  /** The files of this person, read within the one transaction of the export. */
  files(db: Db, scope: Scope, uploads: FileStore): Promise<ArchiveFile[]>;
  /** Adds what is not here yet, in the transaction given; by noun of the catalogue (`imports.noun`). */
  add(
    trx: Db,
    scope: Scope,
    source: ArchiveSource,
    target: ArchiveTarget,
  ): Promise<Record<string, ArchiveCount>>;
}
