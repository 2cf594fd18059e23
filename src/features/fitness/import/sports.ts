/** The sports that are told apart; all others are "other". */
export type Sport =
  | 'running'
  | 'cycling'
  | 'walking'
  | 'hiking'
  | 'swimming'
  | 'rowing'
  | 'paddling'
  | 'cross-country-skiing'
  | 'downhill-skiing'
  | 'snowboarding'
  | 'climbing'
  | 'yoga'
  | 'elliptical'
  | 'other';

/** Name of the library's exercise for each sport, and what an untitled activity is called. */
const SPORTS: Readonly<Record<Sport, { exercise: string; title: string; words: RegExp }>> = {
  running: {
    exercise: 'Running',
    title: 'Run',
    words: /\b(runs?|running|jog|jogging|laufen|lauf|treadmill|course)\b/,
  },
  cycling: {
    exercise: 'Cycling',
    title: 'Ride',
    words: /\b(cycling|biking|bike|ride|e_?biking|mountain_biking|virtual ?ride|rad|radfahren|mtb|cycle)\b/,
  },
  hiking: {
    exercise: 'Hiking',
    title: 'Hike',
    words: /\b(hike|hiking|trekking|wandern|wanderung|mountaineering)\b/,
  },
  walking: { exercise: 'Walking', title: 'Walk', words: /\b(walk|walking|spaziergang|gehen)\b/ },
  swimming: {
    exercise: 'Swimming',
    title: 'Swim',
    words: /\b(swim|swimming|schwimmen|lap_swimming|open_water)\b/,
  },
  rowing: { exercise: 'Rowing', title: 'Row', words: /\b(row|rowing|rudern)\b/ },
  paddling: {
    exercise: 'Kayaking and Paddling',
    title: 'Paddle',
    words: /\b(kayaking|canoeing|paddling|stand_up_paddleboarding|sup)\b/,
  },
  'cross-country-skiing': {
    exercise: 'Cross-Country Skiing',
    title: 'Cross-country ski',
    words: /\b(cross_country_skiing|nordic_?ski|nordicski|skate_skiing|langlauf|backcountry_?ski)\b/,
  },
  'downhill-skiing': {
    exercise: 'Downhill Skiing',
    title: 'Ski',
    words: /\b(alpine_?skiing|alpineski|skiing|ski)\b/,
  },
  snowboarding: { exercise: 'Snowboarding', title: 'Snowboard', words: /\b(snowboarding|snowboard)\b/ },
  climbing: {
    exercise: 'Climbing',
    title: 'Climb',
    words: /\b(rock_climbing|climbing|bouldering|floor_climbing)\b/,
  },
  yoga: { exercise: 'Yoga', title: 'Yoga', words: /\b(yoga)\b/ },
  elliptical: { exercise: 'Elliptical Trainer', title: 'Elliptical', words: /\b(elliptical)\b/ },
  other: { exercise: 'Other Cardio', title: 'Activity', words: /^$/ },
};

/** The numbers that Strava writes as the type of a track in GPX. */
const NUMBERED: Readonly<Record<string, Sport>> = {
  '1': 'cycling',
  '4': 'hiking',
  '9': 'running',
  '10': 'walking',
  '16': 'swimming',
};

/** The sport that a word of a device or of a title means: "Biking", "trail_running", "Morning Run". */
export function sportOf(text: string): Sport {
  const words = text.trim().toLowerCase().slice(0, 200);
  const numbered = Object.hasOwn(NUMBERED, words) ? NUMBERED[words] : undefined;
  if (numbered) return numbered;
  const apart = `${words} ${words.replaceAll('_', ' ')}`;
  const found = (Object.keys(SPORTS) as Sport[]).find((sport) => SPORTS[sport].words.test(apart));
  return found ?? 'other';
}

export function exerciseOfSport(sport: Sport): string {
  return SPORTS[sport].exercise;
}

export function sportTitle(sport: Sport): string {
  return SPORTS[sport].title;
}
