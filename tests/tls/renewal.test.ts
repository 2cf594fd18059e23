import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.ts';
import { finishJobs, runNow } from '../support/jobs.ts';
import { freePort } from '../supervisor/support/fixture.ts';

const NINETY_DAYS = join(import.meta.dirname, 'fixtures/ninety-days.pem');
/** Debian's packages `pebble` and `openssl`; where they are missing, this is skipped. */
const HAS_PEBBLE = ['pebble', 'openssl', 'pebble-challtestsrv'].every(
  (command) => spawnSync(command, ['-h']).error === undefined,
);

// Pebble is the authority that Let's Encrypt has made for tests like this one.
(HAS_PEBBLE ? describe : describe.skip)('an authority that gives certificates', () => {
  let folder: string;
  let app: TestApp;
  let website: Server;
  let running: ChildProcess[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pa-renewal-'));
    mkdirSync(join(folder, 'certificates'));
    running = [];
    website = await serveChallenges();
    const directory = await startPebble((website.address() as AddressInfo).port);
    app = await startTestApp({
      TLS_MODE: 'letsencrypt',
      PUBLIC_URL: 'https://home.example',
      CERTIFICATE_DIR: join(folder, 'certificates'),
      ACME_DIRECTORY: directory,
    });
  });
  afterEach(async () => {
    delete https.globalAgent.options.ca;
    https.globalAgent.destroy();
    for (const child of running) {
      child.kill();
      await once(child, 'exit');
    }
    website.closeAllConnections();
    website.close();
    await app.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What nginx does on port 80. */
  async function serveChallenges(): Promise<Server> {
    const server = createServer((req, res) => {
      try {
        res.end(readFileSync(join(folder, 'certificates/acme-challenge', basename(req.url ?? ''))));
      } catch {
        res.writeHead(404).end();
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  }

  /** Resolves to the address of its directory. */
  async function startPebble(httpPort: number): Promise<string> {
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const files = ['-keyout', 'pebble.key', '-out', 'pebble.pem'];
    spawnSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...name, ...files], {
      cwd: folder,
    });
    https.globalAgent.options.ca = readFileSync(join(folder, 'pebble.pem'));
    const [port, management, dns] = [await freePort(), await freePort(), await freePort()];
    const pebble = {
      ...{ listenAddress: `127.0.0.1:${port}`, managementListenAddress: `127.0.0.1:${management}` },
      ...{ certificate: 'pebble.pem', privateKey: 'pebble.key', httpPort, tlsPort: httpPort },
    };
    writeFileSync(join(folder, 'pebble.json'), JSON.stringify({ pebble }));
    const env = { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' };
    const start = (command: string, args: string[]) =>
      running.push(spawn(command, args, { cwd: folder, stdio: 'ignore', env }));
    const off = ['-http01', '', '-https01', '', '-tlsalpn01', '', '-management', ''];
    start('pebble-challtestsrv', [
      ...['-defaultIPv4', '127.0.0.1', '-defaultIPv6', '', '-dns01', `127.0.0.1:${dns}`],
      ...off,
    ]);
    start('pebble', ['-config', 'pebble.json', '-dnsserver', `127.0.0.1:${dns}`]);
    const directory = `https://localhost:${port}/dir`;
    while (!(await answers(directory))) await new Promise((resolve) => setTimeout(resolve, 50));
    return directory;
  }

  test('gives a new one when 60 days are over; the proof is taken away, and no other one is asked for', async () => {
    const chain = join(folder, 'certificates/fullchain.pem');
    copyFileSync(NINETY_DAYS, chain);
    const old = new X509Certificate(readFileSync(chain));
    app.clock.set(new Date(Date.parse(old.validFrom) + 61 * 86_400_000).toISOString());
    await runNow(app, 'follow-certificate');
    await finishJobs(app);

    const renewed = new X509Certificate(readFileSync(chain));
    expect(renewed.issuer).toContain('Pebble');
    expect(renewed.checkHost('home.example')).toBe('home.example');
    const key = createPrivateKey(readFileSync(join(folder, 'certificates/privkey.pem')));
    expect(renewed.checkPrivateKey(key)).toBe(true);
    expect(readdirSync(join(folder, 'certificates/acme-challenge'))).toEqual([]);
    app.clock.advance(2 * 3_600_000);
    await runNow(app, 'follow-certificate');
    await finishJobs(app);
    expect(new X509Certificate(readFileSync(chain)).serialNumber).toBe(renewed.serialNumber);
  }, 60_000);
});

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    https
      .get(address, (response) => {
        response.resume();
        response.once('end', () => resolve(true));
      })
      .once('error', () => resolve(false));
  });
}
