import { lineOf, linesOf } from '../html-text.ts';
import { isNode, type Node } from '../json-ld.ts';

/** Values of files whose form may differ from edition to edition: what does not fit counts as absent. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? lineOf(value) : typeof value === 'number' ? String(value) : '';
}

/** A longer text with its lines. */
export function proseOf(value: unknown): string {
  return typeof value === 'string' ? linesOf(value).join('\n') : '';
}

export function nodesOf(value: unknown): Node[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isNode) : [];
}

export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined;
}

/** The name of `{ name }`, or a text itself. */
export function nameOf(value: unknown): string {
  return isNode(value) ? textOf(value['name']) : textOf(value);
}

/** 2.5 → "2.5", 2.0 → "2", 0.333333 → "0.333". */
export function amountOf(value: unknown): string {
  const number = numberOf(value);
  return number === undefined ? '' : String(Math.round(number * 1000) / 1000);
}

export function joined(...parts: string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}

export function jsonOf(bytes: Buffer | undefined): unknown {
  try {
    return bytes === undefined ? undefined : JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}
