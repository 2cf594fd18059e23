import { formatDuration } from '../../lib/number-format.ts';
import { distanceInUnit } from '../../lib/units.ts';
import type { DistanceUnit } from '../../lib/units.ts';

/** Seconds for one km or mile, or undefined without a distance or a time. */
export function paceSeconds(
  distanceM: number | null,
  durationS: number | null,
  unit: DistanceUnit,
): number | undefined {
  if (!distanceM || !durationS || distanceM <= 0 || durationS <= 0) return undefined;
  return durationS / distanceInUnit(distanceM, unit);
}

/** "5:30 /km" from seconds per unit. */
export function formatPace(secondsPerUnit: number, unit: DistanceUnit): string {
  return `${formatDuration(secondsPerUnit)} /${unit}`;
}
