import { element, frame, percent, rounded } from './svg.ts';
import type { ChartFrame, Svg } from './svg.ts';

const HEIGHT = 32;
const PAD = 5;
const UNITS = 100;

/** A small line without axes for a card, its last value marked; empty with fewer than two values. */
export function sparkline(chart: ChartFrame & { values: readonly number[] }): Svg {
  if (chart.values.length < 2) return '' as Svg;
  const [low, high] = [Math.min(...chart.values), Math.max(...chart.values)];
  const x = (index: number) => 0.03 + 0.94 * (index / (chart.values.length - 1));
  const y = (value: number) =>
    high === low ? HEIGHT / 2 : PAD + (HEIGHT - 2 * PAD) * (1 - (value - low) / (high - low));
  const d = chart.values
    .map((value, index) => `${index === 0 ? 'M' : 'L'}${rounded(x(index) * UNITS)} ${rounded(y(value))}`)
    .join('');
  const last = chart.values.length - 1;
  return frame(chart, 'spark', HEIGHT, [
    element(
      'svg',
      { width: '100%', height: HEIGHT, viewBox: `0 0 ${UNITS} ${HEIGHT}`, preserveAspectRatio: 'none' },
      element('path', {
        class: 'chart-line chart-series-1',
        d,
        fill: 'none',
        'vector-effect': 'non-scaling-stroke',
      }),
    ),
    element('circle', {
      class: 'chart-point chart-series-1',
      cx: percent(x(last)),
      cy: y(chart.values[last]!),
      r: 3,
    }),
  ]);
}
