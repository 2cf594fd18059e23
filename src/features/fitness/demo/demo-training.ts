import { addDays, instantOf, weekdayOf, type LocalDate } from '../../../lib/dates.ts';
import { roundToStep } from '../../../lib/units.ts';

/** One lift of the made-up year: what it begins with, how fast it grows, and its repetitions. */
interface DemoLift {
  slug: string;
  startKg: number | null;
  yearGainKg: number;
  stepKg: number;
  sets: number;
  reps: readonly [low: number, high: number];
  restS: number;
}

/** A day of the made-up routine, by weekday (1 = Monday). */
export interface DemoDay {
  name: string;
  weekday: number;
  lifts: readonly DemoLift[];
}

const lift = (
  slug: string,
  [startKg, yearGainKg, stepKg]: readonly [number | null, number, number],
  sets: number,
  reps: readonly [number, number],
): DemoLift => ({ slug, startKg, yearGainKg, stepKg, sets, reps, restS: sets > 3 ? 150 : 90 });

/** Upper and lower body twice a week: the most usual plan of people who train four times. */
export const DEMO_DAYS: readonly DemoDay[] = [
  {
    name: 'Upper A',
    weekday: 1,
    lifts: [
      lift('barbell-bench-press-medium-grip', [70, 22, 2.5], 4, [5, 8]),
      lift('bent-over-barbell-row', [60, 20, 2.5], 4, [6, 10]),
      lift('standing-military-press', [40, 12, 1.25], 3, [6, 10]),
      lift('wide-grip-lat-pulldown', [50, 18, 2.5], 3, [8, 12]),
      lift('barbell-curl', [25, 10, 1.25], 3, [8, 12]),
    ],
  },
  {
    name: 'Lower A',
    weekday: 2,
    lifts: [
      lift('barbell-squat', [90, 35, 2.5], 4, [5, 8]),
      lift('romanian-deadlift', [70, 30, 2.5], 3, [8, 10]),
      lift('leg-press', [120, 50, 5], 3, [10, 12]),
      lift('standing-calf-raises', [60, 25, 5], 3, [10, 15]),
      lift('plank', [null, 40, 5], 3, [45, 60]),
    ],
  },
  {
    name: 'Upper B',
    weekday: 4,
    lifts: [
      lift('barbell-incline-bench-press-medium-grip', [55, 18, 2.5], 4, [6, 10]),
      lift('pullups', [null, 5, 1], 4, [5, 10]),
      lift('dumbbell-shoulder-press', [18, 8, 2], 3, [8, 12]),
      lift('seated-cable-rows', [50, 20, 2.5], 3, [8, 12]),
      lift('triceps-pushdown', [25, 12, 2.5], 3, [10, 15]),
    ],
  },
  {
    name: 'Lower B',
    weekday: 5,
    lifts: [
      lift('barbell-deadlift', [110, 45, 2.5], 3, [4, 6]),
      lift('front-barbell-squat', [60, 25, 2.5], 3, [6, 8]),
      lift('dumbbell-lunges', [16, 8, 2], 3, [10, 12]),
      lift('lying-leg-curls', [35, 15, 2.5], 3, [10, 12]),
    ],
  },
];

export const RUNNING = 'running';
const RUN_WEEKDAY = 0;
/** Every seventh week is lighter, and two weeks of the summer are holidays. */
const DELOAD_EVERY = 7;
const HOLIDAY_WEEKS = [33, 34];
const MISSED_SHARE = 0.06;

export interface DemoSet {
  slug: string;
  setType: 'normal' | 'warmup';
  reps?: number;
  weightKg?: number;
  rir?: number;
  durationS?: number;
  distanceM?: number;
  avgHr?: number;
  maxHr?: number;
  calories?: number;
  restS?: number;
  completedAt: Date;
}

export interface DemoWorkout {
  title: string;
  /** The name of its day in the routine; runs have none. */
  dayName: string | undefined;
  date: LocalDate;
  startedAt: Date;
  endedAt: Date;
  sessionRpe: number;
  notes: string;
  sets: DemoSet[];
}

/** Numbers between 0 and 1 that look random and are the same each time (mulberry32, T. Ettinger, public domain). */
export function repeatableRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** All workouts of the 52 weeks before `today`, oldest first; the same year each time it is asked for. */
export function demoWorkouts(today: LocalDate, zone: string): DemoWorkout[] {
  const random = repeatableRandom(20_240_615);
  const workouts: DemoWorkout[] = [];
  for (let day = 364; day >= 1; day--) {
    const date = addDays(today, -day);
    const week = Math.floor((364 - day) / 7);
    const isMissed = random() < MISSED_SHARE || HOLIDAY_WEEKS.includes(week);
    const plan = DEMO_DAYS.find(({ weekday }) => weekday === weekdayOf(date));
    if (isMissed) continue;
    if (plan) workouts.push(strengthWorkout(plan, { date, zone, week, random }));
    else if (weekdayOf(date) === RUN_WEEKDAY && week > 3) workouts.push(run({ date, zone, week, random }));
  }
  return workouts;
}

interface DemoMoment {
  date: LocalDate;
  zone: string;
  week: number;
  random: () => number;
}

function strengthWorkout(plan: DemoDay, moment: DemoMoment): DemoWorkout {
  const { date, zone, week, random } = moment;
  const startedAt = new Date(instantOf(date, '17:30', zone).getTime() + Math.floor(random() * 50) * 60_000);
  const isDeload = week % DELOAD_EVERY === DELOAD_EVERY - 1;
  const sets: DemoSet[] = [];
  let at = startedAt.getTime() + 4 * 60_000;
  plan.lifts.forEach((each, place) => {
    for (const set of liftSets(each, { week, isDeload, isFirst: place === 0, random })) {
      at += 45_000 + each.restS * 1000 + Math.floor(random() * 30_000);
      sets.push({ ...set, completedAt: new Date(at) });
    }
    at += 90_000;
  });
  const notes = isDeload ? 'Light week.' : random() < 0.06 ? 'Slept badly, still moved well.' : '';
  return {
    ...{
      title: plan.name,
      dayName: plan.name,
      date,
      startedAt,
      endedAt: new Date(at + 180_000),
      sets,
      notes,
    },
    sessionRpe: isDeload ? 5 : 7 + Math.floor(random() * 3) / 2,
  };
}

/** Double progression: repetitions climb from week to week, then the weight does and they begin anew. */
function liftSets(
  each: DemoLift,
  {
    week,
    isDeload,
    isFirst,
    random,
  }: { week: number; isDeload: boolean; isFirst: boolean; random: () => number },
): Omit<DemoSet, 'completedAt'>[] {
  const { slug, restS } = each;
  const [low, high] = each.reps;
  const grown = growth(week) * each.yearGainKg;
  const top = low + (week % (high - low + 1));
  if (each.slug === 'plank') {
    const hold = (at: number) => ({
      slug,
      setType: 'normal' as const,
      restS,
      durationS: Math.round(low + grown - at * 5),
    });
    return Array.from({ length: each.sets }, (_, at) => hold(at));
  }
  const repsOf = (at: number) => Math.max(low - 1, top - (at >= each.sets - 1 && random() < 0.35 ? 1 : 0));
  if (each.startKg === null) {
    return Array.from({ length: each.sets }, (_, at) => ({
      ...{
        slug,
        setType: 'normal' as const,
        restS,
        reps: Math.round(low + grown - at * 0.7),
        rir: Math.floor(random() * 3),
      },
    }));
  }
  const weightKg = roundToStep((each.startKg + grown) * (isDeload ? 0.85 : 1), each.stepKg);
  const warmUps = isFirst
    ? [0.5, 0.75].map((share, at) => ({
        ...{ slug, setType: 'warmup' as const, restS: 60, reps: at === 0 ? 8 : 4 },
        weightKg: roundToStep(weightKg * share, 2.5),
      }))
    : [];
  const working = Array.from({ length: each.sets }, (_, at) => ({
    ...{ slug, setType: 'normal' as const, restS, weightKg, reps: isDeload ? low : repsOf(at) },
    rir: isDeload ? 4 : Math.max(0, 3 - at + Math.floor(random() * 2)),
  }));
  return [...warmUps, ...working];
}

/** Share of a year's gain after `week` weeks: quick at first, slower later. */
function growth(week: number): number {
  return Math.sqrt(week / 51);
}

function run({ date, zone, week, random }: DemoMoment): DemoWorkout {
  const startedAt = instantOf(date, '09:00', zone);
  const distanceM = 4000 + Math.min(week, 40) * 100 + Math.floor(random() * 8) * 100;
  const secondsPerKm = 375 - growth(week) * 45 + random() * 14;
  const durationS = Math.round((distanceM / 1000) * secondsPerKm);
  const avgHr = Math.round(150 - growth(week) * 5 + random() * 6);
  const endedAt = new Date(startedAt.getTime() + durationS * 1000);
  const set: DemoSet = {
    ...{ slug: RUNNING, setType: 'normal', durationS, distanceM, avgHr, maxHr: avgHr + 18 },
    ...{ calories: Math.round((distanceM / 1000) * 72), completedAt: endedAt },
  };
  return {
    ...{ title: 'Sunday run', dayName: undefined, date, startedAt, endedAt, sets: [set], notes: '' },
    sessionRpe: 5 + Math.floor(random() * 4) / 2,
  };
}
