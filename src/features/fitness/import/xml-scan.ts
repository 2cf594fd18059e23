import { XMLValidator } from 'fast-xml-parser';
import { refuse } from './imported.ts';

/** What a scan tells: each element when it opens and, with its own text, when it closes. */
export interface XmlListener {
  /** `path` are the names of the elements around it, outermost first, ending with its own. */
  open?(path: readonly string[], attributes: string, line: number): void;
  close?(path: readonly string[], text: string, line: number): void;
}

const maxDepth = 64;
/** A tag from its `<`; a sign that does not belong ends it at once, so that no text makes this slow. */
const TAG = /<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>/y;
const UNTIL: readonly [string, string][] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

/**
 * Walks through an XML document without building a tree of it (a tree of 10 MB takes 300 MB).
 * Refuses what is not well-formed with the line; document types and entities of their own are
 * refused too, so nothing can be expanded or fetched. Names lose their namespace prefix.
 */
export function scanXml(text: string, listener: XmlListener): void {
  if (/<!DOCTYPE/i.test(text)) refuse('imports.problem.doctype');
  new XmlScan(text, listener).run();
  const outcome = XMLValidator.validate(text);
  if (outcome !== true) {
    const { line, msg } = outcome.err;
    refuse('imports.problem.malformed', { reason: msg.slice(0, 200) }, line);
  }
}

class XmlScan {
  private readonly source: string;
  private readonly listener: XmlListener;
  private readonly path: string[] = [];
  private readonly texts: string[] = [];
  private line = 1;
  private counted = 0;

  constructor(source: string, listener: XmlListener) {
    this.source = source;
    this.listener = listener;
  }

  run(): void {
    let from = 0;
    for (let at = this.source.indexOf('<'); at !== -1; at = this.source.indexOf('<', from)) {
      this.addText(decodeEntities(this.source.slice(from, at)));
      this.countLines(at);
      from = this.markupEnd(at);
      this.markup(this.source.slice(at, from));
    }
    if (this.path.length > 0) {
      this.countLines(this.source.length);
      this.refuseCut();
    }
  }

  /** Where the markup that starts here ends; refuses what never does. */
  private markupEnd(start: number): number {
    for (const [begin, end] of UNTIL) {
      if (!this.source.startsWith(begin, start)) continue;
      const at = this.source.indexOf(end, start + begin.length);
      return at === -1 ? this.refuseCut() : at + end.length;
    }
    TAG.lastIndex = start;
    if (TAG.test(this.source)) return TAG.lastIndex;
    if (this.source.indexOf('>', start) === -1) this.refuseCut();
    return refuse('imports.problem.badTag', {}, this.line);
  }

  private refuseCut(): never {
    refuse('imports.problem.stops', {}, this.line);
  }

  private markup(tag: string): void {
    if (tag.startsWith('<![CDATA[')) this.addText(tag.slice(9, -3));
    else if (tag.startsWith('</')) this.closeNamed(localName(tag.slice(2, -1).trim()));
    else if (!tag.startsWith('<!') && !tag.startsWith('<?')) this.open(tag);
  }

  private open(tag: string): void {
    const inner = tag.slice(1, tag.endsWith('/>') ? -2 : -1);
    const end = inner.search(/\s/);
    const name = end === -1 ? inner : inner.slice(0, end);
    this.path.push(localName(name));
    this.texts.push('');
    if (this.path.length > maxDepth) refuse('imports.problem.tooDeep', { count: maxDepth }, this.line);
    this.listener.open?.(this.path, end === -1 ? '' : inner.slice(end), this.line);
    if (tag.endsWith('/>')) this.close();
  }

  private closeNamed(name: string): void {
    const open = this.path.at(-1);
    if (open !== name) {
      const tag = name.slice(0, 100);
      if (open === undefined) refuse('imports.problem.closesNothing', { tag }, this.line);
      refuse('imports.problem.wrongTag', { tag, due: open.slice(0, 100) }, this.line);
    }
    this.close();
  }

  private close(): void {
    const text = this.texts.pop() ?? '';
    this.listener.close?.(this.path, text.trim(), this.line);
    this.path.pop();
  }

  private addText(text: string): void {
    const at = this.texts.length - 1;
    const sofar = this.texts[at];
    if (sofar !== undefined && text !== '' && sofar.length < 20_000) this.texts[at] = sofar + text;
  }

  private countLines(until: number): void {
    for (
      let at = this.source.indexOf('\n', this.counted);
      at !== -1 && at < until;
      at = this.source.indexOf('\n', at + 1)
    ) {
      this.line++;
      this.counted = at + 1;
    }
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The value of an attribute among the attributes of a tag, or undefined. */
export function xmlAttribute(attributes: string, name: string): string | undefined {
  for (const [, key = '', double, single] of attributes.matchAll(
    /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g,
  )) {
    if (key === name || key.endsWith(`:${name}`)) return decodeEntities(double ?? single ?? '');
  }
  return undefined;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The five entities of XML itself and numbered characters; all others stay as written. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|lt|gt|amp|quot|apos);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    const isCharacter = code > 31 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : '';
  });
}
