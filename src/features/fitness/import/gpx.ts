import type { Activity, RecordedPoint } from './activity.ts';
import { activityFile, haversineM, heartRates } from './activity.ts';
import type { ImportedFile, ImportFault } from './imported.ts';
import { ImportRefused, refuse } from './imported.ts';
import { sportOf } from './sports.ts';
import { scanXml, xmlAttribute } from './xml-scan.ts';

interface Place extends RecordedPoint {
  lat: number;
  lon: number;
}

/** Tracks that start more than this apart were recorded on different outings. */
const outingGapMs = 12 * 3600 * 1000;

/**
 * Reads GPX 1.0 and 1.1 (topografix.com/GPX): tracks recorded in one outing are one activity.
 * Distance is the 2-D length of the segments, duration the time from first to last point of each.
 */
export function readGpx(text: string): ImportedFile {
  const reader = new GpxReader();
  scanXml(text, reader);
  return activityFile('gpx', reader.activities());
}

interface Track {
  name: string;
  type: string;
  notes: string;
  segments: Place[][];
}

class GpxReader {
  private readonly tracks: Track[] = [];
  private readonly faults: ImportFault[] = [];
  private documentTime = '';
  private hasOtherPoints = false;

  open(path: readonly string[], attributes: string, line: number): void {
    const name = path.at(-1);
    if (name === 'trk') this.tracks.push({ name: '', type: '', notes: '', segments: [] });
    else if (name === 'trkseg') this.tracks.at(-1)?.segments.push([]);
    else if (name === 'trkpt') this.addPoint(attributes, line);
    else if (name === 'rtept' || name === 'wpt') this.hasOtherPoints = true;
  }

  close(path: readonly string[], text: string, line: number): void {
    const name = path.at(-1) ?? '';
    const parent = path.at(-2);
    const track = this.tracks.at(-1);
    if (path.includes('trkpt')) this.closeInPoint(name, text, line);
    else if (parent === 'trk' && track) closeInTrack(track, name, text);
    else if (name === 'time' && (parent === 'metadata' || parent === 'gpx')) this.documentTime = text;
  }

  private addPoint(attributes: string, line: number): void {
    const lat = coordinate(xmlAttribute(attributes, 'lat'), 90);
    const lon = coordinate(xmlAttribute(attributes, 'lon'), 180);
    if (lat === undefined || lon === undefined) {
      this.faults.push({
        line,
        text: 'imports.problem.point',
      });
      return;
    }
    this.tracks.at(-1)?.segments.at(-1)?.push({ lat, lon, atMs: null, distanceM: null, hr: null });
  }

  private closeInPoint(name: string | undefined, text: string, line: number): void {
    const point = this.tracks.at(-1)?.segments.at(-1)?.at(-1);
    if (!point) return;
    if (name === 'time' && text !== '') {
      const time = Date.parse(text);
      if (Number.isNaN(time))
        this.faults.push({
          line,
          text: 'imports.problem.notTime',
          vars: { value: text.slice(0, 40), example: '2024-05-31T18:30:00Z' },
        });
      else point.atMs = time;
    } else if (name === 'hr' || name === 'heartrate') {
      const hr = Number(text);
      if (Number.isFinite(hr) && hr > 0) point.hr = hr;
    }
  }

  activities(): Activity[] {
    if (this.faults.length > 0) throw new ImportRefused(this.faults);
    const filled = this.tracks.filter(({ segments }) => segments.some((segment) => segment.length > 0));
    if (filled.length === 0) {
      refuse(this.hasOtherPoints ? 'imports.problem.routeOnly' : 'imports.problem.noPoints');
    }
    return this.outings(filled).map((tracks) => this.activity(tracks));
  }

  /** Tracks in the order of the file, split where hours lie between one and the next. */
  private outings(tracks: Track[]): Track[][] {
    const outings: Track[][] = [];
    let lastMs: number | null = null;
    for (const track of tracks) {
      const times = track.segments.flat().flatMap(({ atMs }) => (atMs === null ? [] : [atMs]));
      const first = times[0];
      const isNext = first !== undefined && lastMs !== null && Math.abs(first - lastMs) > outingGapMs;
      if (outings.length === 0 || isNext) outings.push([]);
      outings.at(-1)?.push(track);
      lastMs = times.at(-1) ?? lastMs;
    }
    return outings;
  }

  private activity(tracks: Track[]): Activity {
    const segments = tracks.flatMap((track) => track.segments);
    const { distanceM, durationS } = measured(segments);
    const points = segments.flat();
    const firstMs = points.find(({ atMs }) => atMs !== null)?.atMs ?? null;
    const startMs = firstMs ?? Date.parse(this.documentTime);
    if (Number.isNaN(startMs)) {
      refuse('imports.problem.noTimes');
    }
    const { avg, max } = heartRates(points);
    const { name, type, notes } = described(tracks);
    return {
      sport: sportOf(type === '' ? name : type),
      title: isTimestamp(name) ? '' : name,
      notes,
      startMs,
      durationS: firstMs === null ? null : durationS,
      distanceM,
      avgHr: avg,
      maxHr: max,
      calories: null,
      points,
    };
  }
}

function closeInTrack(track: Track, name: string, text: string): void {
  if (name === 'name') track.name = text;
  else if (name === 'type') track.type = text;
  else if (name === 'desc') track.notes = text;
}

/** The first words of each kind that a track of the outing has. */
function described(tracks: readonly Track[]): { name: string; type: string; notes: string } {
  const first = (pick: (track: Track) => string) => tracks.map(pick).find((text) => text !== '') ?? '';
  return {
    name: first(({ name }) => name),
    type: first(({ type }) => type),
    notes: first(({ notes }) => notes),
  };
}

/** Adds up the segments and writes the distance so far into each point. */
function measured(segments: Place[][]): { distanceM: number; durationS: number } {
  let distanceM = 0;
  let durationMs = 0;
  for (const segment of segments) {
    let previous: Place | undefined;
    for (const point of segment) {
      if (previous) distanceM += haversineM(previous, point);
      point.distanceM = distanceM;
      previous = point;
    }
    const times = segment.flatMap(({ atMs }) => (atMs === null ? [] : [atMs]));
    durationMs += Math.max(0, (times.at(-1) ?? 0) - (times[0] ?? 0));
  }
  return { distanceM, durationS: durationMs / 1000 };
}

function coordinate(text: string | undefined, limit: number): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) && Math.abs(value) <= limit ? value : undefined;
}

/** Devices that have no words for a track call it by its time. */
function isTimestamp(name: string): boolean {
  return /^\d{4}-?\d\d-?\d\d[T _]?[\d:.Z_-]*$/.test(name);
}
