import { element, frame, percent, text, title } from './svg.ts';
import type { ChartFrame, Svg } from './svg.ts';

export interface TargetBar {
  label: string;
  /** Not below zero. */
  value: number;
  /** The value as people read it, with its target: "1,450 of 2,200 kcal". */
  valueText: string;
  /** Null where nothing is aimed at: the bar stays empty then. */
  target: number | null;
}

const ROW = 40;
const LABEL_Y = 15;
const BAR = { y: 22, height: 10 };
const MARK = { y1: 19, y2: 35 };

/** Horizontal bars, each against its own target, which a mark shows when it is passed; empty without bars. */
export function targetBars(chart: ChartFrame & { bars: readonly TargetBar[] }): Svg {
  if (chart.bars.length === 0) return '' as Svg;
  const rows = chart.bars.map((bar, index) => drawBar(bar, index * ROW));
  return frame(chart, 'targets', chart.bars.length * ROW, rows);
}

function drawBar({ label, value, valueText, target }: TargetBar, top: number): Svg {
  const full = Math.max(target ?? 0, value) || 1;
  const strip = (className: string, share: number) =>
    element('rect', {
      class: className,
      x: 0,
      y: top + BAR.y,
      width: percent(share),
      height: BAR.height,
      rx: 2,
    });
  const shapes = [
    element('text', { class: 'chart-label', x: 0, y: top + LABEL_Y }, text(label)),
    element(
      'text',
      { class: 'chart-value', x: '100%', y: top + LABEL_Y, 'text-anchor': 'end' },
      text(valueText),
    ),
    strip('chart-track', 1),
  ];
  if (target !== null) {
    shapes.push(strip('chart-bar', value / full));
    const at = percent(target / full);
    const line = { x1: at, x2: at, y1: top + MARK.y1, y2: top + MARK.y2 };
    if (value > target) shapes.push(element('line', { class: 'chart-target', ...line }));
  }
  const words = `${label}: ${valueText}`;
  return element('g', { 'data-label': words }, title(words), ...shapes);
}
