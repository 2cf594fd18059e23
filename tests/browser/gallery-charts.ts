import { barChart } from '../../src/lib/charts/bar-chart.ts';
import { heatMap } from '../../src/lib/charts/heat-map.ts';
import { lineChart } from '../../src/lib/charts/line-chart.ts';
import { sparkline } from '../../src/lib/charts/sparkline.ts';
import { addDays } from '../../src/lib/dates.ts';

const STYLE = { locale: 'en', weekStart: 1 } as const;
const describe = (id: string) => ({ id, title: `Question of ${id}`, description: 'What it shows.' });

/** One of each chart, with every kind of series, drawn by the product's own builders. */
export function galleryCharts() {
  const days = Array.from({ length: 24 }, (_, at) => addDays('2025-09-02', at * 7));
  const value = (at: number) => 80 + at * 1.1 + Math.sin(at) * 3;
  const points = days.map((date, at) => ({
    date,
    value: value(at),
    label: `${date}: ${value(at)} kg`,
    record: at % 7 === 6,
  }));
  const goal = [days[0]!, days.at(-1)!].map((date) => ({ date, value: 110, label: 'Goal' }));
  const trend = points.map(({ date, label }, at) => ({ date, label, value: 79 + at * 1.05 }));
  return {
    line: lineChart({
      ...describe('line'),
      ...STYLE,
      formatTick: (tick) => String(tick),
      series: [
        { name: 'Squat', style: 'line', points },
        { name: 'Trend', style: 'trend', points: trend },
        { name: 'Goal', style: 'goal', points: goal },
      ],
    }),
    bars: barChart({
      ...describe('bars'),
      bars: ['Quadriceps', 'Chest', 'Back'].map((label, at) => ({
        label,
        value: 14 - at * 4,
        valueText: `${14 - at * 4} sets`,
        previous: { value: 10, text: '10 in the month before' },
      })),
    }),
    heat: heatMap({
      ...describe('heat'),
      ...STYLE,
      from: '2025-09-01',
      to: '2026-02-28',
      days: Array.from({ length: 60 }, (_, at) => ({
        date: addDays('2025-09-01', at * 3),
        level: ((at % 4) + 1) as 1 | 2 | 3 | 4,
        label: `${at} sets`,
      })),
    }),
    spark: sparkline({ ...describe('spark'), values: points.map((point) => point.value) }),
  };
}
