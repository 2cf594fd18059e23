import { headerColumns } from './csv-table.ts';
import { fileText } from './file-text.ts';
import { isFit, readFit } from './fit.ts';
import { isFitNotes, readFitNotes } from './fitnotes.ts';
import { readGpx } from './gpx.ts';
import { isHevy, readHevy } from './hevy.ts';
import type { ImportAnswers, ImportedFile, ImportKind } from './imported.ts';
import { refuse } from './imported.ts';
import { isStrong, readStrong } from './strong.ts';
import { readTcx } from './tcx.ts';

/**
 * Reads a workout file of any kind that is known, told apart by its content and never by its name.
 * Throws ImportRefused with the lines that are wrong; then nothing of the file may be stored.
 */
export async function readImportFile(bytes: Uint8Array, answers: ImportAnswers = {}): Promise<ImportedFile> {
  if (isFit(bytes)) return readFit(bytes);
  const archive = archiveProblem(bytes);
  if (archive !== undefined) refuse(archive);
  const text = fileText(bytes);
  switch (textKind(text)) {
    case 'gpx':
      return readGpx(text);
    case 'tcx':
      return readTcx(text);
    case 'strong':
      return readStrong(text, answers);
    case 'hevy':
      return readHevy(text, answers);
    case 'fitnotes':
      return readFitNotes(text, answers);
    default:
      return refuseUnknown(text);
  }
}

/** What a text is, or undefined when it is none of the kinds that are read. */
export function textKind(text: string): ImportKind | undefined {
  const start = text.slice(0, 20_000).trimStart();
  if (start.startsWith('<')) {
    if (/<(\w+:)?gpx[\s>]/.test(start)) return 'gpx';
    return /<(\w+:)?TrainingCenterDatabase[\s>]/.test(start) ? 'tcx' : undefined;
  }
  const columns = headerColumns(text);
  if (isHevy(columns)) return 'hevy';
  if (isStrong(columns)) return 'strong';
  return isFitNotes(columns) ? 'fitnotes' : undefined;
}

function archiveProblem(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'imports.problem.zip';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'imports.problem.gzip';
  return undefined;
}

function refuseUnknown(text: string): never {
  if (text.trimStart().startsWith('<')) refuse('imports.problem.unknownXml');
  const columns = headerColumns(text).filter((name) => name !== '');
  if (columns.length < 2) refuse('imports.problem.unknown', {}, 1);
  refuse('imports.problem.unknownColumns', { columns: columns.slice(0, 8).join(', ').slice(0, 200) }, 1);
}
