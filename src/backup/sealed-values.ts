import { decryptSecret, encryptSecret } from '../auth/two-factor.ts';
import { execute, selectRows, type Db } from '../db/index.ts';
import { deriveKeys } from '../http/keys.ts';
import { BackupRefused } from './errors.ts';
import { keyMark, type Manifest } from './manifest.ts';

/** What is to become of two-factor secrets that another SECRET_KEY has sealed. */
export interface SealedChoice {
  /** The SECRET_KEY of the installation that made the backup: they are sealed anew with ours. */
  oldSecretKey?: string | undefined;
  /** They are removed: these people sign in with their password alone, and can set it up again. */
  dropsTwoFactor?: boolean;
}

type Treatment = 'keep' | 'reseal' | 'drop';

/** Decides before anything is touched; throws BackupRefused when people would be locked out. */
export function decideOnSealed(manifest: Manifest, secretKey: string, choice: SealedChoice): Treatment {
  const { oldSecretKey, dropsTwoFactor } = choice;
  if (oldSecretKey !== undefined && keyMark(oldSecretKey) !== manifest.keyMark)
    throw new BackupRefused('The key given is not the SECRET_KEY that this backup was made with.');
  if (manifest.sealed === 0 || keyMark(secretKey) === manifest.keyMark) return 'keep';
  if (oldSecretKey !== undefined) return 'reseal';
  if (dropsTwoFactor) return 'drop';
  throw new BackupRefused(
    `The backup was made with another SECRET_KEY, which seals the two-factor secrets of ${manifest.sealed} ${
      manifest.sealed === 1 ? 'person' : 'people'
    }: they could not sign in. Give the old key with --old-key-file FILE (on a laptop it is the file data/secret), or set SECRET_KEY to it, or restore --without-two-factor, and they sign in with their password alone. Nothing was changed.`,
  );
}

/** Carries it out in the restored database. */
export async function treatSealed(
  db: Db,
  treatment: Treatment,
  keys: { old: string | undefined; own: string },
): Promise<void> {
  if (treatment === 'keep') return;
  if (treatment === 'drop') {
    await execute(db, 'update users set totp_secret = null, totp_enabled_at = null, totp_last_step = null');
    await execute(db, 'delete from recovery_codes');
    return;
  }
  const old = deriveKeys(keys.old!).twoFactor;
  const own = deriveKeys(keys.own).twoFactor;
  const sealed = await selectRows<{ id: string; totp_secret: string }>(
    db,
    'select id, totp_secret from users where totp_secret is not null',
  );
  for (const { id, totp_secret: secret } of sealed) {
    await execute(db, 'update users set totp_secret = :secret where id = :id', {
      id,
      secret: encryptSecret(own, id, decryptSecret(old, id, secret)),
    });
  }
}
