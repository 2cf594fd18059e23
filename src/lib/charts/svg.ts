/** SVG text that may go into a page as it is: made only by `element` and `text`, which escape what they are given. */
export type Svg = string & { readonly __svg: unique symbol };

type Attribute = string | number | undefined;

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escape(raw: string): string {
  return raw.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** Text as SVG content. */
export function text(content: string): Svg {
  return escape(content) as Svg;
}

/** One element; attributes that are undefined are left out, numbers are rounded to a hundredth. */
export function element(tag: string, attributes: Record<string, Attribute>, ...children: Svg[]): Svg {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escape(typeof value === 'number' ? rounded(value) : value!)}"`)
    .join('');
  return (
    children.length === 0 ? `<${tag}${written}/>` : `<${tag}${written}>${children.join('')}</${tag}>`
  ) as Svg;
}

/** A number for an attribute: at most two decimals, no exponent. */
export function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Names a shape: read out and shown on hover without any script. */
export function title(content: string): Svg {
  return element('title', {}, text(content));
}

export interface ChartFrame {
  /** Unique on the page: title and description are tied to the picture by it. */
  id: string;
  /** The question the chart answers. */
  title: string;
  /** What it shows, in a sentence, for who cannot see it. */
  description: string;
}

/**
 * The outer element of a chart. Without a viewBox the width is that of the place and heights are pixels, so that
 * texts keep their size on a phone; horizontal places inside are percentages.
 */
export function frame(chart: ChartFrame, kind: string, height: number, content: Svg[]): Svg {
  return element(
    'svg',
    {
      class: `chart chart-${kind}`,
      width: '100%',
      height,
      role: 'img',
      'aria-labelledby': `${chart.id}-title ${chart.id}-description`,
      'data-chart': kind,
    },
    ...captions(chart),
    ...content,
  );
}

/** Title and description of a picture, to be named by its aria-labelledby. */
export function captions(chart: ChartFrame): Svg[] {
  return [
    element('title', { id: `${chart.id}-title` }, text(chart.title)),
    element('desc', { id: `${chart.id}-description` }, text(chart.description)),
  ];
}

/** A horizontal place as a share (0–1) of the width. */
export function percent(share: number): string {
  return `${rounded(share * 100)}%`;
}
