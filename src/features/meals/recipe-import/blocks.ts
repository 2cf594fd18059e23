import type { CheerioAPI } from 'cheerio/slim';
import { isTag, isText, type AnyNode, type Element } from 'domhandler';
import { tidy } from './html-text.ts';
import { partOfMark } from './part-words.ts';

/** A page as a reader sees it: one line after the other, with what its place in the markup says of it. */
export interface Block {
  kind: 'heading' | 'item' | 'text';
  text: string;
  /** 1–6 of a heading, 7 of a short line in bold; 0 of others. */
  level: number;
  /** Number of the list or table it stands in, 0 for none. */
  list: number;
  /** What classes and ids around it name, and the number of the outermost element that does. */
  mark?: { part: 'ingredients' | 'steps'; of: number } | undefined;
}

const SKIPPED = new Set(
  'script style noscript template svg iframe select button nav footer input textarea object video audio head'.split(
    ' ',
  ),
);
const BLOCK = new Set(
  'address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu ol p pre section summary table tbody td tfoot th thead tr ul'.split(
    ' ',
  ),
);
/** Beginnings of classes and ids of what surrounds a recipe on a page. */
const SURROUNDINGS =
  /(^|\s)(comments?|respond|sidebar|related|breadcrumbs?|newsletter|cookie|share|social|reviews?|advert\w*|popup|modal)([-_]|\s|$)/i;
const LIST = new Set(['ul', 'ol', 'table', 'dl']);
const MAX_BLOCKS = 6000;

interface Place {
  list: number;
  mark: Block['mark'];
}

/** The lines of a page in their order, without navigation, comments and the like. */
export function blocksOf($: CheerioAPI): Block[] {
  const blocks: Block[] = [];
  const walker = new Walker($, blocks);
  const body = $('body').get(0) ?? $('main').get(0);
  if (body) walker.walk(body, { list: 0, mark: undefined });
  return blocks;
}

class Walker {
  readonly #blocks: Block[];
  /** What holds the page's title is no surroundings, however it is called. */
  readonly #aroundTitle: Set<AnyNode>;
  #elements = 0;

  constructor($: CheerioAPI, blocks: Block[]) {
    this.#blocks = blocks;
    this.#aroundTitle = ancestorsOf($('h1').toArray());
  }

  walk(element: Element, outer: Place): void {
    if (this.#blocks.length > MAX_BLOCKS) return;
    const place = this.#placeOf(element, outer);
    if (isWhole(element)) this.#addWhole(element, place);
    else this.#walkChildren(element, place);
  }

  #addWhole(element: Element, place: Place): void {
    const { name, children } = element;
    // A row of headings heads the columns.
    if (name === 'tr' && !children.some((child) => isTag(child) && child.name === 'td')) return;
    const text = wholeText(element);
    if (name.startsWith('h')) this.#add('heading', text, Number(name.slice(1)), place);
    else this.#add('item', text, 0, place);
  }

  #walkChildren(element: Element, place: Place): void {
    const level = isBoldOnly(element) ? 7 : 0;
    let line = '';
    const flush = () => {
      for (const part of line.split('\n')) this.#add(level > 0 ? 'heading' : 'text', part, level, place);
      line = '';
    };
    for (const child of element.children) {
      if (!isTag(child)) line += textOfNode(child);
      else if (this.#isSkipped(child)) continue;
      else if (child.name === 'br') line += '\n';
      else if (hasBlocks(child)) {
        flush();
        this.walk(child, place);
      } else line += wholeText(child, '\n');
    }
    flush();
  }

  #placeOf({ name, attribs }: Element, outer: Place): Place {
    this.#elements += 1;
    const list = LIST.has(name) ? this.#elements : outer.list;
    const part = partOfMark(`${attribs['class'] ?? ''} ${attribs['id'] ?? ''} ${attribs['itemprop'] ?? ''}`);
    const mark = part === undefined || part === outer.mark?.part ? outer.mark : { part, of: this.#elements };
    return { list, mark };
  }

  #isSkipped(element: Element): boolean {
    if (SKIPPED.has(element.name)) return true;
    const names = `${element.attribs['class'] ?? ''} ${element.attribs['id'] ?? ''}`;
    return SURROUNDINGS.test(names) && !this.#aroundTitle.has(element);
  }

  #add(kind: Block['kind'], raw: string, level: number, { list, mark }: Place): void {
    const text = tidy(raw);
    if (text !== '') this.#blocks.push({ kind, text, level, list, mark });
  }
}

function ancestorsOf(elements: readonly Element[]): Set<AnyNode> {
  const found = new Set<AnyNode>();
  for (const { parent } of elements) {
    for (let node: AnyNode | null = parent; node && !found.has(node); node = node.parent) found.add(node);
  }
  return found;
}

/** Elements that are one line whatever is in them. */
function isWhole(element: Element): boolean {
  if (/^h[1-6]$/.test(element.name)) return true;
  return (element.name === 'li' || element.name === 'tr' || element.name === 'dd') && !hasInner(element);
}

/** A list, table or heading within. */
function hasInner(element: Element): boolean {
  return element.children.some(
    (child) =>
      isTag(child) && (LIST.has(child.name) || /^(h[1-6]|li|tr)$/.test(child.name) || hasInner(child)),
  );
}

function hasBlocks(element: Element): boolean {
  return BLOCK.has(element.name) || element.children.some((child) => isTag(child) && hasBlocks(child));
}

/** `<p><strong>For the sauce</strong></p>`: a heading in all but name. */
function isBoldOnly(element: Element): boolean {
  const parts = element.children.filter((child) => isTag(child) || textOfNode(child).trim() !== '');
  const [only] = parts;
  if (parts.length !== 1 || !only || !isTag(only) || hasBlocks(only)) return false;
  return /^(b|strong|u)$/.test(only.name) && wholeText(only).trim().length < 80;
}

function wholeText(element: Element, lineBreak = ' '): string {
  return element.children
    .map((child) => {
      if (!isTag(child)) return textOfNode(child);
      if (SKIPPED.has(child.name)) return '';
      if (child.name === 'br') return lineBreak;
      return BLOCK.has(child.name) ? ` ${wholeText(child, lineBreak)} ` : wholeText(child, lineBreak);
    })
    .join('');
}

/** Line breaks of the source are only spaces on the page. */
function textOfNode(node: AnyNode): string {
  return isText(node) ? node.data.replace(/\s+/g, ' ') : '';
}
