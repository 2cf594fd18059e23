import type { QueuedEntry } from './entry.ts';

/** Who the server says is signed in, with a token for their requests. */
export interface SessionFacts {
  userKey: string;
  csrfToken: string;
}

export type Answer =
  | { state: 'sent'; status: number; answer: unknown }
  /** The request is wrong in itself; sending it again would not help. */
  | { state: 'refused'; status: number; problem: string }
  /** No network, or a server in trouble. */
  | { state: 'unreachable'; retryAfterS?: number }
  /** Nobody is signed in, or someone else than the entry's owner. */
  | { state: 'signed-out' };

/** Statuses that pass: the same request may succeed later. */
const PASSING = new Set([408, 421, 425, 429]);

/** Asks who is signed in; undefined when nobody is. Throws without a network. */
export async function fetchSession(): Promise<SessionFacts | undefined> {
  const response = await fetch('/offline/session', {
    headers: { Accept: 'application/json' },
    cache: 'no-store',
  });
  if (response.status === 401) return undefined;
  if (!response.ok) throw new Error(`The session answered ${response.status}`);
  return (await response.json()) as SessionFacts;
}

/** Sends one entry with the token of `session`. Never throws. */
export async function sendEntry(entry: QueuedEntry, session: SessionFacts): Promise<Answer> {
  if (session.userKey !== entry.userKey) return { state: 'signed-out' };
  let response: Response;
  try {
    response = await fetch(entry.url, {
      method: entry.method,
      headers: {
        Accept: 'application/json',
        'X-CSRF-Token': session.csrfToken,
        'Idempotency-Key': entry.idempotencyKey,
        // What time it is here: the server sets right what a wrong clock said of an entry kept for long.
        'X-Sent-At': new Date().toISOString(),
        ...(entry.body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(entry.body !== undefined && { body: JSON.stringify(entry.body) }),
    });
  } catch {
    return { state: 'unreachable' };
  }
  if (response.ok) return { state: 'sent', status: response.status, answer: await jsonOf(response) };
  if (response.status === 401) return { state: 'signed-out' };
  if (response.status >= 500 || PASSING.has(response.status)) {
    return { state: 'unreachable', retryAfterS: Number(response.headers.get('Retry-After')) || 0 };
  }
  return {
    state: 'refused',
    status: response.status,
    problem: problemOf(await jsonOf(response), response.status),
  };
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    return (await response.json()) as unknown;
  } catch {
    return undefined;
  }
}

/** The words of an RFC 9457 answer, with the first field that is wrong. */
function problemOf(answer: unknown, status: number): string {
  const problem = (answer ?? {}) as { detail?: string; errors?: { path: string; message: string }[] };
  const first = problem.errors?.[0];
  return first ? `${first.path} ${first.message}`.trim() : (problem.detail ?? String(status));
}
