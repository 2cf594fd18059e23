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
