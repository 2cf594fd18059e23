import type { Peers } from '../../supervisor/peers.ts';

/** News about one thing, for the person or the household it belongs to. */
export type Announcement = News & ({ userId: string } | { householdId: string });

interface News {
  /** Noun and id, such as `workout:0190…`. */
  topic: string;
  /** What happened, in the feature's words: `set-added`. */
  type: string;
  data?: unknown;
  /** Whose thing it is: nobody else's connection hears of it. */
  userId?: string;
  /** The household whose members all may hear of it. */
  householdId?: string;
  /** A piece of something that can be read whole: to a client that reads too slowly `missed` is said in its place. */
  mayBeMissed?: boolean;
}

/** Tells everyone who follows the topic. Call it after the commit: who hears of it may read it at once. */
export type Announce = (news: Announcement) => void;

/** The peers' channel that carries announcements between processes. */
export const NEWS = 'live-news';

/** Announcing from a process that has no live connections of its own: the jobs worker. */
export function announceOver(peers: Peers): Announce {
  return (news) => peers.publish(NEWS, news);
}
