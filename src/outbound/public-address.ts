import { BlockList, isIP } from 'node:net';

/** IPv4 that is not the public internet: IANA's special-purpose registry, multicast, and the relay of 6to4. */
const NOT_PUBLIC_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
];

/** Of IPv6 only 2000::/3 is public; in it these are not: Teredo, ORCHID and their like, documentation, 6to4. */
const NOT_PUBLIC_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const notPublic = new BlockList();
const global = new BlockList();
/** IPv4 seen through NAT64 (RFC 6052): as public as the IPv4 address in its last 32 bits. */
const translated = new BlockList();
for (const range of NOT_PUBLIC_V4) addRange(notPublic, range, 'ipv4');
for (const range of NOT_PUBLIC_V6) addRange(notPublic, range, 'ipv6');
addRange(global, '2000::/3', 'ipv6');
addRange(translated, '64:ff9b::/96', 'ipv6');

function addRange(list: BlockList, range: string, family: 'ipv4' | 'ipv6'): void {
  const [address = '', bits] = range.split('/');
  list.addSubnet(address, Number(bits), family);
}

/**
 * Whether an address (`93.184.215.14`, `2606:2800::1`, without brackets) is one of the public internet. Not: private,
 * loopback, link-local, shared (CGNAT), unique local, multicast, reserved, IPv4-mapped, 6to4, Teredo.
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) is only for local addresses.
  if (address.includes('%')) return false;
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, 'ipv4');
  if (family !== 6) return false;
  if (translated.check(address, 'ipv6')) return !notPublic.check(lastFourBytes(address), 'ipv4');
  return global.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

/** `64:ff9b::c000:0201` → `192.0.2.1`; the URL parser writes every spelling of an address in one way. */
function lastFourBytes(address: string): string {
  const plain = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [high = 0, low = 0] = plain
    .split(':')
    .slice(-2)
    .map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}
