import * as z from 'zod';
import type { Config } from '../config.ts';
import { defineJob, type AnyJob, type JobDeps } from '../jobs/job.ts';
import { certificateFolder } from './certificate-folder.ts';

/** Asks Let's Encrypt (RFC 8555, http-01) for a certificate of PUBLIC_URL's host; in a process of its own. */
const orderCertificate = defineJob({
  name: 'order-certificate',
  data: z.object({}),
  isHeavy: true,
  // The first look of the authority may come before nginx is up; it bears five failures an hour.
  retries: 2,
  retryDelayS: 20,
  backsOff: true,
  timeoutS: 300,
  async run({ config, log }: JobDeps) {
    const host = hostOf(config);
    if (host === undefined) return;
    const folder = certificateFolder(config.tls.folder);
    // Loaded here: nobody else needs it.
    const { Client, crypto } = await import('acme-client');
    // A new account each time (every other month): nothing of it has to be kept.
    const accountKey = await crypto.createPrivateEcdsaKey();
    const client = new Client({ directoryUrl: config.tls.directoryUrl, accountKey });
    const [key, csr] = await crypto.createCsr({ commonName: host }, await crypto.createPrivateEcdsaKey());
    const chain = await client.auto({
      csr,
      termsOfServiceAgreed: true,
      ...(config.tls.email !== undefined && { email: config.tls.email }),
      challengePriority: ['http-01'],
      // From in here our own address may lead nowhere; the authority's look counts.
      skipChallengeVerification: true,
      challengeCreateFn: (_authorization, { token }, proof) => folder.putChallenge(token, proof),
      challengeRemoveFn: (_authorization, { token }) => folder.removeChallenge(token),
    });
    await folder.store(chain, key);
    log.info({ host }, 'got a certificate');
  },
  async gaveUp({ log }, _data, error) {
    log.error(
      { err: error },
      'no certificate: is port 80 of PUBLIC_URL reachable from outside? Tried again in an hour',
    );
  },
});

/** Looks every minute whether there is a certificate, and whether it ends within 30 days. */
const followCertificate = defineJob({
  name: 'follow-certificate',
  data: z.object({}),
  schedule: '* * * * *',
  async run({ config, db, clock, queue }: JobDeps) {
    const host = hostOf(config);
    if (host === undefined) return;
    const folder = certificateFolder(config.tls.folder);
    const now = clock.now();
    if (!(await folder.isDue(host, now))) return;
    await folder.noteTry(now);
    await db.transaction((trx) => queue.add(trx, orderCertificate, {}));
  },
});

export const certificateJobs: readonly AnyJob[] = [orderCertificate, followCertificate];

/** The host to certify; undefined when certificates are not our business. */
function hostOf({ tls, server }: Config): string | undefined {
  if (tls.mode !== 'letsencrypt' || !server.publicOrigin) return undefined;
  return new URL(server.publicOrigin).hostname;
}
