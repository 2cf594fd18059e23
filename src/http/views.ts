import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import ejs from 'ejs';
import type { Frame } from './frame.ts';
import { createMarkup, type Manifest } from './markup.ts';

/** What the layout prints around a page; a view's own data stand beside these in one literal. */
export interface PageData {
  /** The one h1 and the window's title. */
  title: string;
  subtitle?: string;
  back?: { href: string; label: string };
  /** `wide` for tables, charts and boards; text stays at reading width. */
  width?: 'read' | 'wide';
  /** Client entries of website/client/pages, without extension. */
  scripts?: string[];
  /** `plain` lets the capture box scroll with the page: where a page has its own button at the thumb. */
  capture?: 'dock' | 'plain';
  /** `full`: the page alone, without navigation and capture box. */
  layout?: 'page' | 'plain' | 'full';
  /** What the page is about as schema.org says it. */
  jsonLd?: object;
  [name: string]: unknown;
}

export interface Views {
  /** A whole page: the view inside its layout (`plain` without a signed-in person). */
  render(view: string, data: PageData, frame: Frame): string;
  /** A piece of a page, for answers that replace a part of one. */
  renderPartial(view: string, data: Record<string, unknown>, frame: Frame): string;
}

type Locals = Record<string, unknown>;
type Template = (
  shared: Locals,
  locals: Locals,
  escape: (text: unknown) => string,
  include: Include,
) => string;
type Include = (name: string, data?: Locals) => string;
type Rendering = (name: string, from: string, data: Locals) => string;

/** Names that every template sees without declaring them. */
export const COMMON_NAMES = [
  ...['t', 'language', 'theme', 'csrfToken', 'path', 'requestId', 'user', 'nav', 'flash'],
  ...['asset', 'icon', 'attrs', 'svg', 'linkedData'],
];

/**
 * Reads every template below `root` at once, so that all pages are of one release; each is compiled when it is first
 * used, since a worker draws few of them. A template's first line names its data: `<%# locals: title, rows = [] %>`.
 */
export function createViews({ root, manifest }: { root: string; manifest: Manifest }): Views {
  const markup = createMarkup(manifest);
  const templates = new Map(
    listTemplates(root).map((name) => [
      name,
      compiledOnUse(name, readFileSync(join(root, `${name}.ejs`), 'utf8')),
    ]),
  );

  const renderer = (frame: Frame): Rendering => {
    const shared: Locals = { ...markup, ...frame };
    const run: Rendering = (name, from, data) => {
      const path = templates.has(name) ? name : posix.join(posix.dirname(from), name);
      const found = templates.get(path);
      if (!found) throw new Error(`No template "${name}" (named by "${from}")`);
      return found(shared, data, ejs.escapeXML, (child, childData = {}) => run(child, path, childData));
    };
    return run;
  };

  return {
    render(view, data, frame) {
      const run = renderer(frame);
      const body = run(view, '', data);
      return run(`layouts/${data.layout ?? (frame.user ? 'page' : 'plain')}`, '', { ...data, body });
    },
    renderPartial: (view, data, frame) => renderer(frame)(view, '', data),
  };
}

/** Names of all templates below `root`: paths with `/`, without extension. */
export function listTemplates(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ejs'))
    .map((file) => relative('.', file).split(sep).join('/').slice(0, -'.ejs'.length))
    .sort();
}

/** JavaScript of a template: a function body over `shared, locals, escapeFn, include`. */
export function templateSource(name: string, text: string): string {
  const declared = /^<%# locals:(.*?)%>/s.exec(text)?.[1]?.trim() ?? '';
  const common = COMMON_NAMES.filter((shared) => text.includes(shared)).join(', ');
  const template = new ejs.Template(text, { _with: false, strict: true, filename: name, compileDebug: true });
  // compile() fills `source` and also checks the syntax, with the file's name in the message.
  template.compile();
  return `"use strict";
let __line = 1;
let { ${common} } = shared;
let { ${declared} } = locals;
try {
${template.source}
} catch (error) { if (error instanceof Error && !error.inView) { error.inView = true; error.message += ' (in ${name}.ejs, line ' + __line + ')'; } throw error; }
//# sourceURL=${name}.ejs`;
}

function compiledOnUse(name: string, text: string): Template {
  let compiled: Template | undefined;
  return (...args) => (compiled ??= compileTemplate(name, text))(...args);
}

function compileTemplate(name: string, text: string): Template {
  // Our own files, read at boot; no user text ever becomes a template.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  return new Function('shared', 'locals', 'escapeFn', 'include', templateSource(name, text)) as Template;
}
