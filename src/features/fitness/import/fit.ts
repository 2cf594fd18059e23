import FitParser from 'fit-file-parser';
import type { Activity, RecordedPoint } from './activity.ts';
import { activityFile, heartRates } from './activity.ts';
import type { ImportedFile } from './imported.ts';
import { refuse } from './imported.ts';
import { sportOf } from './sports.ts';

/** The fields that are read of a session and a record, in the units of the FIT profile (m, s, bpm, kcal). */
interface FitSession {
  start_time?: unknown;
  sport?: unknown;
  total_timer_time?: unknown;
  total_elapsed_time?: unknown;
  total_distance?: unknown;
  total_calories?: unknown;
  avg_heart_rate?: unknown;
  max_heart_rate?: unknown;
}

interface FitRecord {
  timestamp?: unknown;
  distance?: unknown;
  heart_rate?: unknown;
}

/** Whether the bytes begin like a FIT file: a header of 12 or 14 bytes with ".FIT" in it. */
export function isFit(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && Buffer.from(bytes.subarray(8, 12)).toString('latin1') === '.FIT';
}

/**
 * Reads Garmin's FIT (activity files): one workout per session. Values of the session count; what
 * it does not state is worked out from its records. Cut or damaged files are refused by their
 * stated length and checksum.
 */
export async function readFit(bytes: Uint8Array): Promise<ImportedFile> {
  const activities: Activity[] = [];
  for (const part of fitParts(bytes)) activities.push(...(await partActivities(part)));
  if (activities.length === 0) {
    refuse('imports.problem.fitNoActivity');
  }
  return activityFile('fit', activities);
}

/** A FIT file may hold several, one after the other; each states its length. */
function* fitParts(bytes: Uint8Array): Generator<Uint8Array> {
  let from = 0;
  while (from < bytes.length) {
    const rest = bytes.subarray(from);
    if (!isFit(rest)) {
      if (from > 0) return;
      refuse('imports.problem.notFit');
    }
    const view = new DataView(rest.buffer, rest.byteOffset, rest.byteLength);
    const length = (rest[0] ?? 0) + view.getUint32(4, true) + 2;
    if (rest.length < length) {
      refuse('imports.problem.fitStops', { bytes: bytes.length, expected: from + length });
    }
    checkSum(rest.subarray(0, length));
    yield rest.subarray(0, length);
    from += length;
  }
}

const CRC = [
  0x0000, 0xcc01, 0xd801, 0x1400, 0xf001, 0x3c00, 0x2800, 0xe401, 0xa001, 0x6c00, 0x7800, 0xb401, 0x5000,
  0x9c01, 0x8801, 0x4400,
];

/** The checksum of the FIT protocol over all bytes but its own two; 0 means that none was written. */
function checkSum(part: Uint8Array): void {
  const stated = (part.at(-2) ?? 0) | ((part.at(-1) ?? 0) << 8);
  let crc = 0;
  for (let at = 0; at < part.length - 2; at++) {
    const byte = part[at] ?? 0;
    crc = ((crc >> 4) & 0x0fff) ^ (CRC[crc & 15] ?? 0) ^ (CRC[byte & 15] ?? 0);
    crc = ((crc >> 4) & 0x0fff) ^ (CRC[crc & 15] ?? 0) ^ (CRC[byte >> 4] ?? 0);
  }
  if (stated !== 0 && stated !== crc) {
    refuse('imports.problem.checksum');
  }
}

async function partActivities(part: Uint8Array): Promise<Activity[]> {
  const { sessions, records } = await parsed(part);
  const points = records.map(recordedPoint).filter(({ atMs }) => atMs !== null);
  if (sessions.length > 0) return sessions.flatMap((session) => sessionActivity(session, points));
  const first = points[0]?.atMs;
  const last = points.at(-1)?.atMs;
  if (first == null || last == null) return [];
  return [fromPoints({ startMs: first, durationS: (last - first) / 1000 }, points)];
}

async function parsed(part: Uint8Array): Promise<{ sessions: FitSession[]; records: FitRecord[] }> {
  try {
    const parser = new FitParser({ force: true, mode: 'list', lengthUnit: 'm', speedUnit: 'm/s' });
    const fit = await parser.parseAsync(Buffer.from(part));
    return { sessions: fit.sessions ?? [], records: fit.records ?? [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse('imports.problem.fitUnreadable', { reason: reason.slice(0, 200) });
  }
}

function sessionActivity(session: FitSession, all: RecordedPoint[]): Activity[] {
  const statedMs = millis(session.start_time);
  const startMs = statedMs ?? all[0]?.atMs ?? null;
  if (startMs === null) return [];
  const elapsedS = amount(session.total_elapsed_time) ?? amount(session.total_timer_time);
  const endMs = elapsedS === null ? Number.POSITIVE_INFINITY : startMs + elapsedS * 1000 + 1000;
  const points = all.filter(({ atMs }) => atMs !== null && atMs >= startMs && atMs <= endMs);
  const measured = fromPoints({ startMs, durationS: elapsedS }, points);
  return [
    {
      ...measured,
      sport: sportOf(typeof session.sport === 'string' ? session.sport : ''),
      durationS: amount(session.total_timer_time) ?? measured.durationS,
      distanceM: amount(session.total_distance) ?? measured.distanceM,
      avgHr: amount(session.avg_heart_rate) ?? measured.avgHr,
      maxHr: amount(session.max_heart_rate) ?? measured.maxHr,
      calories: amount(session.total_calories),
    },
  ];
}

function fromPoints(time: { startMs: number; durationS: number | null }, points: RecordedPoint[]): Activity {
  const { avg, max } = heartRates(points);
  const from = points[0]?.distanceM ?? 0;
  const lastDistance = points.findLast(({ distanceM }) => distanceM !== null)?.distanceM ?? null;
  return {
    sport: 'other',
    title: '',
    notes: '',
    ...time,
    distanceM: lastDistance === null ? null : lastDistance - from,
    avgHr: avg,
    maxHr: max,
    calories: null,
    points,
  };
}

function recordedPoint(record: FitRecord): RecordedPoint {
  return {
    atMs: millis(record.timestamp),
    distanceM: amount(record.distance),
    hr: amount(record.heart_rate),
  };
}

function millis(value: unknown): number | null {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.getTime();
  if (typeof value !== 'string') return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : time;
}

function amount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
