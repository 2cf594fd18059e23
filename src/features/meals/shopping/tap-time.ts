/** Further apart than this, the device's clock is wrong; less is only the time a request takes. */
const HONEST_MS = 30_000;

/**
 * When a tap happened, by the server's clock. A device says when it was by its own clock (`changedAt`) and what time it
 * is there now (`sentAt`): so a clock that is wrong by hours neither wins nor loses. Nothing happens in the future.
 * Undefined where the request says no time: it is happening now.
 */
export function tapTime(
  { changedAt, sentAt }: { changedAt?: string | undefined; sentAt?: string | undefined },
  now: Date,
): Date | undefined {
  if (changedAt === undefined) return undefined;
  const difference = sentAt === undefined ? 0 : now.getTime() - Date.parse(sentAt);
  const isWrong = Number.isFinite(difference) && Math.abs(difference) > HONEST_MS;
  // Whole seconds, so that the same tap sent twice is the same moment but for a second.
  const correction = isWrong ? Math.round(difference / 1000) * 1000 : 0;
  return new Date(Math.min(now.getTime(), Date.parse(changedAt) + correction));
}
