import { mkdtempSync, rmSync } from 'node:fs';
import { get, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { onEngine } from './support/on-engine.ts';
import { must, run, until } from './support/stack.ts';

const IMAGE = 'primary-assistant-nginx:stack-test';
const HTTP = 18_070;
const HTTPS = 18_071;
const NAME = 'pa-stack-tls';
const ORIGIN = 'https://home.test';

/** What a client with these TLS settings agrees on with nginx. */
function shakeHands(
  options: ConnectionOptions,
): Promise<{ protocol: string | null; alpn: string | false | null }> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: '127.0.0.1', port: HTTPS, servername: 'home.test', rejectUnauthorized: false, ...options },
      () => {
        resolve({ protocol: socket.getProtocol(), alpn: socket.alpnProtocol });
        socket.destroy();
      },
    );
    socket.once('error', reject);
  });
}

function answerOf(
  options: RequestOptions,
): Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port: HTTPS, rejectUnauthorized: false, ...options }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    }).once('error', reject);
  });
}

onEngine('TLS with a certificate of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'primary-assistant-tls-'));
  const certify = () =>
    must('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '30',
      ],
      ...[
        '-subj',
        '/CN=home.test',
        '-keyout',
        join(folder, 'privkey.pem'),
        '-out',
        join(folder, 'fullchain.pem'),
      ],
    ]).then(() => must('chmod', ['-R', 'a+rX', folder]));

  beforeAll(async () => {
    await certify();
    await run('docker', ['rm', '-f', NAME]);
    await must('docker', [
      ...['run', '-d', '--name', NAME, '--read-only', '--cap-drop', 'ALL', '--tmpfs', '/tmp'],
      ...[
        '--tmpfs',
        '/etc/nginx/conf.d:uid=101,gid=101,mode=755',
        '--tmpfs',
        '/var/cache/nginx:uid=101,mode=755',
      ],
      ...['-e', 'TLS_MODE=own', '-e', `PUBLIC_URL=${ORIGIN}`, '-v', `${folder}:/certificates:ro`],
      ...['-p', `127.0.0.1:${HTTP}:8080`, '-p', `127.0.0.1:${HTTPS}:8443`, IMAGE],
    ]);
    await until('nginx answers', async () => (await shakeHands({})).protocol);
  });
  afterAll(async () => {
    await run('docker', ['rm', '-f', NAME]);
    rmSync(folder, { recursive: true, force: true });
  });

  test('speaks TLS 1.2 and 1.3 and HTTP/2, and nothing older', async () => {
    const only = (version: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      shakeHands({
        minVersion: version,
        maxVersion: version,
        ALPNProtocols: ['h2'],
        ciphers: 'DEFAULT@SECLEVEL=0',
      });
    expect(await only('TLSv1.2')).toEqual({ protocol: 'TLSv1.2', alpn: 'h2' });
    expect(await only('TLSv1.3')).toEqual({ protocol: 'TLSv1.3', alpn: 'h2' });
    await expect(only('TLSv1.1')).rejects.toThrow();
    await expect(shakeHands({ maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA:@SECLEVEL=0' })).rejects.toThrow();
  });

  test('leads from http to https, tells browsers to stay, and refuses names that are not its own', async () => {
    const lines = await must('curl', [
      '-si',
      '-H',
      'Host: home.test',
      `http://127.0.0.1:${HTTP}/fitness?a=b`,
    ]);
    expect(lines).toMatch(/^HTTP\/1.1 308/);
    expect(lines).toMatch(/location: https:\/\/home\.test\/fitness\?a=b/i);
    const own = await answerOf({ path: '/', headers: { Host: 'home.test' } });
    // The app is not there in this test: it is nginx that answers.
    expect(own).toMatchObject({ status: 503, headers: { 'strict-transport-security': 'max-age=31536000' } });
    expect(await answerOf({ path: '/', headers: { Host: 'evil.test' } })).toMatchObject({ status: 421 });
    expect(await answerOf({ path: '/health', headers: { Host: 'evil.test' } })).toMatchObject({
      status: 200,
    });
  });

  test('takes up a new certificate by itself', async () => {
    const seen = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connect({ host: '127.0.0.1', port: HTTPS, rejectUnauthorized: false }, () => {
          resolve(socket.getPeerCertificate().fingerprint256);
          socket.destroy();
        });
        socket.once('error', reject);
      });
    const before = await seen();
    await certify();
    expect(await until('the new certificate', async () => (await seen()) !== before, 30_000)).toBe(true);
  });
});

onEngine('the settings of nginx', () => {
  const tried = (env: Record<string, string | undefined>) =>
    run('docker', [
      ...['run', '--rm', '--network', 'none'],
      ...Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
      ...[IMAGE, 'nginx', '-t'],
    ]);

  test.each([
    {},
    { PUBLIC_URL: 'http://home.test:8080' },
    { PUBLIC_URL: ORIGIN, TLS_MODE: 'letsencrypt' },
    { PUBLIC_URL: ORIGIN, BEHIND_PROXY: '10.0.0.0/8,172.17.0.1' },
    { RATE_LIMIT_AUTH: 'off', RATE_LIMIT_API: '600/50' },
  ])('are understood: %j', async (env: Record<string, string | undefined>) => {
    expect(await tried(env)).toMatchObject({
      code: 0,
      all: expect.stringContaining('test is successful'),
    });
  });

  test.each([
    { PUBLIC_URL: 'home.test' },
    { TLS_MODE: 'own' },
    { TLS_MODE: 'sometimes' },
    { TLS_MODE: 'own', PUBLIC_URL: ORIGIN },
    { RATE_LIMIT_AUTH: 'many' },
    { BEHIND_PROXY: 'everyone; evil' },
  ])('are refused in one line: %j', async (env: Record<string, string | undefined>) => {
    const { code, all } = await tried(env);
    expect({ code, lines: all.trim().split('\n').length }).toEqual({ code: 4, lines: 1 });
  });
});
