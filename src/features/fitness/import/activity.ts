import type { ImportedFile, ImportedWorkout, ImportKind, ImportWarning, TrackPoint } from './imported.ts';
import { emptySet, refuse } from './imported.ts';
import type { Sport } from './sports.ts';
import { exerciseOfSport, sportTitle } from './sports.ts';

export const maxTrackPoints = 300;

/** A recorded point before anything is left out: Unix milliseconds, metres so far, beats per minute. */
export interface RecordedPoint {
  atMs: number | null;
  distanceM: number | null;
  hr: number | null;
}

/** One recorded activity, whatever device wrote it. */
export interface Activity {
  sport: Sport;
  /** Words of the device, such as "Morning Run"; empty when there are none. */
  title: string;
  notes: string;
  startMs: number;
  durationS: number | null;
  distanceM: number | null;
  avgHr: number | null;
  maxHr: number | null;
  calories: number | null;
  points: RecordedPoint[];
}

/** Brings activities into the common form; each becomes a workout with one set. */
export function activityFile(
  kind: ImportKind,
  activities: Activity[],
  warnings: ImportWarning[] = [],
): ImportedFile {
  if (activities.length === 0) refuse('imports.problem.noActivity');
  const keys = new Map<string, number>();
  const workouts = activities.map((activity) => activityWorkout(activity, keys));
  return { kind, workouts, questions: [], warnings, skippedRows: 0 };
}

function activityWorkout(activity: Activity, keys: Map<string, number>): ImportedWorkout {
  const start = new Date(activity.startMs);
  if (start.getUTCFullYear() < 1980 || start.getUTCFullYear() > 2100) {
    refuse('imports.problem.wrongYear', { day: start.toISOString().slice(0, 10) });
  }
  // The start to the second is the same in the FIT, TCX and GPX file of one activity.
  const second = `activity:${start.toISOString().slice(0, 19)}Z`;
  const nth = (keys.get(second) ?? 0) + 1;
  keys.set(second, nth);
  const set = emptySet(0, exerciseOfSport(activity.sport));
  set.durationS =
    activity.durationS === null ? null : Math.round(within(activity.durationS, 604_800) * 1000) / 1000;
  set.distanceM =
    activity.distanceM === null ? null : Math.round(within(activity.distanceM, 2_000_000) * 100) / 100;
  set.avgHr = heartRate(activity.avgHr);
  set.maxHr = heartRate(activity.maxHr);
  set.calories = activity.calories === null ? null : Math.round(within(activity.calories, 50_000));
  return {
    externalId: nth === 1 ? second : `${second}:${nth}`,
    title: (activity.title || sportTitle(activity.sport)).slice(0, 200),
    start: { instant: start.toISOString() },
    durationS: set.durationS,
    notes: activity.notes.slice(0, 10_000),
    calories: set.calories,
    sets: [set],
    track: downsampled(activity.points, activity.startMs),
  };
}

function within(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}

/** Beats per minute with one decimal; null for what no heart does. */
function heartRate(value: number | null): number | null {
  return value === null || value < 20 || value > 260 ? null : Math.round(value * 10) / 10;
}

/** Mean and highest heart rate of the points that have one. */
export function heartRates(points: readonly RecordedPoint[]): { avg: number | null; max: number | null } {
  let sum = 0;
  let count = 0;
  let max: number | null = null;
  for (const { hr } of points) {
    if (hr === null || hr <= 0) continue;
    sum += hr;
    count++;
    max = max === null || hr > max ? hr : max;
  }
  return { avg: count === 0 ? null : sum / count, max };
}

/** At most 300 points at even steps, the first and the last among them. */
export function downsampled(points: readonly RecordedPoint[], startMs: number): TrackPoint[] {
  const timed = points.filter(({ atMs }) => atMs !== null && atMs >= startMs);
  const wanted = Math.min(timed.length, maxTrackPoints);
  const track: TrackPoint[] = [];
  for (let nth = 0; nth < wanted; nth++) {
    const point = timed[wanted === 1 ? 0 : Math.round((nth * (timed.length - 1)) / (wanted - 1))];
    if (point) track.push(trackPoint(point, startMs));
  }
  return track;
}

function trackPoint({ atMs, distanceM, hr }: RecordedPoint, startMs: number): TrackPoint {
  const point: TrackPoint = { t: Math.round(((atMs ?? startMs) - startMs) / 1000) };
  if (distanceM !== null) point.d = Math.round(distanceM * 10) / 10;
  if (hr !== null && hr > 0) point.hr = Math.round(hr);
  return point;
}

const earthRadiusM = 6_371_000;

/** Metres between two places on the sphere, heights left out (haversine; R. W. Sinnott, Sky & Telescope 68, 1984). */
export function haversineM(from: { lat: number; lon: number }, to: { lat: number; lon: number }): number {
  const rad = Math.PI / 180;
  const a =
    Math.sin(((to.lat - from.lat) * rad) / 2) ** 2 +
    Math.cos(from.lat * rad) * Math.cos(to.lat * rad) * Math.sin(((to.lon - from.lon) * rad) / 2) ** 2;
  return 2 * earthRadiusM * Math.asin(Math.min(1, Math.sqrt(a)));
}
