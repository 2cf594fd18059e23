import type { CheerioAPI } from 'cheerio/slim';
import { jsonrepair } from 'jsonrepair';

/** A node of linked data: names to values, as JSON-LD writes it and microdata is turned into. */
export type Node = Record<string, unknown>;

/** Repairing takes the square of the length where quotes are amiss. */
const MAX_BROKEN = 30_000;
const MAX_DEPTH = 12;
const MAX_SCRIPTS = 30;

/** All nodes of all JSON-LD scripts of a page, those in graphs and lists too. What is broken is repaired as far as that goes. */
export function jsonLdNodes($: CheerioAPI): Node[] {
  const nodes: Node[] = [];
  for (const script of $('script[type*="ld+json" i]').toArray().slice(0, MAX_SCRIPTS)) {
    collect(parseLoosely($(script).text()), nodes, 0);
  }
  return nodes;
}

/** The node that a value is, and all that lie in it. */
export function nodesIn(value: unknown): Node[] {
  const nodes: Node[] = [];
  collect(value, nodes, 0);
  return nodes;
}

/** Whether a node says it is of this type: `Recipe`, `["Recipe", "NewsArticle"]`, `https://schema.org/Recipe`. */
export function isOfType(node: Node, type: string): boolean {
  const types = [node['@type']].flat();
  return types.some((one) => typeof one === 'string' && one.split(/[/#:]/).at(-1)?.toLowerCase() === type);
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function collect(value: unknown, nodes: Node[], depth: number): void {
  if (depth > MAX_DEPTH) return;
  if (Array.isArray(value)) for (const inner of value) collect(inner, nodes, depth + 1);
  if (!isNode(value)) return;
  nodes.push(value);
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object') collect(inner, nodes, depth + 1);
  }
}

/** JSON as browsers' authors write it: in comments or CDATA, with raw line breaks in strings, or broken. */
function parseLoosely(content: string): unknown {
  const text = content
    .replace(/^\s*(<!--|\/\*\s*<!\[CDATA\[\s*\*\/|\/\/\s*<!\[CDATA\[|<!\[CDATA\[)/, '')
    .replace(/(-->|\/\*\s*\]\]>\s*\*\/|\/\/\s*\]\]>|\]\]>)\s*$/, '')
    .trim();
  const attempts = [
    () => text,
    // Control characters are not allowed in strings of JSON; as spaces they hurt nowhere.
    () => text.replace(/[\u0000-\u001f]+/g, ' '),
    () => (text.length <= MAX_BROKEN ? jsonrepair(text) : ''),
  ];
  for (const attempt of attempts) {
    try {
      return JSON.parse(attempt()) as unknown;
    } catch {
      // The next attempt repairs more.
    }
  }
  return undefined;
}
