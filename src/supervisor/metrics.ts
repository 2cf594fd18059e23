import type { MetricFamily } from './messages.ts';

type Labels = Readonly<Record<string, string | number>>;
type Sample = MetricFamily['values'][number];

/** Kinds whose values only grow: what a worker had counted stays in the sum when the worker is gone. */
const GROWING = new Set(['counter', 'histogram', 'summary']);

/**
 * Merges the metrics of all workers into one picture. Counters and histograms are summed, those of ended workers
 * included, so that they never go backwards; gauges take the aggregator prom-client gives them, over the living.
 */
export class MetricsMerger {
  readonly #ended = new Map<string, Merged>();

  /** Keeps what a worker that has ended had counted. */
  keep(families: readonly MetricFamily[]): void {
    for (const family of families) if (GROWING.has(family.type)) addTo(this.#ended, family, sum);
  }

  /** The metrics of the living together with what the ended ones had counted. */
  merge(living: readonly (readonly MetricFamily[])[]): MetricFamily[] {
    const merged = new Map<string, Merged>();
    for (const { family, samples } of this.#ended.values()) {
      addTo(merged, { ...family, values: [...samples.values()] }, sum);
    }
    for (const family of living.flat()) addTo(merged, family, combinerOf(family));
    return [...merged.values()].map(({ family, samples, parts }) => ({
      ...family,
      values: [...samples.values()].map((sample) =>
        family.aggregator === 'average' ? { ...sample, value: sample.value / parts } : sample,
      ),
    }));
  }
}

interface Merged {
  readonly family: MetricFamily;
  readonly samples: Map<string, Sample>;
  /** How many workers gave it. */
  parts: number;
}

type Combine = (a: number, b: number) => number;
const sum: Combine = (a, b) => a + b;

function combinerOf({ type, aggregator }: MetricFamily): Combine {
  if (GROWING.has(type)) return sum;
  if (aggregator === 'max') return Math.max;
  if (aggregator === 'min') return Math.min;
  if (aggregator === 'first') return (a) => a;
  return sum;
}

function addTo(all: Map<string, Merged>, family: MetricFamily, combine: Combine): void {
  if (family.aggregator === 'omit') return;
  const merged = all.get(family.name) ?? { family, samples: new Map<string, Sample>(), parts: 0 };
  all.set(family.name, merged);
  merged.parts += 1;
  for (const sample of family.values) {
    const key = `${sample.metricName ?? ''}${renderLabels(sample.labels, true)}`;
    const before = merged.samples.get(key);
    merged.samples.set(key, before ? { ...sample, value: combine(before.value, sample.value) } : sample);
  }
}

/** Prometheus's text format, version 0.0.4. */
export function renderMetrics(families: readonly MetricFamily[]): string {
  return families
    .map(({ name, help, type, values }) => {
      const lines = values.map(
        ({ metricName, labels, value }) =>
          `${metricName ?? name}${renderLabels(labels)} ${renderNumber(value)}\n`,
      );
      return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n${lines.join('')}`;
    })
    .join('');
}

function renderLabels(labels: Labels, isSorted = false): string {
  const entries = Object.entries(labels);
  if (entries.length === 0) return '';
  if (isSorted) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, value]) => `${name}="${escapeLabel(String(value))}"`).join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function renderNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

/** One gauge or counter of the supervisor's own. */
export function family(
  type: 'gauge' | 'counter',
  name: string,
  help: string,
  values: readonly { readonly value: number; readonly labels: Labels }[],
): MetricFamily {
  return { name, help, type, values };
}
