import { load } from 'cheerio/slim';

// Never over the next `<`: the time must not grow with the square of a page that is only `<br<br<br`.
const MARKUP = /<[a-z!/][^<>]*>/i;
const ENTITY = /&(#\d+|#x[\da-f]+|[a-z]\w*);/i;
/** Where a browser begins a new line. */
const BREAKS = /<(br|\/p|\/li|\/div|\/h[1-6]|\/tr|hr)\b[^<>]*>/gi;
/** Invisible: zero width, direction marks, soft hyphens, the byte order mark. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]/g;

/** The text of a piece of HTML (or of text in which entities were left, also twice over), its lines kept. */
export function linesOf(html: string): string[] {
  let text = html;
  // Twice: some sites encode what was encoded.
  for (let round = 0; round < 2 && (MARKUP.test(text) || ENTITY.test(text)); round += 1) {
    const $ = load(text.replace(BREAKS, '$&\n'), { xml: false }, false);
    $('script, style, noscript, template').remove();
    text = $.root().text();
  }
  return text
    .split(/[\r\n\u0085]+/)
    .map(tidy)
    .filter((line) => line !== '');
}

/** The same on one line. */
export function lineOf(html: string): string {
  return linesOf(html).join(' ');
}

/** Plain text with its spaces in order and nothing invisible in it. */
export function tidy(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(/[\s\u00a0]+/g, ' ')
    .toWellFormed()
    .trim();
}
