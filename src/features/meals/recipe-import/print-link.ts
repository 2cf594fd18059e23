import type { CheerioAPI } from 'cheerio/slim';

/** "Print" as a word of a link, in the languages of recipes; never within another word ("imprint", "blueprints"). */
const PRINT =
  /(?:^|[^\p{L}])(?:print|printer|printable|print[- ]?(?:view|version|friendly|recipe)|druck(?:en|ansicht|version)?|ausdrucken|imprimer|impression|imprimir|impress[aã]o|stampa(?:re)?|afdrukken|skriv ut|udskriv|drukuj|tulosta|tisk|vytisknout|nyomtat[aá]s)(?:$|[^\p{L}])/iu;
const MAX_LINKS = 3000;

/**
 * Where a page says it can be printed: an address of its own host, other than its own. Sites that show their recipe only
 * with scripts often show all of it there.
 */
export function printLinkOf($: CheerioAPI, url: string | undefined): string | undefined {
  const page = url === undefined ? null : URL.parse(url);
  if (!page) return undefined;
  const own = $('link[rel~="alternate"][media="print"]').toArray();
  for (const link of [...own, ...$('a[href]').toArray().slice(0, MAX_LINKS)]) {
    const { href = '', title = '', class: names = '', 'aria-label': label = '', media = '' } = link.attribs;
    const target = URL.parse(href, page.href);
    if (!target || !isElsewhere(target, page)) continue;
    const inAddress = `${target.pathname} ${target.search}`.replace(/[_+]/g, ' ');
    const words = [media, inAddress, title, label, names, $(link).text().slice(0, 100)];
    if (words.some((text) => PRINT.test(text))) return target.href;
  }
  return undefined;
}

/** Another page of the same host; `#` and `javascript:` print in the browser. */
function isElsewhere(target: URL, page: URL): boolean {
  if (!/^https?:$/.test(target.protocol) || target.host !== page.host) return false;
  target.hash = '';
  return target.pathname !== page.pathname || target.search !== page.search;
}
