/** What a person writes into one field: lines, and headings that end in a colon. */
export interface SectionedLine {
  text: string;
  section: string | null;
}

const BULLET = /^(?:[-*•·▢☐□–]\s+)/;
const NUMBER = /^(?:step\s+)?\d{1,2}\s*[.):]\s+/i;
const LONGEST_HEADING = 80;

/**
 * The lines of a field with the section each stands under: "For the sauce:" on a line of its own is a heading. Bullets
 * go, and with `numbered` the numbers of steps too.
 */
export function readWrittenLines(text: string, { numbered = false } = {}): SectionedLine[] {
  const lines: SectionedLine[] = [];
  let section: string | null = null;
  for (const written of text.split(/\r\n?|\n/)) {
    const bare = written.trim().replace(BULLET, '');
    const line = numbered ? bare.replace(NUMBER, '') : bare;
    if (line === '') continue;
    const heading = headingOf(line);
    if (heading === undefined) lines.push({ text: line, section });
    else section = heading;
  }
  return lines;
}

/** The lines as one field shows them again. */
export function writeLines(lines: readonly { text: string; section: string | null }[]): string {
  let section: string | null = null;
  return lines
    .flatMap((line) => {
      const text = line.text.replaceAll(/\s*[\r\n]+\s*/g, ' ');
      const isNew = line.section !== null && line.section !== section;
      section = line.section ?? section;
      return isNew ? [`${line.section}:`, text] : [text];
    })
    .join('\n');
}

function headingOf(line: string): string | undefined {
  if (!line.endsWith(':') || line.length > LONGEST_HEADING || /^\d/.test(line)) return undefined;
  const heading = line.slice(0, -1).trim();
  return heading === '' ? undefined : heading;
}
