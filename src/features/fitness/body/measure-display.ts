import { formatChange, formatNumber } from '../../../lib/number-format.ts';
import { weightInUnit, weightToKg } from '../../../lib/units.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { BODY_WEIGHT } from './measurement-schema.ts';

/** How values of one type are shown and typed: body weight in the person's unit, all others as they are. */
export interface MeasureDisplay {
  unit: string;
  shown: (stored: number) => number;
  stored: (typed: number) => number;
  /** With its unit: "81.4 kg". */
  text: (stored: number) => string;
  /** A change with sign and unit: "−0.4 kg". */
  change: (difference: number) => string;
}

export function displayOf(
  type: { key: string | null; unit: string; decimals: number },
  viewer: Pick<Viewer, 'units' | 'language'>,
): MeasureDisplay {
  const isWeight = type.key === BODY_WEIGHT;
  const unit = isWeight ? viewer.units.weight : type.unit;
  const shown = (stored: number) => (isWeight ? weightInUnit(stored, viewer.units.weight) : stored);
  const suffix = unit === '' ? '' : ` ${unit}`;
  return {
    unit,
    shown,
    stored: (typed) => (isWeight ? weightToKg(typed, viewer.units.weight) : typed),
    text: (stored) => `${formatNumber(shown(stored), viewer.language, type.decimals)}${suffix}`,
    change: (difference) => `${formatChange(shown(difference), viewer.language, type.decimals)}${suffix}`,
  };
}
