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
  importId: string;
  uploads: FileStore;
  /** Files stored on the way: they go again when the whole fails. */
  stored: string[];
  /** Only counted: what is written is rolled back, and no picture is stored. */
  isDryRun: boolean;
  now: Date;
  /** What is here of the rows of the export, by their ids in it: rows added later may point at them. */
  idsHere: Map<string, string>;
  tally: ArchiveTally;
}

/** What of a noun an export holds, and how much of it was not here yet. */
export interface ArchiveCount {
  total: number;
  added: number;
}

/** Keeps count of what is taken out of an export, by noun of the catalogue (`imports.noun`). */
export class ArchiveTally {
  readonly counts: Record<string, ArchiveCount> = {};
  /** What was added and can be undone: ids by noun. */
  readonly created: Record<string, string[]> = {};

  /** Counts rows of a noun. */
  count(noun: string, total: number, added: number): void {
    const sofar = this.counts[noun] ?? { total: 0, added: 0 };
    this.counts[noun] = { total: sofar.total + total, added: sofar.added + added };
  }

  /** Counts one row, with its id where it was added. */
  row(noun: string, addedId?: string): void {
    this.count(noun, 1, addedId === undefined ? 0 : 1);
    if (addedId !== undefined) this.add(noun, addedId);
  }

  /** Notes something that was added and is not counted for itself. */
  add(noun: string, id: string): void {
    (this.created[noun] ??= []).push(id);
  }
}

/** What an import had added: the ids that its tally noted. */
export interface AddedByImport {
  importId: string;
  created: Readonly<Record<string, readonly string[]>>;
}

/** Something that stays when an import is undone; `name` is empty where there is only one of its noun. */
export interface KeptThing {
  noun: string;
  name: string;
}

/** What became of an undo: what was changed or used since and so stays, and the files that can go after the commit. */
export interface RemovedRows {
  kept: KeptThing[];
  files: string[];
}

/** What a room puts into a person's export, takes out of one, and takes back when that is undone. */
export interface RoomArchive {
  /** The files of this person, read within the one transaction of the export. */
  files(db: Db, scope: Scope, uploads: FileStore): Promise<ArchiveFile[]>;
  /** Adds what is not here yet, in the transaction given, and tells the tally. */
  add(trx: Db, scope: Scope, source: ArchiveSource, target: ArchiveTarget): Promise<void>;
  /** Deletes for good what an import added and nobody has changed or used since. */
  remove(trx: Db, scope: Scope, added: AddedByImport): Promise<RemovedRows>;
}
