import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import {
  parsePublicUrl,
  resolveChecked,
  resolveHost,
  type HostAddress,
  type Resolve,
} from './checked-url.ts';
import { OutboundError } from './outbound-error.ts';
import { readBody } from './read-body.ts';

export interface FetchPublicOptions {
  /** Media types that are read, such as `text/html`; all others are refused. */
  accept: readonly string[];
  /** Of the body, also after decompression. Default 2 MB. */
  maxBytes?: number;
  /** For everything, redirects included. Default 5 s. */
  timeoutMs?: number;
  /** Aborted when nobody waits for it any more. */
  signal?: AbortSignal;
  /** `host` or `host:port` that may lie in the own network: OUTBOUND_ALLOWED_HOSTS, nothing else. */
  allowedHosts?: readonly string[];
  resolve?: Resolve;
}

export interface FetchedPage {
  body: Buffer;
  /** With its parameters, such as `text/html; charset=utf-8`. */
  contentType: string;
  /** After redirects. */
  finalUrl: string;
}

const MAX_REDIRECTS = 2;
const MAX_BYTES = 2 * 1024 * 1024;
const TIMEOUT_MS = 5000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const USER_AGENT = 'Mozilla/5.0 (compatible; PrimaryAssistant/1.0; reads one page that a person asked for)';

type Settled = Required<FetchPublicOptions>;

/**
 * Reads a page or picture from the public internet for a person who named its address. Only http(s) on ports 80 and
 * 443; the name is resolved once, all its addresses are checked, and one of these is connected to, again after each of
 * at most two redirects. Throws OutboundError with a reason and words that tell nothing of the own network.
 */
export async function fetchPublic(address: string, options: FetchPublicOptions): Promise<FetchedPage> {
  const deadline = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  const settled = {
    maxBytes: MAX_BYTES,
    timeoutMs: TIMEOUT_MS,
    allowedHosts: [],
    resolve: resolveHost,
    ...options,
  };
  try {
    return await follow(parsePublicUrl(address.trim(), settled.allowedHosts), { ...settled, signal });
  } catch (error) {
    if (error instanceof OutboundError) throw error;
    options.signal?.throwIfAborted();
    throw new OutboundError(deadline.aborted ? 'too-slow' : 'unreachable', { cause: error });
  }
}

async function follow(start: URL, options: Settled): Promise<FetchedPage> {
  let url = start;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    const addresses = await untilAborted(resolveChecked(url, options), options.signal);
    const response = await open(url, addresses, options);
    try {
      const { statusCode: status = 0, headers } = response;
      if (REDIRECTS.has(status) && headers.location) {
        url = nextUrl(headers.location, url, options);
        continue;
      }
      checkStatus(status);
      const contentType = headers['content-type'] ?? '';
      checkType(contentType, options.accept);
      const body = await readBody(response, options);
      return { body, contentType, finalUrl: url.href };
    } finally {
      // Whatever is left of the answer is not wanted; an endless one would hold the socket.
      response.destroy();
    }
  }
  throw new OutboundError('too-many-redirects');
}

function nextUrl(location: string, from: URL, { allowedHosts }: Settled): URL {
  const next = URL.parse(location, from.href);
  if (!next) throw new OutboundError('unreachable');
  return parsePublicUrl(next.href, allowedHosts);
}

function checkStatus(status: number): void {
  if (status >= 200 && status < 300 && status !== 204) return;
  throw new OutboundError(status === 404 || status === 410 ? 'missing' : 'refused');
}

function checkType(contentType: string, accept: readonly string[]): void {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!accept.includes(type)) throw new OutboundError('wrong-type');
}

/** The answer's head. The connection goes to a checked address: the name is not resolved a second time. */
async function open(
  url: URL,
  addresses: HostAddress[],
  { accept, signal }: Settled,
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    signal,
    agent: false,
    lookup: pinned(addresses),
    headers: {
      'User-Agent': USER_AGENT,
      Accept: accept.join(', '),
      'Accept-Encoding': 'gzip, deflate, br',
      'Accept-Language': 'en, *;q=0.5',
    },
  };
  const request: typeof requestHttp =
    url.protocol === 'https:' ? (await import('node:https')).request : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request(url.href, options, resolve);
    outgoing.on('error', reject);
    outgoing.on('upgrade', (_response: unknown, socket: Readable) => socket.destroy());
    outgoing.end();
  });
}

function pinned(addresses: HostAddress[]): LookupFunction {
  return (_host, options, done) => {
    if (options.all) done(null, addresses);
    else done(null, addresses[0]!.address, addresses[0]!.family);
  };
}

/** A resolver cannot be stopped, but it need not be waited for. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const give = () => reject(signal.reason as Error);
    if (signal.aborted) return give();
    signal.addEventListener('abort', give, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}
