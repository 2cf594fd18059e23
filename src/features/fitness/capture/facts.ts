import { distanceToMetres } from '../../../lib/units.ts';
import type { DistanceUnit } from '../../../lib/units.ts';
import type { Measure, Token } from './tokens.ts';

export type SetType = 'normal' | 'warmup' | 'drop' | 'myo' | 'failure';

/** A number in a set description, with its unit where one was written. */
export interface Quantity {
  value: number;
  raw: string;
  measure: Measure | undefined;
}

/** What one part of a line (up to a comma) says, before it is known which exercise it is about. */
export interface Facts {
  /** Words before the first number, or all words where the part begins with a number. */
  phrase: string;
  /** Whether the phrase stands behind the numbers: "10 pull ups", but also "3 sets felt heavy". */
  isPhraseLast: boolean;
  /** Words that mean nothing here: they become the note. */
  spareWords: string[];
  /** Numbers joined by ×: [5, 5] for 5×5. */
  chain: Quantity[];
  /** Numbers that stand alone, in order. */
  loose: Quantity[];
  sets?: number;
  reps?: number;
  weight?: Quantity;
  rir?: number;
  rpe?: number;
  durationS?: number;
  distanceM?: number;
  avgHr?: number;
  maxHr?: number;
  calories?: number;
  percent?: number;
  lengthCm?: number;
  setType?: SetType;
}

const SET_TYPES: Record<string, SetType> = {
  warmup: 'warmup',
  'warm-up': 'warmup',
  'w/u': 'warmup',
  dropset: 'drop',
  drop: 'drop',
  myo: 'myo',
  failure: 'failure',
  amrap: 'failure',
};
const FILLERS = new Set(
  'a an and at by did do each for from got i in it my new of on per then the to was with is my today'.split(
    ' ',
  ),
);
const METRES: Partial<Record<Measure, DistanceUnit>> = { km: 'km', mi: 'mi' };
const SECONDS: Partial<Record<Measure, number>> = { s: 1, min: 60, h: 3600 };
const CM_PER_INCH = 2.54;

/** Reads the facts out of the tokens of one part of a line. */
export function readFacts(tokens: readonly Token[]): Facts {
  return new FactReader(tokens).read();
}

class FactReader {
  private readonly tokens: readonly Token[];
  private at = 0;
  private readonly facts: Facts = { phrase: '', isPhraseLast: false, spareWords: [], chain: [], loose: [] };
  private readonly before: string[] = [];
  private readonly after: string[] = [];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  read(): Facts {
    while (this.at < this.tokens.length) this.step(this.tokens[this.at]!);
    const named = trimFillers(this.before);
    this.facts.phrase = (named.length > 0 ? named : trimFillers(this.after)).join(' ');
    this.facts.isPhraseLast = named.length === 0;
    this.facts.spareWords = named.length > 0 ? trimFillers(this.after) : [];
    return this.facts;
  }

  private step(token: Token): void {
    this.at += 1;
    if (token.is === 'word') this.word(token.raw);
    else if (token.is === 'clock') this.facts.durationS = (this.facts.durationS ?? 0) + token.seconds;
    else if (token.is === 'at') this.afterAt();
    else if (token.is === 'number') this.number(token);
  }

  private word(raw: string): void {
    const word = raw.toLowerCase();
    const next = this.tokens[this.at];
    const amount = next?.is === 'number' ? next.value : undefined;
    if (amount !== undefined && this.named(word, amount)) this.at += 1;
    else if (Object.hasOwn(SET_TYPES, word) && this.hasNumbers()) this.facts.setType = SET_TYPES[word];
    else if (word === 'max' || word === 'avg') this.heartRate(word);
    else (this.hasNumbers() ? this.after : this.before).push(raw);
  }

  /** "rir 2", "rpe 8", "hr 142". */
  private named(word: string, amount: number): boolean {
    if (word === 'rir') this.facts.rir = amount;
    else if (word === 'rpe') this.facts.rpe = amount;
    else if (word === 'hr' || word === 'bpm') this.facts.avgHr = amount;
    else if (word === 'maxhr') this.facts.maxHr = amount;
    else return false;
    return true;
  }

  /** "max hr 171", "avg hr 142". */
  private heartRate(word: 'max' | 'avg'): void {
    const [hr, amount] = [this.tokens[this.at], this.tokens[this.at + 1]];
    if (hr?.is === 'word' && hr.raw.toLowerCase() === 'hr' && amount?.is === 'number') {
      this.facts[word === 'max' ? 'maxHr' : 'avgHr'] = amount.value;
      this.at += 2;
    } else (this.hasNumbers() ? this.after : this.before).push(word);
  }

  /** "@9" is an effort, "@100" or "@ 80 kg" a load. */
  private afterAt(): void {
    const next = this.tokens[this.at];
    if (next?.is === 'word') return;
    if (next?.is !== 'number') return;
    if (next.measure === undefined && next.value <= 10) {
      this.at += 1;
      this.facts.rpe = next.value;
    } else if (next.measure === undefined) {
      this.at += 1;
      this.facts.weight = next;
    }
  }

  private number(token: Extract<Token, { is: 'number' }>): void {
    if (this.tokens[this.at]?.is === 'times') this.chain(token);
    else if (!this.measured(token)) this.facts.loose.push(token);
  }

  private chain(first: Quantity): void {
    const chain = [first];
    while (this.tokens[this.at]?.is === 'times') {
      const next = this.tokens[this.at + 1];
      if (next?.is === 'clock') chain.push({ value: next.seconds, raw: '', measure: 's' });
      else if (next?.is === 'number') chain.push(next);
      else break;
      this.at += 2;
    }
    if (this.facts.chain.length === 0) this.facts.chain = chain;
    else this.facts.loose.push(...chain);
  }

  private measured({ value, raw, measure }: Quantity): boolean {
    const facts = this.facts;
    if (measure === undefined) return false;
    if (measure in METRES) facts.distanceM = distanceToMetres(value, METRES[measure]!);
    else if (measure in SECONDS) facts.durationS = (facts.durationS ?? 0) + value * SECONDS[measure]!;
    else if (measure === 'kg' || measure === 'lb') facts.weight = { value, raw, measure };
    else if (measure === 'cm' || measure === 'in')
      facts.lengthCm = measure === 'in' ? value * CM_PER_INCH : value;
    else Object.assign(facts, { [PLAIN[measure]!]: value });
    return true;
  }

  private hasNumbers(): boolean {
    return this.tokens.slice(0, this.at - 1).some(({ is }) => is === 'number' || is === 'clock');
  }
}

const PLAIN: Partial<Record<Measure, keyof Facts>> = {
  m: 'distanceM',
  bpm: 'avgHr',
  kcal: 'calories',
  sets: 'sets',
  reps: 'reps',
  rir: 'rir',
  rpe: 'rpe',
  '%': 'percent',
};

function trimFillers(words: readonly string[]): string[] {
  const isFiller = (word: string | undefined) => word !== undefined && FILLERS.has(word.toLowerCase());
  let [start, end] = [0, words.length];
  while (start < end && isFiller(words[start])) start += 1;
  while (end > start && isFiller(words[end - 1])) end -= 1;
  return words.slice(start, end);
}
