import { CsvError, parse } from 'csv-parse/sync';
import { type ImportFault, ImportRefused, refuse } from './imported.ts';

export const maxRows = 200_000;

/** One line of a table: cells by the name of their column in lower case. */
export interface CsvRow {
  readonly line: number;
  /** The cell, trimmed; empty where the column is absent. */
  get(column: string): string;
}

export interface CsvTable {
  readonly delimiter: string;
  /** Column names in lower case with single spaces. */
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
  /** Whether the text ends in the middle of a line, so that its last value may be cut. */
  readonly endsOpen: boolean;
}

interface ParsedRecord {
  record: string[];
  /** Where it ends. */
  line: number;
}

/** The delimiter that the header uses most: comma, semicolon or tab. */
export function headerDelimiter(text: string): string {
  const header = headerLine(text).replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((sign) => ({ sign, count: header.split(sign).length - 1 }));
  return counts.sort((a, b) => b.count - a.count)[0]?.sign ?? ',';
}

/** The column names of the first line, in lower case. */
export function headerColumns(text: string): string[] {
  const delimiter = headerDelimiter(text);
  return headerLine(text)
    .split(delimiter)
    .map((cell) => columnName(cell.trim().replace(/^"(.*)"$/, '$1')));
}

/**
 * Reads a table of which the first line names the columns. Every line must have as many cells as
 * the first; else the file is refused with the lines that are wrong.
 */
export function readTable(text: string): CsvTable {
  const delimiter = headerDelimiter(text);
  const records = parseRecords(text, delimiter);
  const first = records[0];
  if (!first) refuse('imports.problem.noLines');
  const columns = first.record.map(columnName);
  if (records.length - 1 > maxRows) refuse('imports.problem.tooManyLines', { count: maxRows });
  const position = new Map(columns.map((name, at) => [name, at]));
  const faults: ImportFault[] = [];
  const rows: CsvRow[] = [];
  records.slice(1).forEach((parsed, at) => {
    const line = startLine(parsed);
    const record = withoutSpareCells(parsed.record, columns.length);
    if (record.length === columns.length) {
      rows.push({ line, get: (column) => (record[position.get(column) ?? -1] ?? '').trim() });
    } else if (faults.length < 20) {
      faults.push(
        cellCountFault({
          line,
          found: record.length,
          expected: columns.length,
          last: at === records.length - 2,
        }),
      );
    }
  });
  if (faults.length > 0) throw new ImportRefused(faults);
  return { delimiter, columns, rows, endsOpen: !/[\r\n]\s*$/.test(text) };
}

function headerLine(text: string): string {
  return (/^[^\r\n]*/.exec(text.trimStart())?.[0] ?? '').slice(0, 10_000);
}

function columnName(cell: string): string {
  return cell.trim().toLowerCase().replace(/\s+/g, ' ');
}

function parseRecords(text: string, delimiter: string): ParsedRecord[] {
  try {
    return parse(text, {
      delimiter,
      // Not `info`, which keeps a dozen facts for each of 100,000 records.
      onRecord: (record: unknown, { lines }) => ({ record, line: lines }) as unknown as string[],
      relaxColumnCount: true,
      skipEmptyLines: true,
      skipRecordsWithEmptyValues: true,
      maxRecordSize: 100_000,
    }) as unknown as ParsedRecord[];
  } catch (error) {
    if (error instanceof CsvError) refuse(quoteProblem(error), {}, linesOf(error));
    throw error;
  }
}

function linesOf(error: CsvError): number {
  const lines = (error as { lines?: unknown }).lines;
  return typeof lines === 'number' ? lines : 0;
}

function quoteProblem(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return 'imports.problem.quoteOpen';
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return 'imports.problem.lineTooLong';
  }
  return 'imports.problem.quoteMisplaced';
}

/** csv-parse tells the line where a record ends; people look for the line where it starts. */
function startLine({ record, line }: ParsedRecord): number {
  const inside = record.reduce(
    (sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0),
    0,
  );
  return line - inside;
}

/** Empty cells after the last column, as some programs write them, count as nothing. */
function withoutSpareCells(record: string[], expected: number): string[] {
  return record.slice(expected).every((cell) => cell.trim() === '') ? record.slice(0, expected) : record;
}

interface CellCount {
  line: number;
  found: number;
  expected: number;
  last: boolean;
}

function cellCountFault({ line, found, expected, last }: CellCount): ImportFault {
  const counted = { count: found, expected };
  if (found >= expected) return { line, text: 'imports.problem.cellsTooMany', vars: counted };
  return last
    ? { line, text: 'imports.problem.cutShort', vars: counted }
    : { line, text: 'imports.problem.cellsMissing', vars: counted };
}
