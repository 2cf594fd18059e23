import { equipmentWord, nameWords, wordsKey } from './exercise-names.ts';

/** An exercise as the matcher needs it: of the library, or a person's own (`own`, which wins a tie). */
export interface MatchableExercise {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly equipment: string | null;
  readonly own?: boolean;
}

/**
 * What a name was taken for. `name` and `alias` are certain (the same words, in any order);
 * `close` is a guess that a person should see before it counts. `score` runs from 0 to 1.
 */
export interface ExerciseMatch {
  readonly id: string;
  readonly name: string;
  readonly certainty: 'name' | 'alias' | 'close';
  readonly score: number;
}

export interface ExerciseMatcher {
  /** The exercise that is surely meant, or undefined: "Bench Press (Barbell)", "ohp", "DB rows". */
  match(name: string): ExerciseMatch | undefined;
  /** The best guesses, best first; forgives a wrong letter and an unfinished last word. */
  suggest(name: string, limit?: number): ExerciseMatch[];
}

interface Entry {
  readonly exercise: MatchableExercise;
  readonly words: ReadonlySet<string>;
  readonly nameWeight: number;
  readonly common: boolean;
}

interface Candidate {
  readonly entry: Entry;
  readonly certainty: 'name' | 'alias';
  readonly rank: number;
}

/** How sure each kind of key is; the smaller wins where two exercises claim the same words. */
const RANK = { ownName: 0, name: 1, alias: 2, nameWithEquipment: 3, aliasWithEquipment: 4 };

const CLOSE_ENOUGH = 0.5;

/** Prepares the names once (about 1,000 in a few milliseconds); each question is then well under 5 ms. */
export function createExerciseMatcher(exercises: Iterable<MatchableExercise>): ExerciseMatcher {
  const index = new NameIndex();
  for (const exercise of exercises) index.add(exercise);
  index.weigh();
  return {
    match: (name) => index.match(nameWords(name)),
    suggest: (name, limit = 8) => index.suggest(nameWords(name), limit),
  };
}

class NameIndex {
  private readonly certain = new Map<string, Candidate>();
  private readonly variants: { exercise: MatchableExercise; words: string[] }[] = [];
  private readonly entries: Entry[] = [];
  private readonly holders = new Map<string, number[]>();

  add(exercise: MatchableExercise): void {
    this.variants.push({ exercise, words: nameWords(exercise.name) });
    for (const alias of exercise.aliases) this.variants.push({ exercise, words: nameWords(alias) });
  }

  /** Rare words tell more than common ones: weights need all names, so they come last. */
  weigh(): void {
    for (const { words } of this.variants) {
      for (const word of new Set(words)) this.holders.set(word, []);
    }
    const owner = new Map<MatchableExercise, number>();
    for (const { exercise, words } of this.variants) {
      const isName = !owner.has(exercise);
      owner.set(exercise, (owner.get(exercise) ?? 0) + 1);
      this.addEntry(exercise, words, isName);
    }
  }

  private addEntry(exercise: MatchableExercise, words: string[], isName: boolean): void {
    if (words.length === 0) return;
    const equipment = equipmentWord(exercise.equipment);
    const entry: Entry = {
      exercise,
      words: new Set(equipment === undefined ? words : [...words, equipment]),
      nameWeight: new Set(words).size,
      common: exercise.aliases.length > 0 || exercise.own === true,
    };
    const position = this.entries.push(entry) - 1;
    for (const word of entry.words) {
      const held = this.holders.get(word);
      if (held) held.push(position);
      else this.holders.set(word, [position]);
    }
    const certainty = isName ? 'name' : 'alias';
    const plain = isName ? (exercise.own ? RANK.ownName : RANK.name) : RANK.alias;
    this.claim(wordsKey(words), { entry, certainty, rank: plain });
    if (equipment !== undefined && !words.includes(equipment)) {
      const rank = isName ? RANK.nameWithEquipment : RANK.aliasWithEquipment;
      this.claim(wordsKey([...words, equipment]), { entry, certainty, rank });
    }
  }

  private claim(key: string, candidate: Candidate): void {
    const holder = this.certain.get(key);
    if (!holder || candidate.rank < holder.rank) this.certain.set(key, candidate);
  }

  match(words: readonly string[]): ExerciseMatch | undefined {
    const found = words.length === 0 ? undefined : this.certain.get(wordsKey(words));
    if (!found) return undefined;
    const { id, name } = found.entry.exercise;
    return { id, name, certainty: found.certainty, score: 1 };
  }

  suggest(words: readonly string[], limit: number): ExerciseMatch[] {
    const asked = [...new Set(words)].slice(0, 12);
    if (asked.length === 0) return [];
    const scores = this.overlap(asked);
    const best = new Map<string, ExerciseMatch>();
    const certain = this.match(words);
    if (certain) best.set(certain.id, certain);
    for (const [position, hit] of scores) {
      const match = this.scored(position, hit, asked);
      if (match && (best.get(match.id)?.score ?? 0) < match.score) best.set(match.id, match);
    }
    return [...best.values()]
      .sort((a, b) => b.score - a.score || a.name.localeCompare(b.name))
      .slice(0, limit);
  }

  private scored(position: number, hit: number, asked: readonly string[]): ExerciseMatch | undefined {
    const entry = this.entries[position];
    if (!entry) return undefined;
    const total = asked.reduce((sum, word) => sum + this.weight(word), 0);
    const covered = Math.min(1, hit / total);
    const spare = Math.max(0, entry.nameWeight - asked.length);
    const score = 0.8 * covered + 0.1 / (1 + spare) + (entry.common ? 0.05 : 0);
    if (score < CLOSE_ENOUGH) return undefined;
    const { id, name } = entry.exercise;
    return { id, name, certainty: 'close', score: Math.round(score * 1000) / 1000 };
  }

  /** Sum of the weights of the words that an entry shares with the question, by entry. */
  private overlap(asked: readonly string[]): Map<number, number> {
    const sums = new Map<number, number>();
    asked.forEach((word, at) => {
      const best = new Map<number, number>();
      for (const [known, likeness] of this.alike(word, at === asked.length - 1)) {
        const worth = likeness * this.weight(word);
        for (const position of this.holders.get(known) ?? []) {
          if ((best.get(position) ?? 0) < worth) best.set(position, worth);
        }
      }
      for (const [position, worth] of best) sums.set(position, (sums.get(position) ?? 0) + worth);
    });
    return sums;
  }

  private alike(word: string, last: boolean): [string, number][] {
    if (this.holders.has(word) && !last) return [[word, 1]];
    const found: [string, number][] = [];
    for (const known of this.holders.keys()) {
      if (known === word) found.push([known, 1]);
      else if (last && word.length >= 2 && known.startsWith(word)) found.push([known, 0.9]);
      else if (word.length >= 4 && isOneEditApart(word, known)) found.push([known, 0.75]);
    }
    return found;
  }

  private weight(word: string): number {
    const held = this.holders.get(word)?.length ?? 0;
    return 1 + Math.log(1 + this.entries.length / (1 + held)) / 4;
  }
}

/** One letter added, dropped, changed, or two neighbours swapped. */
function isOneEditApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  const start = sharedStart(a, b);
  const end = sharedEnd(a.slice(start), b.slice(start));
  const restA = a.slice(start, a.length - end);
  const restB = b.slice(start, b.length - end);
  if (restA.length <= 1 && restB.length <= 1) return true;
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0];
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function sharedEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length;
}
