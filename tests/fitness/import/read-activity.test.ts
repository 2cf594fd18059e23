import { FitBaseType, FitEncoder } from 'fit-file-parser/encoder';
import { describe, expect, test } from '@jest/globals';
import { wordsIn } from '../../../src/features/fitness/import/import-words.ts';
import { ImportRefused } from '../../../src/features/fitness/import/imported.ts';
import { readImportFile } from '../../../src/features/fitness/import/read-file.ts';
import { textsOf } from '../../../src/http/texts.ts';

const english = textsOf('en');
const read = (text: string | Buffer) => readImportFile(Buffer.from(text));

async function refusal(text: string | Buffer) {
  const outcome = await read(text).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof ImportRefused)) throw new Error(`was not refused: ${String(outcome)}`);
  const [fault] = outcome.faults;
  return fault && { line: fault.line, message: wordsIn(english, fault) };
}

const point = (lat: number, second: number, hr?: number) =>
  `<trkpt lat="${lat}" lon="7"><time>2031-05-01T08:00:${String(second).padStart(2, '0')}Z</time>` +
  (hr === undefined
    ? ''
    : `<extensions><g:TrackPointExtension><g:hr>${hr}</g:hr></g:TrackPointExtension></extensions>`) +
  '</trkpt>';
const gpx = (inner: string) =>
  `<?xml version="1.0"?>\n<gpx version="1.1" xmlns:g="urn:g">\n${inner}\n</gpx>\n`;

describe('GPX', () => {
  test('adds up the segments without the gap between them; heart rate of the points', async () => {
    const file = await read(
      gpx(
        `<trk><name>Morning Run &amp; more</name><trkseg>${point(50, 0, 100)}${point(50.001, 20, 120)}</trkseg>` +
          `<trkseg></trkseg><trkseg>${point(51, 40)}${point(51.001, 50, 140)}</trkseg></trk>`,
      ),
    );
    const workout = file.workouts[0];
    expect(workout).toMatchObject({
      externalId: 'activity:2031-05-01T08:00:00Z',
      title: 'Morning Run & more',
      start: { instant: '2031-05-01T08:00:00.000Z' },
      durationS: 30,
    });
    expect(workout?.sets).toHaveLength(1);
    expect(workout?.sets[0]).toMatchObject({
      exerciseName: 'Running',
      avgHr: 120,
      maxHr: 140,
      durationS: 30,
    });
    expect(workout?.sets[0]?.distanceM).toBeCloseTo(2 * 111.19, 0);
    expect(workout?.track.map(({ t }) => t)).toEqual([0, 20, 40, 50]);
  });

  test('keeps at most 300 points, the first and the last among them', async () => {
    const many = Array.from({ length: 1000 }, (_, at) => {
      const time = new Date(Date.UTC(2031, 4, 1, 8, 0, at)).toISOString();
      return `<trkpt lat="${50 + at / 1e5}" lon="7"><time>${time}</time></trkpt>`;
    });
    const file = await read(gpx(`<trk><type>cycling</type><trkseg>${many.join('')}</trkseg></trk>`));
    const track = file.workouts[0]?.track ?? [];
    expect(track).toHaveLength(300);
    expect(track[0]?.t).toBe(0);
    expect(track.at(-1)?.t).toBe(999);
    expect(file.workouts[0]?.sets[0]?.exerciseName).toBe('Cycling');
  });

  test('tracks of different days are different workouts', async () => {
    const later =
      point(50, 0).replace('2031-05-01', '2031-05-03') + point(50.001, 9).replace('2031-05-01', '2031-05-03');
    const file = await read(
      gpx(
        `<trk><trkseg>${point(50, 0)}${point(50.001, 9)}</trkseg></trk><trk><trkseg>${later}</trkseg></trk>`,
      ),
    );
    expect(file.workouts.map(({ externalId }) => externalId)).toEqual([
      'activity:2031-05-01T08:00:00Z',
      'activity:2031-05-03T08:00:00Z',
    ]);
  });

  test('refuses what is cut, not well-formed, out of the world, without times, or no track at all', async () => {
    const whole = gpx(`<trk><trkseg>\n${point(50, 0)}\n${point(50.001, 9)}\n</trkseg></trk>`);
    expect(await refusal(whole.slice(0, whole.length - 60))).toMatchObject({
      message: expect.stringContaining('stops in the middle'),
    });
    expect(await refusal(whole.replace('</trkseg>', '</trk>'))).toMatchObject({ line: 6 });
    expect(await refusal(gpx('<trk><trkseg><trkpt lat="95" lon="7"/></trkseg></trk>'))).toMatchObject({
      line: 3,
      message: expect.stringContaining('−90 to 90'),
    });
    expect(await refusal(gpx('<trk><trkseg><trkpt lat="50" lon="7"/></trkseg></trk>'))).toMatchObject({
      message: expect.stringContaining('no times'),
    });
    expect(await refusal(gpx('<rte><rtept lat="50" lon="7"/></rte>'))).toMatchObject({
      message: expect.stringContaining('route'),
    });
  });

  test('no entity is expanded and nothing nested without end is followed', async () => {
    const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>';
    expect(await refusal(`<?xml version="1.0"?>${bomb}<gpx><trk><name>&b;</name></trk></gpx>`)).toMatchObject(
      {
        message: expect.stringContaining('DOCTYPE'),
      },
    );
    for (const piece of ['<!--', '<![CDATA[', '<?', '<a "', "<a '", '<', '<a b="c" ']) {
      expect(await refusal(`<gpx><trk>${piece.repeat(200_000)}`)).toMatchObject({ line: 1 });
    }
    const deep = `${'<a>'.repeat(500)}${'</a>'.repeat(500)}`;
    expect(await refusal(gpx(deep))).toMatchObject({ message: expect.stringContaining('nested') });
  });
});

describe('TCX', () => {
  const lap = (start: string, seconds: number, metres: number, points: string) =>
    `<Lap StartTime="${start}"><TotalTimeSeconds>${seconds}</TotalTimeSeconds><DistanceMeters>${metres}</DistanceMeters>` +
    `<Calories>40</Calories><AverageHeartRateBpm><Value>150</Value></AverageHeartRateBpm>` +
    `<MaximumHeartRateBpm><Value>181</Value></MaximumHeartRateBpm><Track>${points}</Track></Lap>`;
  const tcx = (laps: string) =>
    `<TrainingCenterDatabase><Activities><Activity Sport="Biking"><Id>2031-05-01T08:00:00.000Z</Id>${laps}` +
    '<Notes>Round the lake</Notes></Activity></Activities></TrainingCenterDatabase>';

  test('laps are added up; heart rates are those of the points', async () => {
    const points =
      '<Trackpoint><Time>2031-05-01T08:00:05Z</Time><DistanceMeters>12</DistanceMeters><HeartRateBpm><Value>100</Value></HeartRateBpm></Trackpoint>' +
      '<Trackpoint><Time>2031-05-01T08:00:09Z</Time><DistanceMeters>30</DistanceMeters><HeartRateBpm><Value>121</Value></HeartRateBpm></Trackpoint>';
    const file = await read(
      tcx(lap('2031-05-01T08:00:00Z', 60.5, 400.25, points) + lap('2031-05-01T08:01:00Z', 30, 200, '')),
    );
    expect(file.workouts[0]).toMatchObject({
      calories: 80,
      durationS: 90.5,
      notes: 'Round the lake',
      title: 'Ride',
    });
    expect(file.workouts[0]?.sets[0]).toMatchObject({
      exerciseName: 'Cycling',
      distanceM: 600.25,
      avgHr: 110.5,
      maxHr: 121,
      calories: 80,
    });
    expect(file.workouts[0]?.track).toEqual([
      { t: 5, d: 12, hr: 100 },
      { t: 9, d: 30, hr: 121 },
    ]);
  });

  test('without points the laps tell the heart rate', async () => {
    const file = await read(tcx(lap('2031-05-01T08:00:00Z', 60, 400, '')));
    expect(file.workouts[0]?.sets[0]).toMatchObject({ avgHr: 150, maxHr: 181 });
  });

  test('a wrong number is refused with its line', async () => {
    const text = tcx(`\n${lap('2031-05-01T08:00:00Z', 60, 400, '').replace('>400<', '>far<')}`);
    expect(await refusal(text)).toMatchObject({ line: 2, message: expect.stringContaining('"far"') });
  });
});

describe('FIT', () => {
  const uint8 = (number: number, value: number) => ({ number, size: 1, baseType: FitBaseType.Uint8, value });
  const kind = (number: number, value: number) => ({ number, size: 1, baseType: FitBaseType.Enum, value });
  const uint16 = (number: number, value: number) => ({
    number,
    size: 2,
    baseType: FitBaseType.Uint16,
    value,
  });
  const uint32 = (number: number, value: number) => ({
    number,
    size: 4,
    baseType: FitBaseType.Uint32,
    value,
  });
  const at = (text: string) => FitEncoder.toFitTimestamp(new Date(text));

  const running = 1;
  const fileIdMessage = 0;
  const sessionMessage = 18;
  const recordMessage = 20;

  /** A made-up run: three records and, where asked, a session that states less than it could. */
  function fitFile({ session, type = 4 }: { session: boolean; type?: number }): Buffer {
    const encoder = new FitEncoder();
    encoder.writeMessage(fileIdMessage, [kind(0, type)]);
    [110, 120, 133].forEach((hr, nth) => {
      const time = at(`2031-05-01T08:00:${nth}0Z`);
      encoder.writeMessage(recordMessage, [uint32(253, time), uint8(3, hr), uint32(5, nth * 5000)], 1);
    });
    if (session) {
      const fields = [
        uint32(2, at('2031-05-01T08:00:00Z')),
        kind(5, running),
        uint32(7, 21_000),
        uint32(8, 20_500),
      ];
      encoder.writeMessage(sessionMessage, [...fields, uint32(9, 9950), uint16(11, 12), uint8(16, 125)], 2);
    }
    return Buffer.from(encoder.close());
  }

  test('the session counts where it states something, else the records', async () => {
    const file = await read(fitFile({ session: true }));
    expect(file.workouts).toHaveLength(1);
    expect(file.workouts[0]).toMatchObject({
      title: 'Run',
      durationS: 20.5,
      calories: 12,
      externalId: 'activity:2031-05-01T08:00:00Z',
    });
    expect(file.workouts[0]?.sets[0]).toMatchObject({
      exerciseName: 'Running',
      distanceM: 99.5,
      avgHr: 125,
      maxHr: 133,
    });
    expect(file.workouts[0]?.track).toEqual([
      { t: 0, d: 0, hr: 110 },
      { t: 10, d: 50, hr: 120 },
      { t: 20, d: 100, hr: 133 },
    ]);
  });

  test('records alone are an activity too', async () => {
    const file = await read(fitFile({ session: false }));
    expect(file.workouts[0]?.sets[0]).toMatchObject({
      exerciseName: 'Other Cardio',
      distanceM: 100,
      durationS: 20,
      avgHr: 121,
      maxHr: 133,
    });
  });

  test('the same activity as GPX has the same key, so it is added once', async () => {
    const [fit, same] = [
      await read(fitFile({ session: true })),
      await read(gpx(`<trk><trkseg>${point(50, 0)}</trkseg></trk>`)),
    ];
    expect(same.workouts[0]?.externalId).toBe(fit.workouts[0]?.externalId);
  });

  test('a cut file, a damaged one, and one that is no activity are refused', async () => {
    const whole = fitFile({ session: true });
    expect(await refusal(whole.subarray(0, whole.length - 9))).toMatchObject({
      message: expect.stringContaining(`of ${whole.length} bytes`),
    });
    const damaged = Buffer.from(whole);
    damaged[30] = (damaged[30] ?? 0) ^ 0xff;
    expect(await refusal(damaged)).toMatchObject({ message: expect.stringContaining('checksum') });
    const settings = Buffer.from(new FitEncoder().writeMessage(fileIdMessage, [kind(0, 2)]).close());
    expect(await refusal(settings)).toMatchObject({ message: expect.stringContaining('no activity') });
  });
});
