import { randomFillSync } from 'node:crypto';

const random = Buffer.alloc(10);

/** A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then random; so ids sort by the time they were made. */
export function newId(now = Date.now()): string {
  randomFillSync(random);
  const time = now.toString(16).padStart(12, '0');
  random[0] = (random[0]! & 0x0f) | 0x70;
  random[2] = (random[2]! & 0x3f) | 0x80;
  const tail = random.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether the text is a UUID of any version, in its usual form. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
