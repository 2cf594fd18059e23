import { hkdfSync } from 'node:crypto';
import * as z from 'zod';

export const BACKUP_FORMAT = 'primary-assistant-backup';
/** Raised when an older release could no longer read what is written. */
export const BACKUP_VERSION = 1;
export const MANIFEST_NAME = 'manifest.json';
export const QUEUE_NAME = 'queue.json';

/** Why a backup was made. */
export const backupKinds = ['nightly', 'manual', 'before-migration', 'before-restore'] as const;
export type BackupKind = (typeof backupKinds)[number];

const digest = z.object({ bytes: z.int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const identifier = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);
/** `uploads/ab/…` or `exports/ab/…`: the stored names of file-store.ts, so that no entry can leave its folder. */
const filePath = z.string().regex(/^(uploads|exports)\/[a-z0-9]{2}\/[a-z0-9]{24}\.(webp|jpg|png|zip|bin)$/);

const table = digest.extend({
  name: identifier,
  columns: z.array(identifier).min(1),
  rows: z.int().nonnegative(),
});

/** What a backup says about itself: the last entry of the ZIP, since checksums are known at the end. */
export const manifestSchema = z.object({
  format: z.literal(BACKUP_FORMAT),
  version: z.literal(BACKUP_VERSION),
  madeAt: z.iso.datetime(),
  kind: z.enum(backupKinds),
  release: z.string(),
  postgres: z.string(),
  /** Names of the applied migrations, oldest first: the version of the schema. */
  migrations: z.array(z.string().regex(/^\d{4}-[a-z0-9-]+$/)).min(1),
  /** Tells whether a SECRET_KEY is the one of this backup, and nothing else about it. */
  keyMark: z.string(),
  people: z.int(),
  /** People whose two-factor secret is sealed with that key. */
  sealed: z.int(),
  tables: z.array(table),
  sequences: z.array(z.object({ name: identifier, value: z.int() })),
  /** Jobs that were waiting: added again after a restore. */
  queue: digest,
  files: z.array(digest.extend({ path: filePath })),
});

export type Manifest = z.output<typeof manifestSchema>;
export type BackedUpTable = Manifest['tables'][number];
export type Digest = z.output<typeof digest>;

export const tableEntry = (name: string) => `tables/${name}.copy`;
export const fileEntry = (path: string) => `files/${path}`;

/** 128 bits derived from SECRET_KEY for this use alone: they serve to compare keys and cannot be turned back. */
export function keyMark(secretKey: string): string {
  return Buffer.from(hkdfSync('sha256', secretKey, 'primary-assistant', 'backup-key-mark', 16)).toString(
    'hex',
  );
}

/**
 * Tables whose rows stay out, and why. A restore leaves them empty, except for `backup_runs`, which it carries over
 * from the database it replaces.
 */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  sessions: 'a restore would bring back sessions that have been ended since: everybody signs in again',
  one_time_links: 'a restore would bring back links that have been used or revoked since',
  sign_in_failures: 'forgotten after half an hour anyway',
  exports: 'their files are not in a backup either: they can be made again',
  backup_runs: 'tells of the backups in this folder, not of the data',
  migrations: 'made anew by the migrations themselves',
  migrations_lock: 'of no use to others',
};
