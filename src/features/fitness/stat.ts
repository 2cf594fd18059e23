/** A number that answers a page's question, its unit apart so that it can be printed smaller. */
export interface Stat {
  label: string;
  value: string;
  unit: string;
  note: string;
}

/** A stat from a whole text: "158.3 kg" → 158.3 and kg; a text without a space has no unit. */
export function statOf(label: string, text: string, note = ''): Stat {
  const space = text.lastIndexOf(' ');
  return space < 0
    ? { label, value: text, unit: '', note }
    : { label, value: text.slice(0, space), unit: text.slice(space + 1), note };
}
