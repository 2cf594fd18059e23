import { X509Certificate } from 'node:crypto';
import { chmod, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const RENEW_BEFORE_MS = 30 * 86_400_000;
/** Let's Encrypt allows five failed tries an hour: one is enough. */
const PAUSE_AFTER_TRY_MS = 3_600_000;

/** The folder that nginx reads: fullchain.pem, privkey.pem, and acme-challenge/ for the proof that the host is ours. */
export interface CertificateFolder {
  /** Whether a certificate for `host` is to be asked for at `now`, and none was asked for in the last hour. */
  isDue(host: string, now: Date): Promise<boolean>;
  noteTry(now: Date): Promise<void>;
  putChallenge(token: string, proof: string): Promise<void>;
  removeChallenge(token: string): Promise<void>;
  /** Puts a new pair in place; nginx takes it up within seconds. */
  store(chain: string, key: Buffer): Promise<void>;
}

export function certificateFolder(folder: string): CertificateFolder {
  const path = (name: string) => join(folder, name);
  const challenge = (token: string) => {
    if (!/^[\w-]{10,200}$/.test(token)) throw new Error('not the token of a challenge');
    return join(folder, 'acme-challenge', token);
  };
  return {
    async isDue(host, now) {
      const lastTry = await stat(path('last-try')).catch(() => undefined);
      if (lastTry && now.getTime() - lastTry.mtimeMs < PAUSE_AFTER_TRY_MS) return false;
      const text = await readFile(path('fullchain.pem')).catch(() => undefined);
      if (!text) return true;
      const certificate = new X509Certificate(text);
      const left = Date.parse(certificate.validTo) - now.getTime();
      return left < RENEW_BEFORE_MS || certificate.checkHost(host) === undefined;
    },
    async noteTry(now) {
      await writeFile(path('last-try'), '');
      await utimes(path('last-try'), now, now);
    },
    async putChallenge(token, proof) {
      await mkdir(path('acme-challenge'), { recursive: true, mode: 0o755 });
      await writeFile(challenge(token), proof, { mode: 0o644 });
    },
    removeChallenge: (token) => rm(challenge(token), { force: true }),
    async store(chain, key) {
      // The key first: nginx looks at the chain, and finds the pair complete. It runs as another user, and only
      // the two of us mount this folder.
      await replace(path('privkey.pem'), key);
      await replace(path('fullchain.pem'), chain);
      await rm(path('last-try'), { force: true });
    },
  };
}

async function replace(path: string, content: string | Buffer): Promise<void> {
  await writeFile(`${path}.new`, content, { mode: 0o644 });
  await chmod(`${path}.new`, 0o644);
  await rename(`${path}.new`, path);
}
