import type { Block } from './blocks.ts';
import type { FoundLine } from './found-recipe.ts';
import { partOfHeading, type Part } from './part-words.ts';

/** Lines that may be the list of ingredients, or the steps: blocks `from` up to (not with) `to`, those that count. */
interface Candidate {
  lines: FoundLine[];
  to: number;
  weight: number;
}

const MAX_LINES = 300;
const MAX_RUNS = 60;
/** What any short line has of likeness: a menu of a hundred entries is no list of ingredients. */
const USUAL = 0.35;
/** What a heading or a class that says "ingredients" is worth, in lines that look like ingredients. */
const NAMED = 2;
const AMOUNT = /^(?:\(?~?\s*)?(?:\d|[¼-¾⅐-⅞])/u;
const UNIT =
  /(^|[\s\d])(g|kg|ml|dl|cl|l|oz|lbs?|cups?|tbsps?|tsps?|tablespoons?|teaspoons?|pinch|cloves?|el|tl|essl|teel|c\. ?à|ss|ts|msk|tsk|spsk|prise|bund|krm|lžíce|lžička|łyżk\w*|szklank\w*|EL|TL)([\s.]|$)/u;

/** The list of ingredients that headings, classes or the look of a list show, and where it ends. */
export function findIngredients(blocks: readonly Block[]): { lines: FoundLine[]; to: number } {
  const candidates = [
    ...[...markedRuns(blocks, 'ingredients'), ...headedRuns(blocks, 'ingredients')]
      .map((run) => asIngredients(blocks, run))
      .map((candidate) => ({ ...candidate, weight: candidate.weight + NAMED })),
    ...listRuns(blocks)
      .map((run) => asIngredients(blocks, run))
      .filter(isClearList),
  ];
  return bestOf(candidates.filter(({ lines }) => lines.length >= 2));
}

/** The steps; where nothing names them, the longer lines that follow the ingredients. */
export function findSteps(blocks: readonly Block[], afterIngredients: number): FoundLine[] {
  const named = [
    ...markedRuns(blocks, 'steps').map((run) => asSteps(blocks, run)),
    ...headedRuns(blocks, 'steps').map((run) => asSteps(blocks, run)),
  ].filter(({ lines }) => textOf(lines).length >= 30);
  if (named.length > 0) return bestOf(named).lines;
  if (afterIngredients === 0) return [];
  return asSteps(blocks, {
    from: afterIngredients,
    to: endOfSection(blocks, afterIngredients, { level: 3, part: 'steps' }),
  }).lines;
}

interface Run {
  from: number;
  to: number;
}

/** Runs of blocks within one element whose class or id names the part. */
function markedRuns(blocks: readonly Block[], part: 'ingredients' | 'steps'): Run[] {
  const runs = new Map<number, Run>();
  blocks.forEach(({ mark }, index) => {
    if (mark?.part !== part) return;
    const run = runs.get(mark.of);
    if (run) run.to = index + 1;
    else runs.set(mark.of, { from: index, to: index + 1 });
  });
  return [...runs.values()].slice(0, MAX_RUNS);
}

/** Runs below headings that name the part, up to the next heading that opens something else. */
function headedRuns(blocks: readonly Block[], part: 'ingredients' | 'steps'): Run[] {
  const runs: Run[] = [];
  for (const [index, { text, kind, level }] of blocks.entries()) {
    if ((kind !== 'heading' && text.length > 60) || partOfHeading(text) !== part) continue;
    runs.push({ from: index + 1, to: endOfSection(blocks, index + 1, { level: level || 7, part }) });
    if (runs.length === MAX_RUNS) break;
  }
  return runs;
}

function endOfSection(
  blocks: readonly Block[],
  from: number,
  { level, part }: { level: number; part: Part },
): number {
  for (let index = from; index < blocks.length && index < from + MAX_LINES; index += 1) {
    const block = blocks[index]!;
    const names = block.text.length <= 80 ? partOfHeading(block.text) : undefined;
    if (names !== undefined && names !== part && (block.kind === 'heading' || names !== 'other'))
      return index;
    if (block.kind === 'heading' && block.level < 7 && block.level <= level && index > from) return index;
  }
  return Math.min(blocks.length, from + MAX_LINES);
}

/** Lists that nothing names. */
function listRuns(blocks: readonly Block[]): Run[] {
  const runs: Run[] = [];
  blocks.forEach(({ kind, list }, index) => {
    if (kind !== 'item') return;
    const last = runs.at(-1);
    if (last?.to === index && blocks[index - 1]?.list === list) last.to = index + 1;
    else runs.push({ from: index, to: index + 1 });
  });
  return runs.filter(({ from, to }) => to - from >= 3);
}

function asIngredients(blocks: readonly Block[], { from, to }: Run): Candidate {
  const lines: FoundLine[] = [];
  let section: string | undefined;
  let end = from;
  const hasItems = blocks.slice(from, to).some(({ kind }) => kind === 'item');
  for (let index = from; index < to; index += 1) {
    const { kind, text } = blocks[index]!;
    if (isSubheading(blocks[index]!, hasItems)) section = sectionOf(text);
    else if (hasItems && kind !== 'item') {
      if (lines.length > 0 && text.length > 80) break;
    } else if (text.length > 200) {
      if (lines.length > 0) break;
    } else {
      lines.push(section === undefined ? { text } : { text, section });
      end = index + 1;
    }
  }
  const kept = withoutRepetition(withAmounts(lines)).slice(0, MAX_LINES);
  return { lines: kept, to: end, weight: sum(kept.map(({ text }) => likeness(text) - USUAL)) };
}

function asSteps(blocks: readonly Block[], { from, to }: Run): Candidate {
  const run = blocks.slice(from, to).filter(({ text }) => !/^\d{1,2}[.):]?$/.test(text));
  const isList = isListBelowHeading(run);
  const lines: FoundLine[] = [];
  let section: string | undefined;
  for (const block of run) {
    const { kind, text } = block;
    if (!isList && isAfterProse(block, lines)) break;
    const part = partOfHeading(text);
    if (kind === 'heading') section = part === undefined ? sectionOf(text) : undefined;
    else if ((!isList || kind === 'item') && part !== 'steps') {
      lines.push(section === undefined ? { text } : { text, section });
    }
  }
  const kept = withoutRepetition(lines).slice(0, MAX_LINES);
  const length = textOf(kept).length;
  const isProse = kept.length > 0 && length / kept.length >= 20;
  return { lines: kept, to, weight: isProse ? Math.min(length, 6000) : 0 };
}

/** A list right below the heading is all of it; what follows the list is something else. */
function isListBelowHeading(run: readonly Block[]): boolean {
  const first = run.findIndex(({ kind }) => kind === 'item');
  return first >= 0 && run.slice(0, first).every(({ kind, text }) => kind === 'heading' || text.length < 80);
}

/** After paragraphs of steps, a short line without a full stop is a caption or a link, and "Note:" no step any more. */
function isAfterProse({ text, mark }: Block, lines: readonly FoundLine[]): boolean {
  if (lines.length === 0) return false;
  if (/^(?:notes?|tips?|tipps?|hinweis|astuces?|nota|consejos?)\s*[:|–-]/iu.test(text)) return true;
  if (mark?.part === 'steps' || isSentence(text)) return false;
  return lines.length >= 2 && lines.every((line) => isSentence(line.text));
}

function isSentence(text: string): boolean {
  return text.length >= 100 || /[.!?…)。:”"»]$/u.test(text);
}

/** "1 ½", "200 g": a number, and at most a unit. */
function isAmount({ text }: FoundLine): boolean {
  return /^[\d\s.,/¼-¾⅐-⅞–-]+(?:\p{L}+\.?)?$/u.test(text) && (!/\p{L}/u.test(text) || UNIT.test(text));
}

function isSubheading({ kind, text }: Block, hasItems: boolean): boolean {
  if (kind === 'heading') return true;
  if (text.length > 80 || AMOUNT.test(text)) return false;
  return (
    /:$/.test(text) ||
    (hasItems &&
      kind === 'text' &&
      text.length < 50 &&
      partOfHeading(text) === undefined &&
      /^(for|für|pour|para|per|voor|till|til)\s/iu.test(text))
  );
}

function sectionOf(text: string): string | undefined {
  return text.replace(/\s*:\s*$/, '').slice(0, 200) || undefined;
}

/** `200 g` on one line and `Flour` on the next are one: tables made of boxes are read like this. */
function withAmounts(lines: readonly FoundLine[]): FoundLine[] {
  if (lines.filter(isAmount).length < lines.length * 0.3) return [...lines];
  const joined: FoundLine[] = [];
  let amount = '';
  for (const line of lines) {
    if (isAmount(line) && amount === '') amount = line.text;
    else {
      joined.push({ ...line, text: amount === '' ? line.text : `${amount} ${line.text}` });
      amount = '';
    }
  }
  return joined;
}

/** Pages hold the same list twice, for narrow and for wide screens. */
function withoutRepetition(lines: FoundLine[]): FoundLine[] {
  const half = lines.length / 2;
  const isTwice =
    Number.isInteger(half) &&
    half >= 2 &&
    lines.slice(0, half).every(({ text }, index) => text === lines[half + index]!.text);
  return isTwice ? lines.slice(0, half) : lines;
}

/** How much a line looks like an ingredient: 0 to 1. */
function likeness(text: string): number {
  if (text.length > 160) return -0.5;
  if (AMOUNT.test(text)) return 1;
  if (UNIT.test(text)) return 0.8;
  return text.length < 50 && !/[.!?]$/.test(text) ? 0.3 : 0;
}

function isClearList({ lines, weight }: Candidate): boolean {
  return lines.length >= 3 && weight / lines.length >= 0.65 - USUAL;
}

function bestOf(candidates: readonly Candidate[]): { lines: FoundLine[]; to: number } {
  let best: Candidate = { lines: [], to: 0, weight: 0 };
  for (const candidate of candidates) if (candidate.weight > best.weight) best = candidate;
  return best;
}

function textOf(lines: readonly FoundLine[]): string {
  return lines.map(({ text }) => text).join(' ');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
