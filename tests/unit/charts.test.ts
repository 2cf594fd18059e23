import { XMLValidator, XMLParser } from 'fast-xml-parser';
import { describe, expect, test } from '@jest/globals';
import { barChart } from '../../src/lib/charts/bar-chart.ts';
import { heatMap } from '../../src/lib/charts/heat-map.ts';
import { lineChart } from '../../src/lib/charts/line-chart.ts';
import type { LineChart } from '../../src/lib/charts/line-chart.ts';
import { sparkline } from '../../src/lib/charts/sparkline.ts';
import { clockTicks, niceTicks, timeTicks } from '../../src/lib/charts/ticks.ts';

const frame = { id: 'c', title: 'Is my squat going up?', description: 'Estimated maximum by day' };

function line(points: [date: string, value: number, record?: boolean][], more: Partial<LineChart> = {}) {
  return lineChart({
    ...frame,
    series: [
      {
        name: 'Squat',
        style: 'line',
        points: points.map(([date, value, record]) => ({
          date,
          value,
          label: `${date}: ${value} kg`,
          record,
        })),
      },
    ],
    formatTick: String,
    locale: 'en',
    weekStart: 1,
    ...more,
  });
}

/** Every attribute of that name in document order. */
const attributes = (svg: string, name: string) =>
  [...svg.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map((match) => match[1]!);

describe('axes', () => {
  test('numbers on the axis are round and cover the values', () => {
    expect(niceTicks(97, 141, 4)).toEqual([80, 100, 120, 140, 160]);
    expect(niceTicks(80.2, 81.9, 4)).toEqual([80, 80.5, 81, 81.5, 82]);
    expect(niceTicks(100, 100, 4).length).toBeGreaterThan(1);
    expect(niceTicks(0, 0, 4)[0]).toBe(0);
  });

  test('times step by what is round on a clock', () => {
    expect(clockTicks(201, 390, 4)).toEqual([180, 240, 300, 360, 420]);
    expect(clockTicks(45, 45, 4)).toEqual([45, 60]);
  });

  test('a month shows weeks from the first day of the week, a year shows months from January', () => {
    expect(timeTicks('2026-03-01', '2026-03-31', 1)).toEqual({
      grain: 'week',
      dates: ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23', '2026-03-30'],
    });
    expect(timeTicks('2025-11-20', '2026-11-20', 1)).toEqual({
      grain: 'month',
      dates: ['2026-01-01', '2026-04-01', '2026-07-01', '2026-10-01'],
    });
    expect(timeTicks('2026-03-01', '2026-03-04', 1)).toMatchObject({ grain: 'day' });
    expect(timeTicks('2010-01-01', '2026-01-01', 1).dates.length).toBeLessThanOrEqual(6);
  });
});

describe('line chart', () => {
  test('is well-formed, named, without styles, and every point can be read', () => {
    const svg = line([
      ['2026-03-01', 100],
      ['2026-03-08', 105, true],
    ]);
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).toContain('role="img" aria-labelledby="c-title c-description"');
    expect(svg).toContain('<title id="c-title">Is my squat going up?</title>');
    expect(svg).not.toMatch(/ style=|<style|<script| on\w+=/);
    expect(attributes(svg, 'data-label')).toEqual(['2026-03-01: 100 kg', '2026-03-08: 105 kg']);
    expect(svg.match(/class="chart-record"/g)).toHaveLength(1);
  });

  test('a larger value stands higher, or lower where low is good', () => {
    const points: [string, number][] = [
      ['2026-03-01', 300],
      ['2026-03-08', 330],
    ];
    const [first, second] = attributes(line(points), 'cy').map(Number) as [number, number];
    expect(second).toBeLessThan(first);
    const [fast, slow] = attributes(line(points, { lowIsGood: true }), 'cy').map(Number) as [number, number];
    expect(fast).toBeLessThan(slow);
  });

  test('an amount is drawn from zero', () => {
    const points: [string, number][] = [
      ['2026-03-01', 90],
      ['2026-03-08', 100],
    ];
    expect(line(points)).not.toContain('>0</text>');
    expect(line(points, { fromZero: true })).toContain('>0</text>');
  });

  test('a long pause leaves a gap in the line', () => {
    const path = attributes(
      line([
        ['2026-01-01', 100],
        ['2026-01-08', 101],
        ['2026-06-01', 102],
        ['2026-06-08', 103],
      ]),
      'd',
    )[0]!;
    expect(path.match(/M/g)).toHaveLength(2);
    expect(path.match(/L/g)).toHaveLength(2);
  });

  test('names of exercises cannot break out of the picture', () => {
    const svg = line([['2026-03-01', 100]], { title: '<script>alert("1")</script> & \'x\'' });
    expect(svg).not.toContain('<script');
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(svg) as { svg: { title: unknown } };
    expect(parsed.svg.title).toMatchObject({ '#text': '<script>alert("1")</script> & \'x\'' });
  });

  test('two lines that end together have their names apart', () => {
    const points = [
      { date: '2026-03-01', value: 80, label: 'a' },
      { date: '2026-03-08', value: 81, label: 'b' },
    ];
    const svg = line([], {
      series: [
        { name: 'Weight', style: 'line', points },
        { name: 'Trend', style: 'trend', points },
      ],
    });
    const names = [...svg.matchAll(/<text class="chart-name[^>]* y="([\d.-]+)"/g)].map((match) =>
      Number(match[1]),
    );
    expect(Math.abs(names[0]! - names[1]!)).toBeGreaterThanOrEqual(16);
  });

  test('one point is a picture, none is nothing', () => {
    expect(line([['2026-03-01', 100]])).toContain('<circle');
    expect(line([])).toBe('');
  });
});

describe('bars', () => {
  test('are in proportion to the largest, also of the period before', () => {
    const svg = barChart({
      ...frame,
      bars: [
        { label: 'Chest', value: 10, valueText: '10 sets', previous: { value: 20, text: '20 sets' } },
        { label: 'Back', value: 5, valueText: '5 sets' },
      ],
    });
    expect(XMLValidator.validate(svg)).toBe(true);
    const widths = [...svg.matchAll(/class="chart-(bar|previous)"[^>]* width="([^"]+)"/g)].map(
      (match) => match[2],
    );
    expect(widths).toEqual(['50%', '100%', '25%']);
    expect(attributes(svg, 'data-label')).toEqual(['Chest: 10 sets (20 sets)', 'Back: 5 sets']);
  });

  test('nothing but zeros is drawn without a fault', () => {
    const svg = barChart({ ...frame, bars: [{ label: 'Chest', value: 0, valueText: '0' }] });
    expect(svg).not.toContain('NaN');
    expect(barChart({ ...frame, bars: [] })).toBe('');
  });
});

describe('calendar', () => {
  const map = (startsOn: 0 | 1) =>
    heatMap({
      ...frame,
      days: [{ date: '2026-03-02', level: 3, label: 'Mon 2 Mar: 18 sets' }],
      from: '2026-02-01',
      to: '2026-03-03',
      weekStart: startsOn,
      locale: 'en',
    });

  test('shows training days, and the others empty', () => {
    const svg = map(1);
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(attributes(svg, 'data-label')).toEqual(['Mon 2 Mar: 18 sets']);
    expect(attributes(svg, 'd')[0]!.match(/M/g)).toHaveLength(30);
    expect(svg).toContain('>Mar</text>');
  });

  test('a Monday is the first row, or the second where weeks begin on Sunday', () => {
    const rowOf = (svg: string) => Number(/chart-heat-3" x="[\d.]+" y="([\d.]+)"/.exec(svg)?.[1]);
    expect(rowOf(map(0)) - rowOf(map(1))).toBe(12);
  });
});

describe('sparkline', () => {
  test('needs two values, and draws equal ones in the middle', () => {
    expect(sparkline({ ...frame, values: [1] })).toBe('');
    expect(sparkline({ ...frame, values: [5, 5, 5] })).not.toContain('NaN');
  });
});
