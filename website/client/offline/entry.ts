/** A change that is kept on this device until the server has it. */
export interface QueuedEntry {
  idempotencyKey: string;
  /** The user it belongs to; nobody else sees or sends it. */
  userKey: string;
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path on this server. */
  url: string;
  /** Sent as JSON; undefined sends none. */
  body: unknown;
  /** ms since 1970; entries are sent in this order. */
  madeAt: number;
  /** What it is, in words for the person: "Squat 5 × 100 kg". */
  label: string;
  /** Why the server refused it. It stays until the person tries again or discards it. */
  problem?: string;
}

export type NewEntry = Pick<QueuedEntry, 'method' | 'url' | 'body' | 'label'>;

/** Random, 128 bits. Not crypto.randomUUID: that is absent on plain http in a home network. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
