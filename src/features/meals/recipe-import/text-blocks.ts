import type { Block } from './blocks.ts';
import { tidy } from './html-text.ts';
import { partOfHeading } from './part-words.ts';

const MAX_TEXT = 200_000;
const BULLET = /^\s*(?:[•·▢☐□◦‣▪●*–—-]\s+)/u;
const AMOUNT = /^\s*(?:\d(?!\d{0,1}[.)]\s)|[¼-¾⅐-⅞])/u;

/** Pasted text as the lines of a page: headings by their look, lists by bullets and amounts. */
export function blocksOfText(text: string): Block[] {
  // Browsers send line breaks as two characters.
  const lines = text.slice(0, MAX_TEXT).replace(/\r\n?/g, '\n');
  return lines
    .split(/\n[ \t]*\n/)
    .flatMap((paragraph, index) => blocksOfParagraph(paragraph.split('\n'), index + 1));
}

function blocksOfParagraph(raw: string[], list: number): Block[] {
  const lines = raw.filter((line) => tidy(line) !== '');
  const isItem = (line: string) => line.length < 160 && (BULLET.test(line) || AMOUNT.test(line));
  // "Salt and pepper" between lines with amounts is one of them.
  const isList = lines.filter(isItem).length * 2 >= lines.length && lines.length > 1;
  return lines.map((line): Block => {
    const level = headingLevel(line);
    const words = tidy(line.replace(/^\s*#{1,6}\s+/, '').replace(BULLET, ''));
    if (level > 0) return { kind: 'heading', text: words, level, list: 0 };
    if (isItem(line) || (isList && line.length < 80)) return { kind: 'item', text: words, level: 0, list };
    return { kind: 'text', text: words, level: 0, list: 0 };
  });
}

function headingLevel(line: string): number {
  const marks = /^\s*(#{1,6})\s/.exec(line)?.[1];
  if (marks) return marks.length;
  if (line.length > 60 || AMOUNT.test(line) || BULLET.test(line)) return 0;
  return /:\s*$/.test(line) || partOfHeading(line) !== undefined ? 7 : 0;
}
