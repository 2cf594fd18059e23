import { distanceInUnit, readableWeight } from './units.ts';
import type { DistanceUnit, WeightUnit } from './units.ts';

// Making an Intl formatter costs some 20 µs and a page prints hundreds of numbers. The key space is
// locales × decimals, so it stays small.
const formatters = new Map<string, Intl.NumberFormat>();

/** `1234.5` → "1,234.5" in the user's language, with at most `maxDecimals` decimals. */
export function formatNumber(value: number, locale: string, maxDecimals = 1): string {
  const key = `${locale}/${maxDecimals}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, { maximumFractionDigits: maxDecimals });
    formatters.set(key, formatter);
  }
  return formatter.format(value);
}

/** `1234.5` → "1234.5" or "1234,5": as a person types it into a field, without grouping, which would be read back wrong. */
export function typedNumber(value: number, locale: string, maxDecimals = 3): string {
  const key = `${locale}/${maxDecimals}/typed`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.NumberFormat(locale, { maximumFractionDigits: maxDecimals, useGrouping: false });
    formatters.set(key, formatter);
  }
  return formatter.format(value);
}

/** A change with its sign: "+2.5", "−0.4", "0". */
export function formatChange(value: number, locale: string, maxDecimals = 1): string {
  const size = formatNumber(Math.abs(value), locale, maxDecimals);
  if (size === formatNumber(0, locale, maxDecimals)) return size;
  return `${value < 0 ? '−' : '+'}${size}`;
}

/** "100 kg", "61.25 kg" or "220.5 lb" from kg: quarters as they are on plates, anything else to a tenth. */
export function formatWeight(kg: number, unit: WeightUnit, locale: string): string {
  return `${formatNumber(readableWeight(kg, unit), locale, 2)} ${unit}`;
}

/** "5 km" or "3.11 mi" from metres. */
export function formatDistance(metres: number, unit: DistanceUnit, locale: string): string {
  return `${formatNumber(distanceInUnit(metres, unit), locale, 2)} ${unit}`;
}

/** Seconds as a clock: "0:45", "27:30", "1:02:03". */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');
}

/** "84 kB" or "12.5 MB". */
export function formatBytes(bytes: number, locale: string): string {
  return bytes < 100_000
    ? `${formatNumber(bytes / 1e3, locale, 0)} kB`
    : `${formatNumber(bytes / 1e6, locale, 1)} MB`;
}
