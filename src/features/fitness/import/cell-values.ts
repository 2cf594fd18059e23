import type { DistanceUnit, WeightUnit } from './imported.ts';

/**
 * A number as people and programs write it: "75.0", "102,5", "1,234.5", "1 234,5", "-20".
 * Undefined when it is none; null when the cell is empty.
 */
export function parseNumber(cell: string): number | null | undefined {
  const text = cell.replace(/[\s\u00a0\u202f']/g, '');
  if (text === '' || text === '-' || text === '—') return null;
  const plain = normalised(text);
  return plain === undefined ? undefined : Number(plain);
}

function normalised(text: string): string | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,2})?$/i.test(text)) return text;
  if (/^[+-]?\d{1,3}(,\d{3})+\.\d+$/.test(text)) return text.replaceAll(',', '');
  if (/^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(text)) return text.replaceAll('.', '').replace(',', '.');
  if (/^[+-]?\d+,\d+$/.test(text)) return text.replace(',', '.');
  return undefined;
}

const PART_SECONDS: Readonly<Record<string, number>> = {
  d: 86_400,
  h: 3600,
  hr: 3600,
  hrs: 3600,
  hour: 3600,
  hours: 3600,
  std: 3600,
  m: 60,
  min: 60,
  mins: 60,
  minute: 60,
  minutes: 60,
  s: 1,
  sec: 1,
  secs: 1,
  sek: 1,
  second: 1,
  seconds: 1,
};

/**
 * Seconds from "2h 18m", "45m", "1:05:00", "12:30" (minutes and seconds) or a bare number of
 * seconds. Undefined when it is no duration; null when the cell is empty.
 */
export function parseDuration(cell: string): number | null | undefined {
  const text = cell.trim().toLowerCase();
  if (text === '') return null;
  if (/^\d+:\d{1,2}(:\d{1,2}(\.\d+)?)?$/.test(text)) {
    return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  }
  const bare = parseNumber(text);
  if (bare !== undefined) return bare;
  return namedDuration(text);
}

function namedDuration(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-z]+)\.?\s*/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) return undefined;
  let seconds = 0;
  for (const [, amount = '', unit = ''] of parts) {
    const factor = Object.hasOwn(PART_SECONDS, unit) ? PART_SECONDS[unit] : undefined;
    if (factor === undefined) return undefined;
    seconds += Number(amount.replace(',', '.')) * factor;
  }
  return seconds;
}

/** "lbs", "lb.", "pounds", "kgs", "Kilogramm" … → the unit; undefined when it is neither. */
export function parseWeightUnit(text: string): WeightUnit | undefined {
  const word = text.toLowerCase().replace(/[^a-z]/g, '');
  if (['kg', 'kgs', 'kilo', 'kilos', 'kilogram', 'kilograms', 'kilogramm'].includes(word)) return 'kg';
  if (['lb', 'lbs', 'pound', 'pounds'].includes(word)) return 'lb';
  return undefined;
}

const METRES: Readonly<Record<string, number>> = {
  m: 1,
  meter: 1,
  meters: 1,
  metre: 1,
  metres: 1,
  km: 1000,
  kms: 1000,
  kilometer: 1000,
  kilometers: 1000,
  kilometre: 1000,
  kilometres: 1000,
  mi: 1609.344,
  mile: 1609.344,
  miles: 1609.344,
  yd: 0.9144,
  yds: 0.9144,
  yard: 0.9144,
  yards: 0.9144,
  ft: 0.3048,
  foot: 0.3048,
  feet: 0.3048,
};

/** Metres in one of the unit written, or undefined when the word is no unit of length. */
export function metresPer(text: string): number | undefined {
  const word = text.toLowerCase().replace(/[^a-z]/g, '');
  return Object.hasOwn(METRES, word) ? METRES[word] : undefined;
}

export const metresPerUnit: Readonly<Record<DistanceUnit, number>> = { km: 1000, mi: 1609.344 };

/** The unit that a header names in brackets or after an underscore: "weight (kg)", "weight_lbs". */
export function headerUnit(column: string): string | undefined {
  return /\(([^)]+)\)\s*$/.exec(column)?.[1] ?? /_([a-z]+)$/.exec(column)?.[1];
}
