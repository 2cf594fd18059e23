import { element, frame, percent, text, title } from './svg.ts';
import type { ChartFrame, Svg } from './svg.ts';

export interface Bar {
  label: string;
  /** Not below zero. */
  value: number;
  /** The value as people read it: "12.5 sets". */
  valueText: string;
  /** The same in the period before, drawn as a thin bar below. */
  previous?: { value: number; text: string };
}

export interface BarChart extends ChartFrame {
  bars: readonly Bar[];
  /** What a whole bar means; default: the largest value. */
  whole?: number;
}

const ROW = 46;
const LABEL_Y = 16;
const BAR = { y: 23, height: 12 };
const PREVIOUS = { y: 37, height: 4 };

/** Horizontal bars from zero, label and value above each, as an SVG for a page; empty without bars. */
export function barChart(chart: BarChart): Svg {
  if (chart.bars.length === 0) return '' as Svg;
  const largest =
    chart.whole ?? Math.max(...chart.bars.flatMap(({ value, previous }) => [value, previous?.value ?? 0]));
  const rows = chart.bars.map((bar, index) => drawBar(bar, index * ROW, largest || 1));
  return frame(chart, 'bars', chart.bars.length * ROW, rows);
}

function drawBar(bar: Bar, top: number, largest: number): Svg {
  const label = bar.previous
    ? `${bar.label}: ${bar.valueText} (${bar.previous.text})`
    : `${bar.label}: ${bar.valueText}`;
  const shapes = [
    element('text', { class: 'chart-label', x: 0, y: top + LABEL_Y }, text(bar.label)),
    element(
      'text',
      { class: 'chart-value', x: '100%', y: top + LABEL_Y, 'text-anchor': 'end' },
      text(bar.valueText),
    ),
    strip('chart-track', top + BAR.y, BAR.height, 1),
    strip('chart-bar', top + BAR.y, BAR.height, bar.value / largest),
  ];
  if (bar.previous) {
    shapes.push(strip('chart-previous', top + PREVIOUS.y, PREVIOUS.height, bar.previous.value / largest));
  }
  return element('g', { 'data-label': label }, title(label), ...shapes);
}

function strip(className: string, y: number, height: number, share: number): Svg {
  return element('rect', { class: className, x: 0, y, width: percent(share), height, rx: 2 });
}
