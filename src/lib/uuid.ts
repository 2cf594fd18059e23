import { createHash, randomFillSync } from 'node:crypto';

// Asking the system for random bytes costs some µs each time, however few they are.
const ID_BYTES = 10;
const pool = Buffer.alloc(400 * ID_BYTES);
let used = pool.length;

/** A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random; so ids sort by the time they were made. */
export function newId(now = Date.now()): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const time = now.toString(16).padStart(12, '0');
  pool[used] = (pool[used]! & 0x0f) | 0x70;
  pool[used + 2] = (pool[used + 2]! & 0x3f) | 0x80;
  const tail = pool.toString('hex', used, (used += ID_BYTES));
  return `${time.slice(0, 8)}-${time.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text is a UUID of any version, in its usual form. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** A UUID version 8 (RFC 9562) that is always the same for the same owner and id. */
export function derivedId(ownerId: string, id: string): string {
  const hash = createHash('sha256').update(`${ownerId}:${id}`).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x80;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
