import type { Db, Scope } from '../../db/index.ts';
import { isUuid } from '../../lib/uuid.ts';

/** Whether this person may follow the thing with this id: noun → check. The id is known to be a UUID. */
export type TopicChecks = Readonly<Record<string, (db: Db, scope: Scope, id: string) => Promise<boolean>>>;

/** All nouns that can be followed; a noun that two features claim ends the start. */
export function mergeTopics(parts: readonly (TopicChecks | undefined)[]): TopicChecks {
  const merged: Record<string, TopicChecks[string]> = Object.create(null) as Record<
    string,
    TopicChecks[string]
  >;
  for (const [noun, check] of parts.flatMap((part) => Object.entries(part ?? {}))) {
    if (merged[noun]) throw new Error(`Two features offer the live topic "${noun}"`);
    merged[noun] = check;
  }
  return merged;
}

/** Asks the noun's owner; an unknown noun, a malformed id and someone else's thing all answer false. */
export async function mayFollow(checks: TopicChecks, topic: string, db: Db, scope: Scope): Promise<boolean> {
  const colon = topic.indexOf(':');
  const check = checks[topic.slice(0, colon)];
  const id = topic.slice(colon + 1);
  // One spelling of each topic: announcements name ids in lower case.
  const isId = isUuid(id) && id === id.toLowerCase();
  return check !== undefined && isId && (await check(db, scope, id));
}

/** Told when a page begins to follow the thing with this id, and when it no longer does: noun → owner. */
export type WatchedTopics = Readonly<
  Record<string, (db: Db, scope: Scope, watcher: { id: string; change: 1 | -1 }, now: Date) => Promise<void>>
>;

/** The same of all features; their nouns differ, as `mergeTopics` sees to. */
export function mergeWatched(parts: readonly (WatchedTopics | undefined)[]): WatchedTopics {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part ?? {})));
}

/** Tells the noun's owner, where it wants to know. */
export async function tellWatched(
  watched: WatchedTopics | undefined,
  { topic, change }: { topic: string; change: 1 | -1 },
  { db, scope, now }: { db: Db; scope: Scope; now: Date },
): Promise<void> {
  const colon = topic.indexOf(':');
  const owner = watched?.[topic.slice(0, colon)];
  await owner?.(db, scope, { id: topic.slice(colon + 1), change }, now);
}
