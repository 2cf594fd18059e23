import type { CheerioAPI } from 'cheerio/slim';
import type { Element } from 'domhandler';
import type { Node } from './json-ld.ts';

const MAX_DEPTH = 8;
const MAX_ITEMS = 20;
/** Attributes that hold the value of these elements (HTML, section 5.2.4). */
const VALUE_OF: Readonly<Record<string, string>> = {
  ...{ meta: 'content', img: 'src', audio: 'src', embed: 'src', iframe: 'src', source: 'src', video: 'src' },
  ...{
    a: 'href',
    area: 'href',
    link: 'href',
    object: 'data',
    data: 'value',
    meter: 'value',
    time: 'datetime',
  },
};

/** How microdata and RDFa each mark an item, its type and its properties. */
const MICRODATA = { item: '[itemscope]', type: 'itemtype', name: 'itemprop' } as const;
const RDFA = { item: '[typeof]', type: 'typeof', name: 'property' } as const;
type Marks = typeof MICRODATA | typeof RDFA;

/** All recipes that a page marks with microdata or RDFa, as nodes like those of JSON-LD. */
export function markedRecipes($: CheerioAPI): Node[] {
  return [MICRODATA, RDFA].flatMap((marks) =>
    $(`[${marks.type}]`)
      .toArray()
      .filter((element) => /(^|[\s/#:])recipe$/i.test(element.attribs[marks.type]?.trim() ?? ''))
      .slice(0, MAX_ITEMS)
      .map((element) => nodeOf($, element, marks, 0)),
  );
}

function nodeOf($: CheerioAPI, item: Element, marks: Marks, depth: number): Node {
  const node: Node = { '@type': item.attribs[marks.type] };
  if (depth > MAX_DEPTH) return node;
  for (const element of $(item).find(`[${marks.name}]`).toArray()) {
    if ($(element).parent().closest(marks.item).get(0) !== item) continue;
    const value = valueOf($, element, marks, depth);
    for (const name of (element.attribs[marks.name] ?? '').split(/\s+/))
      add(node, name.replace(/^\w+:/, ''), value);
  }
  return node;
}

function add(node: Node, name: string, value: unknown): void {
  if (name === '' || value === '' || name === '__proto__') return;
  const known = node[name];
  node[name] = known === undefined ? value : [known, value].flat();
}

function valueOf($: CheerioAPI, element: Element, marks: Marks, depth: number): unknown {
  const { attribs, name } = element;
  if ($(element).is(marks.item)) {
    const inner = nodeOf($, element, marks, depth + 1);
    // An item without properties of its own is only its text.
    if (Object.keys(inner).length > 1) return inner;
  }
  const attribute = VALUE_OF[name];
  if (name === 'img') return attribs['data-src'] ?? attribs['src'] ?? '';
  if (attribs['content'] !== undefined) return attribs['content'];
  if (
    attribute !== undefined &&
    attribs[attribute] !== undefined &&
    (name !== 'a' || $(element).text().trim() === '')
  )
    return attribs[attribute];
  return $(element).html() ?? '';
}
