import type { Life } from './life.ts';
import type { Beat } from './messages.ts';
import type { SupervisorSettings } from './settings.ts';

/** One large reading may be a passing upload; so many in a row are a worker that has grown. */
const READINGS_OVER_LIMIT = 3;
/** A replacement that failed is not tried again at every beat. */
const ASK_AGAIN_MS = 60_000;
const MB = 1024 * 1024;

interface Allowance {
  /** Requests after which this life is over; drawn once, so that workers do not leave together. */
  readonly requests: number;
  readingsOver: number;
  askedAt: number;
}

/** Decides by its beats when a worker has served long enough or grown too large. */
export class Recycling {
  readonly #settings: SupervisorSettings;
  readonly #allowances = new WeakMap<Life, Allowance>();

  constructor(settings: SupervisorSettings) {
    this.#settings = settings;
  }

  /** The reason to replace this worker now, or undefined. Call once per beat. */
  reasonFor(life: Life): string | undefined {
    if (life.state !== 'ready' || !life.beat) return undefined;
    const allowance = this.#allowances.get(life) ?? {
      requests: this.#drawRequests(),
      readingsOver: 0,
      askedAt: -Infinity,
    };
    this.#allowances.set(life, allowance);
    const reason = this.#reason(life, life.beat, allowance);
    if (!reason || performance.now() - allowance.askedAt < ASK_AGAIN_MS) return undefined;
    allowance.askedAt = performance.now();
    return reason;
  }

  #reason({ role }: Life, { rssBytes, requests }: Beat, allowance: Allowance): string | undefined {
    const limitBytes = this.#settings.workerMaxRssBytes[role];
    allowance.readingsOver = limitBytes > 0 && rssBytes > limitBytes ? allowance.readingsOver + 1 : 0;
    if (allowance.readingsOver >= READINGS_OVER_LIMIT) {
      return `memory ${Math.round(rssBytes / MB)} MB over ${Math.round(limitBytes / MB)} MB`;
    }
    return requests >= allowance.requests ? `${requests} requests` : undefined;
  }

  #drawRequests(): number {
    const { maxRequests, maxRequestsJitter } = this.#settings;
    if (maxRequests === 0) return Infinity;
    return Math.max(1, Math.round(maxRequests * (1 + maxRequestsJitter * (2 * Math.random() - 1))));
  }
}
