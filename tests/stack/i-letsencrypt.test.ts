import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { note, timed } from './support/figures.ts';
import { onEngine } from './support/on-engine.ts';
import { must, Stack, until } from './support/stack.ts';

const HTTP = 18_060;
const HAS_PEBBLE = spawnSync('pebble', ['-h']).error === undefined;
const withPebble = HAS_PEBBLE ? onEngine : describe.skip;

// Pebble is the authority that Let's Encrypt has made for tests like this one.
withPebble('a certificate of an ACME authority', () => {
  const folder = mkdtempSync(join(tmpdir(), 'primary-assistant-acme-'));
  const certificates = join(folder, 'certificates');
  const override = join(folder, 'acme.yml');
  const running: ChildProcess[] = [];
  const stack = new Stack(process.env.STACK_CLONE ?? '', 'pa-stack-acme', HTTP, {
    COMPOSE_FILE: `docker-compose.yml:${override}`,
    TLS_MODE: 'letsencrypt',
    PUBLIC_URL: 'https://home.test',
    CERTIFICATES: certificates,
    ACME_DIRECTORY: 'https://pebble.test:14000/dir',
  });
  const start = (file: string, args: string[]) => {
    const env = { ...process.env, PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' };
    running.push(spawn(file, args, { cwd: folder, stdio: 'ignore', env }));
  };

  beforeAll(async () => {
    await must('install', ['-d', '-m', '1777', certificates]);
    chmodSync(folder, 0o755);
    const name = ['-subj', '/CN=pebble.test', '-addext', 'subjectAltName=DNS:pebble.test'];
    const files = ['-keyout', 'pebble.key', '-out', 'certificates/pebble.pem'];
    await must(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...name, ...files],
      {
        cwd: folder,
      },
    );
    const pebble = {
      ...{ listenAddress: '0.0.0.0:14000', managementListenAddress: '127.0.0.1:15000' },
      ...{ certificate: 'certificates/pebble.pem', privateKey: 'pebble.key' },
      ...{ httpPort: HTTP, tlsPort: HTTP + 1 },
    };
    writeFileSync(join(folder, 'pebble.json'), JSON.stringify({ pebble }));
    writeFileSync(
      override,
      `services:
  web:
    extra_hosts: ['pebble.test:host-gateway']
    environment: { NODE_EXTRA_CA_CERTS: /certificates/pebble.pem }
`,
    );
    const nowhere = ['-http01', '', '-https01', '', '-tlsalpn01', ''];
    start('pebble-challtestsrv', [
      '-defaultIPv4',
      '127.0.0.1',
      '-defaultIPv6',
      '',
      '-dns01',
      ':18053',
      ...nowhere,
    ]);
    start('pebble', ['-config', 'pebble.json', '-dnsserver', '127.0.0.1:18053']);
    await stack.compose(['up', '-d', '--wait']);
  });
  afterAll(async () => {
    await stack.tryCompose(['down', '-v']);
    for (const child of running) child.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is asked for by the server, and nginx serves with it by itself', async () => {
    expect((await fetch(`${stack.url}/fitness`)).status).toBe(503);
    const chain = join(certificates, 'fullchain.pem');
    const [issuer, seconds] = await timed(() => until('nginx serves with the certificate', served, 150_000));
    note('first certificate and TLS', seconds, 's', 120);
    expect(issuer).toContain('Pebble');
    expect(new X509Certificate(readFileSync(chain)).checkHost('home.test')).toBe('home.test');
    // A worker of nginx that began before the reload may still answer for a moment.
    await until('http leads to https', async () => {
      const { status } = await fetch(stack.url, { redirect: 'manual' });
      return [308, 421].includes(status);
    });
    expect(
      await must('curl', [
        '-sk',
        '--resolve',
        `home.test:${HTTP + 1}:127.0.0.1`,
        `https://home.test:${HTTP + 1}/health`,
      ]),
    ).toContain('ok');
  });
});

function served(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { host: '127.0.0.1', port: HTTP + 1, servername: 'home.test', rejectUnauthorized: false };
    const socket = connect(options, () => {
      resolve(String(socket.getPeerCertificate().issuer.CN));
      socket.destroy();
    });
    socket.once('error', () => resolve(undefined));
  });
}
