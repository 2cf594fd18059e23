import { element, text, type Svg } from '../../../lib/charts/svg.ts';
import type { PlateLoad } from '../plates.ts';

const HEIGHT = 96;
const MIDDLE = HEIGHT / 2;
const SLEEVE_X = 40;
const PLATE_WIDTH = 32;
const GAP = 3;

/** One side of the bar with its plates, heaviest inside; higher plates are heavier. Words stand beside it. */
export function platePicture(load: PlateLoad, format: (weight: number) => string): Svg {
  const plates = load.perSide.flatMap(({ weight, count }) => Array.from({ length: count }, () => weight));
  const heaviest = Math.max(...plates, 1);
  const width = SLEEVE_X + Math.max(plates.length, 3) * (PLATE_WIDTH + GAP) + 24;
  const shapes = plates.flatMap((weight, at) => {
    const height = 34 + 58 * Math.sqrt(weight / heaviest);
    const x = SLEEVE_X + at * (PLATE_WIDTH + GAP);
    return [
      element('rect', { class: 'plate', x, y: MIDDLE - height / 2, width: PLATE_WIDTH, height, rx: 4 }),
      element(
        'text',
        {
          class: 'plate-weight',
          x: x + PLATE_WIDTH / 2,
          y: MIDDLE,
          'text-anchor': 'middle',
          'dominant-baseline': 'central',
        },
        text(format(weight)),
      ),
    ];
  });
  return element(
    'svg',
    { class: 'plates', width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, 'aria-hidden': 'true' },
    element('rect', { class: 'plates-bar', x: 0, y: MIDDLE - 4, width, height: 8, rx: 3 }),
    element('rect', {
      class: 'plates-collar',
      x: SLEEVE_X - 10,
      y: MIDDLE - 14,
      width: 6,
      height: 28,
      rx: 2,
    }),
    ...shapes,
  );
}
