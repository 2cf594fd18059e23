import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Resolve } from '../../src/outbound/checked-url.ts';
import { fetchPublic, type FetchPublicOptions } from '../../src/outbound/fetch-public.ts';
import { isPublicAddress } from '../../src/outbound/public-address.ts';
import type { OutboundError } from '../../src/outbound/outbound-error.ts';

/** A real server of this machine that misbehaves by path. */
let server: Server;
let port = 0;

const MB = 1024 * 1024;
const html = (response: ServerResponse, headers: Record<string, string | number> = {}) =>
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
const to = (location: string) => (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(302, { Location: location }).end();
};

const pages: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/page': (_request, response) => html(response).end('<h1>Soup</h1>'),
  '/gzip': (_request, response) =>
    html(response, { 'Content-Encoding': 'gzip' }).end(gzipSync('<h1>Zip</h1>')),
  '/brotli': (_request, response) =>
    html(response, { 'Content-Encoding': 'br' }).end(brotliCompressSync('<p>Br</p>')),
  '/said-50-mb': (_request, response) => html(response, { 'Content-Length': 50 * MB }).write('<p>'),
  '/endless': (_request, response) => pour(html(response)),
  '/bomb': (_request, response) =>
    html(response, { 'Content-Encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50 * MB))),
  '/broken-gzip': (_request, response) => html(response, { 'Content-Encoding': 'gzip' }).end('not gzip'),
  '/drip': (_request, response) => html(response).write('<p>'),
  '/silent': () => undefined,
  '/picture': (_request, response) => response.writeHead(200, { 'Content-Type': 'image/png' }).end('x'),
  '/untyped': (_request, response) => response.writeHead(200).end('<h1>?</h1>'),
  '/gone': (_request, response) => response.writeHead(404, { 'Content-Type': 'text/html' }).end(),
  '/forbidden': (_request, response) => response.writeHead(403, { 'Content-Type': 'text/html' }).end(),
  '/one': to('/two'),
  '/two': to('/page'),
  '/three': to('/one'),
  '/loop': to('/loop'),
  '/inward': to('http://127.0.0.1/secret'),
  '/to-file': to('file:///etc/passwd'),
  '/cut': (_request, response) => {
    html(response, { 'Content-Length': 100 }).write('<p>');
    response.destroy();
  },
};

/** Writes until the reader goes away. */
function pour(response: ServerResponse): void {
  const block = Buffer.alloc(64 * 1024, 'x');
  const more = () => {
    while (!response.destroyed && response.write(block));
  };
  response.on('drain', more);
  more();
}

beforeAll(async () => {
  server = createServer((request, response) => {
    const page = pages[request.url ?? ''];
    if (page) page(request, response);
    else response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const accept = ['text/html'];
const here: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];

function fetchHere(path: string, options: Partial<FetchPublicOptions> = {}) {
  return fetchPublic(`http://recipes.test:${port}${path}`, {
    accept,
    resolve: here,
    allowedHosts: [`recipes.test:${port}`],
    ...options,
  });
}

/** The reason for which an address is refused; fails when it is read. */
async function reasonOf(attempt: Promise<unknown>): Promise<string> {
  return (await refusalOf(attempt)).reason;
}

/** Refused by its address alone: a connection that failed would be the cause. */
async function isRefusedUntried(attempt: Promise<unknown>): Promise<void> {
  const error = await refusalOf(attempt);
  expect(error.reason).toBe('unreachable');
  expect(error.cause).toBeUndefined();
}

async function refusalOf(attempt: Promise<unknown>): Promise<OutboundError> {
  const error = await attempt.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toMatchObject({ name: 'OutboundError', status: 422 });
  return error as OutboundError;
}

describe('what is read', () => {
  test.each([
    ['/page', '<h1>Soup</h1>'],
    ['/gzip', '<h1>Zip</h1>'],
    ['/brotli', '<p>Br</p>'],
    ['/one', '<h1>Soup</h1>'],
  ])('%s', async (path, text) => {
    const page = await fetchHere(path);
    expect(page.body.toString()).toBe(text);
    expect(page.contentType).toBe('text/html; charset=utf-8');
  });

  test('the address after redirects is told', async () => {
    expect((await fetchHere('/one')).finalUrl).toBe(`http://recipes.test:${port}/page`);
  });

  test('a name is resolved once, and the connection goes to the address that was checked', async () => {
    let times = 0;
    const resolve: Resolve = async () => {
      times += 1;
      return [{ address: times === 1 ? '127.0.0.1' : '203.0.113.9', family: 4 }];
    };
    expect((await fetchHere('/page', { resolve })).body.toString()).toContain('Soup');
    expect(times).toBe(1);
  });
});

describe('a server that misbehaves', () => {
  test.each([
    ['/said-50-mb', 'too-large'],
    ['/endless', 'too-large'],
    ['/bomb', 'too-large'],
    ['/broken-gzip', 'unreachable'],
    ['/cut', 'unreachable'],
    ['/three', 'too-many-redirects'],
    ['/loop', 'too-many-redirects'],
    ['/to-file', 'address'],
    ['/picture', 'wrong-type'],
    ['/untyped', 'wrong-type'],
    ['/gone', 'missing'],
    ['/forbidden', 'refused'],
  ])('%s is refused: %s', async (path, reason) => {
    expect(await reasonOf(fetchHere(path))).toBe(reason);
  });

  test('a redirect into the own network is not followed', async () => {
    await isRefusedUntried(fetchHere('/inward'));
  });

  test.each(['/silent', '/drip'])('%s ends at the deadline', async (path) => {
    expect(await reasonOf(fetchHere(path, { timeoutMs: 150 }))).toBe('too-slow');
  });

  test('a resolver that never answers ends at the deadline', async () => {
    const resolve: Resolve = () => new Promise(() => undefined);
    expect(await reasonOf(fetchHere('/page', { resolve, timeoutMs: 50 }))).toBe('too-slow');
  });

  test('it ends when nobody waits for it any more', async () => {
    const leaving = new AbortController();
    const reading = fetchHere('/drip', { signal: leaving.signal });
    leaving.abort(new Error('the browser left'));
    await expect(reading).rejects.toThrow('the browser left');
  });
});

describe('the own network', () => {
  const forms = [
    'http://127.0.0.1/',
    'http://localhost/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://10.1.2.3/',
    'http://172.20.0.2/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://[::1]/',
    'http://[::]/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://[ff02::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:8.8.8.8]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:4136:e378::]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b::192.168.1.1]/',
    'http://[64:ff9b:1::1]/',
  ];
  test.each(forms)('%s is not connected to', async (address) => {
    await isRefusedUntried(fetchPublic(address, { accept }));
  });

  test.each([
    ['127.0.0.1', 4],
    ['::1', 6],
    ['fd12::1', 6],
  ])('a name that leads to %s is not connected to', async (address, family) => {
    const resolve: Resolve = async () => [
      { address: '93.184.215.14', family: 4 },
      { address, family },
    ];
    await isRefusedUntried(fetchPublic('http://rebind.test/', { accept, resolve }));
  });

  test('an allowed host is that host and port only', async () => {
    const options = { accept, allowedHosts: [`127.0.0.1:${port}`] };
    expect((await fetchPublic(`http://127.0.0.1:${port}/page`, options)).body.toString()).toContain('Soup');
    await isRefusedUntried(fetchPublic(`http://127.0.0.2:${port}/page`, options));
    await isRefusedUntried(fetchPublic('http://127.0.0.1/page', options));
  });

  test('a name nobody knows reads the same as a private address', async () => {
    const resolve: Resolve = async () => Promise.reject(new Error('ENOTFOUND'));
    expect(await reasonOf(fetchPublic('http://nowhere.test/', { accept, resolve }))).toBe('unreachable');
  });
});

describe('addresses that are none', () => {
  test.each([
    'soup',
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'http://me:secret@example.com/',
    'http://',
    `https://example.com/${'x'.repeat(2000)}`,
  ])('%s', async (address) => {
    expect(await reasonOf(fetchPublic(address, { accept }))).toBe('address');
  });

  test('other ports than those of the web', async () => {
    await isRefusedUntried(fetchPublic('http://example.com:22/', { accept }));
  });
});

describe('addresses of the public internet', () => {
  test.each(['1.1.1.1', '93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '64:ff9b::101:101'])(
    '%s is one',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});
