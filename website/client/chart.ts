/**
 * Values of a chart by hover, touch and arrow keys. The SVG is complete without this: each shape has its title, and
 * a table stands below it.
 */
interface Mark {
  shape: SVGGraphicsElement;
  label: string;
}

const CURRENT = 'chart-current';

function marksOf(chart: SVGSVGElement): Mark[] {
  return [...chart.querySelectorAll<SVGGraphicsElement>('[data-label]')].map((shape) => ({
    shape,
    label: shape.dataset.label ?? '',
  }));
}

/** The mark whose middle is nearest to a place on the screen; along the time axis only, for lines. */
function nearest(marks: readonly Mark[], place: { x: number; y: number }, alongX: boolean): number {
  let best = -1;
  let bestDistance = Infinity;
  marks.forEach(({ shape }, index) => {
    const box = shape.getBoundingClientRect();
    const dx = box.x + box.width / 2 - place.x;
    const dy = box.y + box.height / 2 - place.y;
    const distance = alongX ? Math.abs(dx) + Math.abs(dy) / 1000 : Math.hypot(dx, dy);
    if (distance < bestDistance) [best, bestDistance] = [index, distance];
  });
  return best;
}

function readoutFor(chart: SVGSVGElement): HTMLElement {
  const readout = document.createElement('output');
  readout.className = 'chart-readout';
  chart.before(readout);
  return readout;
}

/** Makes one chart answer to pointer and keys. */
function enhance(chart: SVGSVGElement): void {
  if (chart.dataset.chartReady !== undefined) return;
  chart.dataset.chartReady = '';
  const marks = marksOf(chart);
  if (marks.length === 0) return;
  const readout = readoutFor(chart);
  const alongX = chart.dataset.chart === 'line';
  let current = -1;

  const show = (index: number) => {
    marks[current]?.shape.classList.remove(CURRENT);
    current = index;
    const mark = marks[index];
    mark?.shape.classList.add(CURRENT);
    readout.textContent = mark?.label ?? '';
  };
  chart.setAttribute('tabindex', '0');
  chart.addEventListener('pointermove', (event) =>
    show(nearest(marks, { x: event.clientX, y: event.clientY }, alongX)),
  );
  chart.addEventListener('pointerleave', () => show(-1));
  chart.addEventListener('blur', () => show(-1));
  chart.addEventListener('keydown', (event) => {
    const last = marks.length - 1;
    const from = current < 0 ? last + 1 : current;
    const next: Record<string, number> = {
      ArrowLeft: from - 1,
      ArrowUp: from - 1,
      ArrowRight: current < 0 ? last : from + 1,
      ArrowDown: current < 0 ? last : from + 1,
      Home: 0,
      End: last,
      Escape: -1,
    };
    const wanted = next[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    show(event.key === 'Escape' ? -1 : Math.max(0, Math.min(last, wanted)));
  });
}

/** Makes every chart below `root` answer; safe to call again after a part of the page was replaced. */
export function enhanceCharts(root: ParentNode = document): void {
  for (const chart of root.querySelectorAll<SVGSVGElement>('svg[data-chart]')) enhance(chart);
}
