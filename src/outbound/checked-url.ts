import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { OutboundError } from './outbound-error.ts';
import { isPublicAddress } from './public-address.ts';

/** An address of a host and its family, as node's own lookup gives it. */
export interface HostAddress {
  address: string;
  family: number;
}

export type Resolve = (host: string) => Promise<HostAddress[]>;

const PORTS = new Set(['', '80', '443']);
const MAX_URL = 2000;

/** Every address of a host, from the system's resolver. */
export const resolveHost: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/**
 * Reads an address that a person gave. Throws OutboundError when it is no http(s) address, carries a password, or names
 * a port other than 80 and 443, unless `allowedHosts` (from the configuration) has it as `host:port`.
 */
export function parsePublicUrl(text: string, allowedHosts: readonly string[]): URL {
  const url = text.length <= MAX_URL ? URL.parse(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') throw new OutboundError('address');
  if (url.username !== '' || url.password !== '') throw new OutboundError('address');
  if (!PORTS.has(url.port) && !allowedHosts.includes(url.host)) throw new OutboundError('unreachable');
  url.hash = '';
  return url;
}

/**
 * The addresses of the URL's host, resolved once and each of them checked: one that is not public refuses the host, so
 * that no mixture of good and bad can be used. Decimal, octal and hexadecimal forms are plain addresses after URL
 * parsing. Throws OutboundError.
 */
export async function resolveChecked(
  url: URL,
  { allowedHosts, resolve }: { allowedHosts: readonly string[]; resolve: Resolve },
): Promise<HostAddress[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const found = family > 0 ? [{ address: host, family }] : await resolve(host).catch(unknownHost);
  if (found.length === 0) throw new OutboundError('unreachable');
  if (!isAllowed(url, allowedHosts) && !found.every(({ address }) => isPublicAddress(address)))
    throw new OutboundError('unreachable');
  return found;
}

function isAllowed({ hostname, host }: URL, allowedHosts: readonly string[]): boolean {
  return allowedHosts.includes(hostname) || allowedHosts.includes(host);
}

function unknownHost(cause: unknown): never {
  throw new OutboundError('unreachable', { cause });
}
