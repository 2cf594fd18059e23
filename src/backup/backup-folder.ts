import { chmod, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BackupKind, backupKinds } from './manifest.ts';

const NAME = new RegExp(`^primary-assistant-(\\d{8}T\\d{6}Z)-(${backupKinds.join('|')})\\.zip$`);
const DAY_MS = 86_400_000;
/** Made by the program around migrations and restores: the newest ones are enough. */
const KEPT_AROUND_CHANGES = 3;

/** A finished backup in the folder. */
export interface BackupFile {
  name: string;
  kind: BackupKind;
  madeAt: Date;
  bytes: number;
}

/** `primary-assistant-20261120T024000Z-nightly.zip` */
export function backupName(kind: BackupKind, at: Date): string {
  return `primary-assistant-${at.toISOString().replace(/[-:]|\.\d+/g, '')}-${kind}.zip`;
}

/** Whether a text is the name of a backup, so that no other can reach a path. */
export function isBackupName(name: string): boolean {
  return NAME.test(name);
}

/** The folder, made for its owner alone when absent. */
export async function ensureBackupFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) await chmod(folder, 0o700);
}

/** Finished backups, newest first. */
export async function listBackups(folder: string): Promise<BackupFile[]> {
  const files: BackupFile[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const [, stamp, kind] = NAME.exec(name) ?? [];
    if (!stamp) continue;
    const { size } = await stat(join(folder, name)).catch(() => ({ size: -1 }));
    if (size >= 0) files.push({ name, kind: kind as BackupKind, madeAt: readStamp(stamp), bytes: size });
  }
  return files.sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime());
}

function readStamp(stamp: string): Date {
  return new Date(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

/** Removes what a killed backup left unfinished. Only while no other can be running. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith('.part') && isBackupName(name.slice(0, -5)))
      await rm(join(folder, name), { force: true });
  }
}

/**
 * Which backups may go: of the nightly ones all but the newest `keepDays` and the last of each of the `keepWeeks`
 * weeks before; of those made around migrations and restores all but the newest three of a kind. What people made by
 * hand stays.
 */
export function backupsToRemove(
  files: readonly BackupFile[],
  { keepDays, keepWeeks }: { keepDays: number; keepWeeks: number },
): BackupFile[] {
  const of = (kind: BackupKind) =>
    files.filter((file) => file.kind === kind).sort((a, b) => b.madeAt.getTime() - a.madeAt.getTime());
  const daily = of('nightly').slice(0, keepDays);
  const older = of('nightly').slice(keepDays);
  const hasDaily = new Set(daily.map((file) => weekOf(file.madeAt)));
  const weekly = new Map<number, BackupFile>();
  for (const file of older) {
    const week = weekOf(file.madeAt);
    if (!hasDaily.has(week) && !weekly.has(week) && weekly.size < keepWeeks) weekly.set(week, file);
  }
  const keptWeekly = new Set(weekly.values());
  return [
    ...older.filter((file) => !keptWeekly.has(file)),
    ...of('before-migration').slice(KEPT_AROUND_CHANGES),
    ...of('before-restore').slice(KEPT_AROUND_CHANGES),
  ];
}

/** Weeks begin on Monday; 1970-01-01 was a Thursday. */
function weekOf(at: Date): number {
  return Math.floor((Math.floor(at.getTime() / DAY_MS) + 3) / 7);
}
