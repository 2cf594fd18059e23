import { element, frame, percent, title } from './svg.ts';
import type { ChartFrame, Svg } from './svg.ts';

export interface DayColumn {
  /** Not below zero; null where nothing is known. */
  value: number | null;
  /** What the column says on hover and to a screen reader. */
  label: string;
  isCurrent: boolean;
}

const HEIGHT = 44;
const WIDTH_SHARE = 0.56;

/** Small columns for the days of a week, with a line for the target; the names of the days stand below, in HTML. */
export function dayColumns(chart: ChartFrame & { days: readonly DayColumn[]; target: number | null }): Svg {
  const largest = Math.max(...chart.days.map(({ value }) => value ?? 0), chart.target ?? 0) || 1;
  const step = 1 / chart.days.length;
  const heightOf = (value: number) => (HEIGHT - 2) * (value / largest);
  const columns = chart.days.map(({ value, label, isCurrent }, index) => {
    const height = Math.max(heightOf(value ?? 0), value === null ? 0 : 2);
    return element(
      'rect',
      {
        class: isCurrent ? 'chart-bar' : 'chart-bar chart-bar-quiet',
        ...{ x: percent(step * (index + (1 - WIDTH_SHARE) / 2)), width: percent(step * WIDTH_SHARE) },
        ...{ y: HEIGHT - height, height, rx: 2, 'data-label': label },
      },
      title(label),
    );
  });
  const y = chart.target === null ? 0 : HEIGHT - heightOf(chart.target);
  const line = { class: 'chart-target chart-target-line', x1: 0, x2: '100%', y1: y, y2: y };
  return frame(chart, 'days', HEIGHT, chart.target === null ? columns : [...columns, element('line', line)]);
}
