/**
 * How the name of an exercise is brought into one form, so that "Bench Press (Barbell)",
 * "barbell bench presses" and "BB bench-press" are the same words.
 */

/** Words that are written apart, with a hyphen or together, each as one word. */
const JOINED: readonly [RegExp, string][] = [
  [/\b(pull|chin|push|sit|step|get|muscle|butt|v) ups?\b/g, '$1up'],
  [/\bpress ups?\b/g, 'pushup'],
  [/\b(pull|push|press) downs?\b/g, '$1down'],
  [/\bdead ?lifts?\b/g, 'deadlift'],
  [/\bkick ?backs?\b/g, 'kickback'],
  [/\bskull ?crushers?\b/g, 'skullcrusher'],
  [/\broll ?outs?\b/g, 'rollout'],
  [/\bcross ?overs?\b/g, 'crossover'],
  [/\bover head\b/g, 'overhead'],
  [/\bpull aparts?\b/g, 'pullapart'],
  [/\bpull overs?\b/g, 'pullover'],
  [/\b(t|v|ez|hex|trap) bars?\b/g, '$1bar'],
  [/\be z (curl )?bars?\b/g, 'ezbar'],
  [/\bez barbells?\b/g, 'ezbar'],
  [/\bez curl bars?\b/g, 'ezbar'],
  [/\bhexbar\b/g, 'trapbar'],
  [/\b(single|one|1) (arm|leg)(?:ed|s)?\b/g, 'one $2'],
  [/\b(two|2) (arm|leg)(?:ed|s)?\b/g, 'two $2'],
  [/\bstiff legged\b/g, 'stiff leg'],
  [/\bbody ?weight(ed)?\b/g, 'bodyweight'],
  [/\bbody only\b/g, 'bodyweight'],
  [/\b(medicine|exercise|stability|swiss) balls?\b/g, '$1ball'],
];

const SYNONYMS: Readonly<Record<string, string>> = {
  db: 'dumbbell',
  dbs: 'dumbbell',
  dumbell: 'dumbbell',
  bb: 'barbell',
  kb: 'kettlebell',
  bw: 'bodyweight',
  oh: 'overhead',
  pulley: 'cable',
  banded: 'band',
  bicep: 'biceps',
  tricep: 'triceps',
  flye: 'fly',
  flyes: 'fly',
  flies: 'fly',
  flys: 'fly',
  crusher: 'skullcrusher',
  legged: 'leg',
  stabilityball: 'exerciseball',
  swissball: 'exerciseball',
  chinup: 'chinup',
  alternate: 'alternating',
  delts: 'delt',
  deltoid: 'delt',
};

/** Words that tell nothing apart. */
const EMPTY = new Set(['the', 'a', 'an', 'and', 'of', 'for', 'with', 'using', 'on', 'in', 'by', 'version']);

/** Words whose final s belongs to them. */
const KEEP_S = new Set([
  'biceps',
  'triceps',
  'press',
  'cross',
  'chest',
  'less',
  'glass',
  'pilates',
  'tennis',
  'aerobics',
  'trx',
  'abs',
  'stairs',
]);

/** Equipment of the library → the word that people and other apps write for it. */
const EQUIPMENT_WORDS: Readonly<Record<string, string>> = {
  barbell: 'barbell',
  dumbbell: 'dumbbell',
  'body only': 'bodyweight',
  cable: 'cable',
  machine: 'machine',
  kettlebells: 'kettlebell',
  bands: 'band',
  'medicine ball': 'medicineball',
  'exercise ball': 'exerciseball',
  'e-z curl bar': 'ezbar',
  'foam roll': 'foam',
};

function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || word.endsWith('ss') || KEEP_S.has(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(ss|ch|sh|x)es$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** The words of a name in one spelling and in the order written; empty when nothing is left. */
export function nameWords(name: string): string[] {
  let text = name
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’´`]/g, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  for (const [pattern, joined] of JOINED) text = text.replace(pattern, joined);
  const words: string[] = [];
  for (const raw of text.split(' ')) {
    const known = Object.hasOwn(SYNONYMS, raw) ? SYNONYMS[raw] : undefined;
    const single = known ?? singular(raw);
    const word = (Object.hasOwn(SYNONYMS, single) ? SYNONYMS[single] : undefined) ?? single;
    if (word !== '' && !EMPTY.has(word)) words.push(word);
  }
  return words;
}

/** One key for all orders of the same words: "Curl (Barbell)" and "Barbell Curl" are equal. */
export function wordsKey(words: readonly string[]): string {
  return [...new Set(words)].sort().join(' ');
}

/** The word for a piece of equipment of the library, or undefined where it has none ("other"). */
export function equipmentWord(equipment: string | null): string | undefined {
  return equipment !== null && Object.hasOwn(EQUIPMENT_WORDS, equipment)
    ? EQUIPMENT_WORDS[equipment]
    : undefined;
}
