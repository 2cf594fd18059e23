import sharp from 'sharp';
import type { ApiClient } from './api-client.ts';

const DAY_MS = 86_400_000;

/** Exercises of the two days of lifting: name, first load in kg, growth a week, repetitions. */
const LIFTS = {
  'Day A': [
    ['Barbell squat', 80, 2.5, 5],
    ['Barbell bench press', 60, 1.25, 5],
    ['Barbell row', 55, 1.25, 8],
  ],
  'Day B': [
    ['Barbell deadlift', 100, 2.5, 5],
    ['Overhead press', 35, 0.625, 6],
    ['Pull-ups', 0, 0, 8],
  ],
} as const;

/** What walks open: pages of things that exist. */
export interface Training {
  squatId: string;
  workoutId: string;
  runningId: string;
  routineId: string;
  waistId: string;
}

/** Weeks of training as a person logs them: two days of lifting and a run each, weight, waist, goals, a routine. */
export async function makeTraining(api: ApiClient, weeks: number, now: Date): Promise<Training> {
  const ids = new Map<string, string>();
  for (const [name] of [...LIFTS['Day A'], ...LIFTS['Day B']]) ids.set(name, await api.exerciseId(name));
  const runId = await api.exerciseId('running');
  let workoutId = '';
  for (let week = 0; week < weeks; week += 1) {
    const daysAgo = (weeks - week) * 7;
    for (const [title, offset] of [
      ['Day A', 5],
      ['Day B', 3],
    ] as const)
      workoutId = await addLifting(api, {
        title,
        ids,
        week,
        at: hoursBefore(now, (daysAgo - offset) * 24 + 3),
      });
    await addRun(api, { runId, week, at: hoursBefore(now, (daysAgo - 6) * 24 + 2) });
  }
  const waistId = await addBody(api, weeks, now);
  await addGoals(api, ids.get('Barbell squat')!, waistId);
  const routineId = await addRoutine(api, ids);
  const running = await api.post('/workouts', {
    title: 'Day A',
    startedAt: new Date(now.getTime() - 900_000).toISOString(),
    sets: [0, 1].map(() => ({ exerciseId: ids.get('Barbell squat'), reps: 5, weightKg: 120 })),
  });
  return { squatId: ids.get('Barbell squat')!, workoutId, runningId: running.id, routineId, waistId };
}

interface Lifting {
  title: keyof typeof LIFTS;
  ids: ReadonlyMap<string, string>;
  week: number;
  at: Date;
}

async function addLifting(api: ApiClient, { title, ids, week, at }: Lifting): Promise<string> {
  // Every fifth week is an easy one, as in most plans.
  const share = week % 5 === 4 ? 0.9 : 1;
  const sets = LIFTS[title].flatMap(([name, first, growth, reps]) =>
    [0, 1, 2].map((set) => ({
      exerciseId: ids.get(name),
      reps: set === 2 && week % 3 === 1 ? reps - 1 : reps,
      ...(first > 0 && { weightKg: Math.round(((first + growth * week) * share) / 2.5) * 2.5 }),
      ...(set === 2 && { rir: 1 + (week % 2) }),
    })),
  );
  const { id } = await api.post('/workouts', {
    title,
    startedAt: at.toISOString(),
    endedAt: new Date(at.getTime() + 3_300_000).toISOString(),
    sessionRpe: 7 + (week % 3),
    sets,
  });
  return id;
}

async function addRun(api: ApiClient, run: { runId: string; week: number; at: Date }): Promise<void> {
  const distanceM = 5000 + (run.week % 4) * 500;
  const durationS = Math.round((distanceM / 1000) * (345 - run.week * 2));
  await api.post('/workouts', {
    title: 'Evening run',
    startedAt: run.at.toISOString(),
    endedAt: new Date(run.at.getTime() + durationS * 1000).toISOString(),
    sets: [{ exerciseId: run.runId, distanceM, durationS, avgHr: 150 - (run.week % 5) }],
  });
}

async function addBody(api: ApiClient, weeks: number, now: Date): Promise<string> {
  const waist = await api.post('/measurement-types', { name: 'Waist', unit: 'cm' });
  for (let week = 0; week < weeks; week += 1) {
    const measuredAt = hoursBefore(now, (weeks - week) * 168 - 12).toISOString();
    const value = Math.round((84 - week * 0.15 + Math.sin(week) * 0.4) * 10) / 10;
    await api.post('/measurements', { measurementType: 'body-weight', measuredAt, value });
    await api.post('/measurements', { measurementTypeId: waist.id, measuredAt, value: 92 - week * 0.25 });
  }
  return waist.id;
}

async function addGoals(api: ApiClient, squatId: string, waistId: string): Promise<void> {
  await api.post('/goals', { metric: 'one_rep_max', exerciseId: squatId, targetValue: 160 });
  await api.post('/goals', { metric: 'workouts_per_week', targetValue: 3 });
  await api.post('/goals', { metric: 'measurement', measurementTypeId: waistId, targetValue: 84 });
}

async function addRoutine(api: ApiClient, ids: ReadonlyMap<string, string>): Promise<string> {
  const days = Object.entries(LIFTS).map(([name, lifts]) => ({
    name,
    entries: lifts.map(([exercise, , , reps]) => ({
      exerciseId: ids.get(exercise),
      sets: 3,
      repsMin: reps,
      repsMax: reps + 2,
      restS: 120,
    })),
  }));
  return (await api.post('/routines', { name: 'Two days of lifting', days })).id;
}

/** A picture with a coloured field on a ground, as a stand-in for a progress photo. */
export function picture(colour: string): Promise<Buffer> {
  return sharp({ create: { width: 900, height: 1200, channels: 3, background: '#c8c0b4' } })
    .composite([
      {
        input: {
          create: { width: 360, height: 900, channels: 3, background: colour },
        },
      },
    ])
    .jpeg()
    .toBuffer();
}

/** Uploads a picture and returns its id. */
export async function addPhoto(api: ApiClient, colour: string, daysAgo: number): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(await picture(colour))], { type: 'image/jpeg' }), 'front.jpg');
  form.set('takenOn', new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10));
  form.set('pose', 'front');
  return (await api.post('/photos', form)).id;
}

function hoursBefore(now: Date, hours: number): Date {
  return new Date(now.getTime() - hours * 3_600_000);
}
