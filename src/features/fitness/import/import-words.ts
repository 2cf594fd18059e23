import { wordsOf } from '../../../http/issues.ts';
import type { Translate } from '../../../http/texts.ts';
import type { ImportFault, Words } from './imported.ts';

/** A text of the catalogue with its places filled, those that are texts themselves first. */
export function wordsIn(t: Translate, { text, vars = {} }: Words): string {
  const filled = Object.entries(vars).map(([name, value]) => {
    if (typeof value !== 'object') return [name, value] as const;
    return [name, 'message' in value ? wordsOf(t, value) : wordsIn(t, value)] as const;
  });
  return t(text, Object.fromEntries(filled));
}

/** "Line 7: …" or only the text where no line is known. */
export function faultText(t: Translate, fault: ImportFault): string {
  const message = wordsIn(t, fault);
  return fault.line > 0 ? t('imports.line', { line: fault.line, message }) : message;
}
