import { refuse } from './imported.ts';

/**
 * The text of a file in UTF-8 (with or without mark), UTF-16 (Excel's "Unicode text") or, failing
 * both, Windows-1252. Refuses what is no text.
 */
export function fileText(bytes: Uint8Array): string {
  if (bytes.length === 0) refuse('imports.problem.empty');
  const text = decode(bytes);
  if (text.includes('\u0000')) {
    refuse('imports.problem.notText');
  }
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
