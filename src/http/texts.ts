import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import i18next from 'i18next';
import { projectRoot } from '../lib/project-root.ts';

/** Looks a text up by `<file>.<key>`; `vars` fill `{{name}}`, and `count` picks the plural. Throws on an unknown key. */
export type Translate = (key: string, vars?: Record<string, string | number>) => string;

export interface Texts {
  languages: string[];
  /** The translator of a language; English when the language is not there. */
  for(language: string): Translate;
}

/** Reads `<root>/<language>/*.json` once; the file name is the first part of each key. */
export function createTexts({ root }: { root: string }): Texts {
  const languages = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const catalogue = i18next.createInstance();
  void catalogue.init({
    initAsync: false,
    fallbackLng: 'en',
    resources: Object.fromEntries(
      languages.map((language) => [language, { translation: readLanguage(root, language) }]),
    ),
    // Templates escape; escaping twice would show &amp;.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  const translators = new Map(
    languages.map((language) => {
      const lookUp = catalogue.getFixedT(language);
      return [language, translator(language, (key, vars) => lookUp(key, vars ?? {}))] as const;
    }),
  );
  const english = translators.get('en');
  if (!english) throw new Error(`No English texts in ${root}`);
  return { languages, for: (language) => translators.get(language) ?? english };
}

/** The translator of a language, for who needs it once: a job that writes to a person. */
export function textsOf(language: string): Translate {
  return createTexts({ root: join(projectRoot, 'website/locales') }).for(language);
}

function readLanguage(root: string, language: string): Record<string, unknown> {
  const folder = join(root, language);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(
    files.map((file) => [
      basename(file, '.json'),
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown,
    ]),
  );
}

type LookUp = (key: string, vars?: Record<string, unknown>) => string;

/** A text in pieces: literal, name, literal, name, …, literal. */
type Template = readonly string[];

/**
 * i18next takes some 25 µs for a text, and a page prints hundreds of them. So it is asked once for each text (and each of its
 * plurals) as it stands in the catalogue, and the places are filled here; only formats and nested texts go to it each time.
 */
function translator(language: string, lookUp: LookUp): Translate {
  const plurals = new Intl.PluralRules(language);
  const templates = new Map<string, Template | 'complex'>();

  const templateOf = (key: string, vars: Record<string, unknown>): Template | 'complex' => {
    const { count } = vars;
    const plural = typeof count !== 'number' ? '' : count === 0 ? 'zero' : plurals.select(count);
    const name = `${key} ${plural}`;
    let template = templates.get(name);
    if (!template) {
      const text = known(key, lookUp(key, { ...vars, skipInterpolation: true }));
      template = /\$t\(|\{\{[^}]*[^\w}][^}]*\}\}/.test(text) ? 'complex' : text.split(/\{\{(\w+)\}\}/);
      templates.set(name, template);
    }
    return template;
  };

  return (key, vars = {}) => {
    const template = templateOf(key, vars);
    if (template === 'complex') return lookUp(key, vars);
    let text = template[0]!;
    for (let at = 1; at < template.length; at += 2) text += `${vars[template[at]!] ?? ''}${template[at + 1]}`;
    return text;
  };
}

function known(key: string, text: unknown): string {
  if (typeof text !== 'string' || text === key) throw new Error(`No text for "${key}" in website/locales`);
  return text;
}
