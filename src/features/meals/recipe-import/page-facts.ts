import type { CheerioAPI } from 'cheerio/slim';
import type { Block } from './blocks.ts';
import { minutesOf } from './durations.ts';
import type { FoundRecipe } from './found-recipe.ts';
import { lineOf } from './html-text.ts';

type Facts = Partial<FoundRecipe>;

/** What a page says of itself beside its lists: title, picture, language, site. */
export function headOf($: CheerioAPI): Facts {
  const meta = (name: string) =>
    lineOf($(`meta[property="${name}"], meta[name="${name}"]`).first().attr('content') ?? '') || undefined;
  const sourceName = meta('og:site_name');
  return {
    title: titleOf($, meta('og:title'), sourceName),
    description: meta('og:description') ?? meta('description'),
    imageUrl: meta('og:image') ?? meta('og:image:secure_url') ?? meta('twitter:image'),
    language: $('html').attr('lang')?.trim() || undefined,
    sourceUrl: $('link[rel="canonical"]').first().attr('href')?.trim() || meta('og:url'),
    sourceName,
  };
}

/** The heading of the page that its own title repeats; else the title without the site's name. */
function titleOf($: CheerioAPI, ogTitle: string | undefined, site: string | undefined): string | undefined {
  const whole = ogTitle ?? lineOf($('title').first().text());
  const headings = $('h1')
    .toArray()
    .map((element) => lineOf($.html(element)))
    .filter((text) => text !== '' && text.length <= 200 && text !== site);
  const known = `${whole} ${lineOf($('title').first().text())}`.toLowerCase();
  const heading =
    headings.find((text) => known.includes(text.toLowerCase())) ??
    (headings.length === 1 ? headings[0] : undefined);
  return heading ?? (withoutSite(whole, site) || headings[0]);
}

function withoutSite(title: string, site: string | undefined): string {
  const parts = title.split(/\s+[|–—·»]\s+|\s+-\s+/);
  const kept = parts.filter((part) => part.toLowerCase() !== site?.toLowerCase());
  return (kept.length < parts.length ? kept.join(' - ') : (parts[0] ?? '')).trim();
}

const LABELS: readonly ['prepMin' | 'cookMin' | 'totalMin', RegExp][] = [
  [
    'totalMin',
    /total(?: time)?|gesamtzeit|gesamt|temps total|tiempo total|tempo total|totale tijd|samlet tid|tid i alt|celkový čas|ready in|arbeitszeit gesamt/iu,
  ],
  [
    'prepMin',
    /prep(?:aration)?(?: time)?|vorbereitung(?:szeit)?|arbeitszeit|préparation|preparación|preparazione|preparo|voorbereiding(?:stijd)?|forberedelse|příprava/iu,
  ],
  [
    'cookMin',
    /cook(?:ing)?(?: time)?|bak(?:e|ing) time|koch-?\/?(?:back)?zeit|backzeit|garzeit|cuisson|cocción|cottura|kooktijd|bereidingstijd|oventijd|tilberedning|tid|vaření/iu,
  ],
];
const YIELD =
  /(?:serves|servings?|makes|yields?|portions?|portionen|personen|personnes|porciones|raciones|personas|porzioni|persone|personen|porties|porsjoner|portioner|porções|porce|porcji|für)\b/iu;

/** Servings and times where only the text says them: "Serves 4", "Prep time: 10 mins". */
export function factsOf(blocks: readonly Block[]): Facts {
  const facts: Facts = {};
  blocks.forEach(({ text }, index) => {
    if (text.length > 100) return;
    const next = blocks[index + 1]?.text ?? '';
    readTime(facts, text, next);
    if (facts.yieldText === undefined && YIELD.test(text)) readYield(facts, text, next);
  });
  if (facts.totalMin === undefined && (facts.prepMin !== undefined || facts.cookMin !== undefined))
    facts.totalMin = (facts.prepMin ?? 0) + (facts.cookMin ?? 0);
  return facts;
}

function readTime(facts: Facts, text: string, next: string): void {
  for (const [name, label] of LABELS) {
    const found = label.exec(text);
    if (!found || found.index > 12 || facts[name] !== undefined) continue;
    const rest = text.slice(found.index + found[0].length);
    // The label may stand in a box of its own, the time in the next.
    const minutes =
      minutesOf(rest) ?? (rest.replace(/\W/g, '') === '' && next.length < 30 ? minutesOf(next) : undefined);
    if (minutes === undefined) continue;
    facts[name] = minutes;
    return;
  }
}

function readYield(facts: Facts, text: string, next: string): void {
  const isShort = text.length <= 60;
  if (isShort && /\d/.test(text)) facts.yieldText = text;
  else if (isShort && text.length <= 20 && /^\D{0,10}\d{1,3}\b/.test(next) && next.length < 30)
    facts.yieldText = `${text} ${next}`;
}
