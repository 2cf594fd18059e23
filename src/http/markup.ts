import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ejs from 'ejs';

/** Logical file name → address with the content's hash, as the client build wrote it. */
export type Manifest = Readonly<Record<string, string>>;

/** The only values that templates print without escaping, besides includes and the layout's body. */
export interface Markup {
  /** Address of a built file: `asset('app.css')`. */
  asset(name: string): string;
  /** An icon of the set, hidden from screen readers: words stand beside it. */
  icon(name: string): string;
  /** ` name="value"` for each entry; true prints the bare name, false, null and undefined nothing. */
  attrs(values: Record<string, string | number | boolean | null | undefined>): string;
  /** A drawing made by our own SVG builders. */
  svg(drawing: string): string;
  /** Linked data about the page, for programs that read it; a browser runs nothing of it. */
  linkedData(data: object): string;
}

/** Reads the manifest of the client build. */
export function readManifest(staticRoot: string): Manifest {
  const file = join(staticRoot, 'build/manifest.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch (cause) {
    throw new Error(`${file} is missing or broken: run "npm run build:client"`, { cause });
  }
}

export function createMarkup(manifest: Manifest): Markup {
  const asset = (name: string): string => {
    const address = manifest[name];
    if (!address) throw new Error(`No built file "${name}" in the manifest`);
    return address;
  };
  const icons = new Map<string, string>();
  return {
    asset,
    icon(name) {
      let drawn = icons.get(name);
      if (!drawn) {
        drawn = `<svg class="icon" aria-hidden="true"><use href="${asset('icons.svg')}#${ejs.escapeXML(name)}"/></svg>`;
        icons.set(name, drawn);
      }
      return drawn;
    },
    attrs: (values) =>
      Object.entries(values)
        .filter(([, value]) => value !== undefined && value !== null && value !== false)
        .map(([name, value]) => (value === true ? ` ${name}` : ` ${name}="${ejs.escapeXML(value)}"`))
        .join(''),
    svg(drawing) {
      if (drawing !== '' && !drawing.startsWith('<svg'))
        throw new Error('svg() prints drawings of our own builders only');
      return drawing;
    },
    linkedData: (data) =>
      `<script type="application/ld+json">${JSON.stringify(data).replaceAll('<', String.raw`\u003c`)}</script>`,
  };
}
