import type { Activity, RecordedPoint } from './activity.ts';
import { activityFile, heartRates } from './activity.ts';
import type { ImportedFile, ImportFault } from './imported.ts';
import { ImportRefused, refuse } from './imported.ts';
import { sportOf } from './sports.ts';
import { scanXml, xmlAttribute } from './xml-scan.ts';

interface Lap {
  startMs: number | null;
  seconds: number | null;
  distanceM: number | null;
  calories: number | null;
  avgHr: number | null;
  maxHr: number | null;
  points: RecordedPoint[];
}

interface TcxActivity {
  sport: string;
  id: string;
  notes: string;
  laps: Lap[];
}

/**
 * Reads Garmin's Training Center XML, version 2. Duration, distance and calories are the sums of
 * the laps; heart rates those of the points, else of the laps.
 */
export function readTcx(text: string): ImportedFile {
  const reader = new TcxReader();
  scanXml(text, reader);
  return activityFile('tcx', reader.activities());
}

class TcxReader {
  private readonly found: TcxActivity[] = [];
  private readonly faults: ImportFault[] = [];

  open(path: readonly string[], attributes: string): void {
    const name = path.at(-1);
    const activity = this.found.at(-1);
    if (name === 'Activity') {
      this.found.push({ sport: xmlAttribute(attributes, 'Sport') ?? '', id: '', notes: '', laps: [] });
    } else if (name === 'Lap' && activity) {
      const start = Date.parse(xmlAttribute(attributes, 'StartTime') ?? '');
      activity.laps.push({
        startMs: Number.isNaN(start) ? null : start,
        seconds: null,
        distanceM: null,
        calories: null,
        avgHr: null,
        maxHr: null,
        points: [],
      });
    } else if (name === 'Trackpoint') {
      activity?.laps.at(-1)?.points.push({ atMs: null, distanceM: null, hr: null });
    }
  }

  close(path: readonly string[], text: string, line: number): void {
    const activity = this.found.at(-1);
    const lap = activity?.laps.at(-1);
    const parent = path.at(-2);
    if (path.includes('Trackpoint')) this.closeInPoint(lap?.points.at(-1), path, { text, line });
    else if (path.includes('Lap')) this.closeInLap(lap, path, { text, line });
    else if (activity && parent === 'Activity' && path.at(-1) === 'Id') activity.id = text;
    else if (activity && parent === 'Activity' && path.at(-1) === 'Notes') activity.notes = text;
  }

  private closeInPoint(
    point: RecordedPoint | undefined,
    path: readonly string[],
    at: { text: string; line: number },
  ): void {
    if (!point) return;
    const name = path.at(-1);
    const parent = path.at(-2);
    if (name === 'Time' && parent === 'Trackpoint') {
      const time = Date.parse(at.text);
      if (Number.isNaN(time))
        this.faults.push({
          line: at.line,
          text: 'imports.problem.notTime',
          vars: { value: at.text.slice(0, 40), example: '2024-05-31T18:30:00Z' },
        });
      else point.atMs = time;
    } else if (name === 'DistanceMeters' && parent === 'Trackpoint') {
      point.distanceM = this.number(at);
    } else if (name === 'Value' && parent === 'HeartRateBpm') {
      point.hr = this.number(at);
    }
  }

  private closeInLap(
    lap: Lap | undefined,
    path: readonly string[],
    at: { text: string; line: number },
  ): void {
    if (!lap) return;
    const name = path.at(-1);
    const parent = path.at(-2);
    if (parent === 'Lap' && name === 'TotalTimeSeconds') lap.seconds = this.number(at);
    else if (parent === 'Lap' && name === 'DistanceMeters') lap.distanceM = this.number(at);
    else if (parent === 'Lap' && name === 'Calories') lap.calories = this.number(at);
    else if (parent === 'AverageHeartRateBpm' && name === 'Value') lap.avgHr = this.number(at);
    else if (parent === 'MaximumHeartRateBpm' && name === 'Value') lap.maxHr = this.number(at);
  }

  private number({ text, line }: { text: string; line: number }): number | null {
    if (text === '') return null;
    const value = Number(text);
    if (Number.isFinite(value) && value >= 0) return value;
    this.faults.push({
      line,
      text: 'imports.problem.notPositive',
      vars: { value: text.slice(0, 40) },
    });
    return null;
  }

  activities(): Activity[] {
    if (this.faults.length > 0) throw new ImportRefused(this.faults);
    const recorded = this.found.filter(({ laps }) => laps.length > 0);
    if (recorded.length === 0) {
      refuse('imports.problem.tcxNoActivity');
    }
    return recorded.map(activityOf);
  }
}

function activityOf({ sport, id, notes, laps }: TcxActivity): Activity {
  const points = laps.flatMap((lap) => lap.points);
  const startMs = [Date.parse(id), laps[0]?.startMs ?? Number.NaN, points[0]?.atMs ?? Number.NaN].find(
    (time) => !Number.isNaN(time),
  );
  if (startMs === undefined) refuse('imports.problem.noStart');
  const { avg, max } = heartRates(points);
  const lapMax = laps.flatMap(({ maxHr }) => (maxHr === null ? [] : [maxHr]));
  return {
    sport: sportOf(sport),
    title: '',
    notes,
    startMs,
    durationS: sum(laps.map(({ seconds }) => seconds)),
    distanceM:
      sum(laps.map(({ distanceM }) => distanceM)) ??
      points.findLast(({ distanceM }) => distanceM !== null)?.distanceM ??
      null,
    avgHr: avg ?? lapAverage(laps),
    maxHr: max ?? (lapMax.length > 0 ? Math.max(...lapMax) : null),
    calories: sum(laps.map(({ calories }) => calories)),
    points,
  };
}

/** Sum of what is stated; null when nothing is. */
function sum(values: readonly (number | null)[]): number | null {
  const stated = values.filter((value) => value !== null);
  return stated.length === 0 ? null : stated.reduce((total, value) => total + value, 0);
}

/** Mean of the laps' averages, each counted as long as it lasted. */
function lapAverage(laps: readonly Lap[]): number | null {
  const stated = laps.filter(({ avgHr }) => avgHr !== null);
  const seconds = stated.reduce((total, lap) => total + (lap.seconds ?? 0), 0);
  if (seconds === 0) return stated[0]?.avgHr ?? null;
  return stated.reduce((total, lap) => total + (lap.avgHr ?? 0) * (lap.seconds ?? 0), 0) / seconds;
}
