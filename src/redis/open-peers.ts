import type { Config } from '../config.ts';
import type { Peers } from '../supervisor/peers.ts';
import type { Log } from '../telemetry/logger.ts';

/** What a process shares with all others of the installation. */
export interface OpenPeers {
  peers: Peers;
  /** `ok`, or what is wrong; absent without Redis. */
  redisState?: () => string;
  close(): void;
}

/** The host's own peers, or those of all hosts where REDIS_URL is set: only then is the client loaded (6 MB). */
export async function openPeers(config: Config, own: Peers, log: Log): Promise<OpenPeers> {
  if (config.redisUrl === undefined) return { peers: own, close: () => undefined };
  const { sharePeers } = await import('./shared-peers.ts');
  const peers = await sharePeers(own, config.redisUrl, log);
  return { peers, redisState: () => peers.redisState(), close: () => peers.close() };
}
