import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import i18next from 'i18next';

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
      return [language, translator((key, vars) => lookUp(key, vars ?? {}))] as const;
    }),
  );
  const english = translators.get('en');
  if (!english) throw new Error(`No English texts in ${root}`);
  return { languages, for: (language) => translators.get(language) ?? english };
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

/** More texts than this are not remembered: with names or free text in them there is no end of texts. */
const MOST_REMEMBERED = 5000;

/** The same texts are printed again and again ("3 sets", "Save"), and looking one up costs i18next some 10 µs. */
function translator(lookUp: (key: string, vars?: Record<string, unknown>) => string): Translate {
  const remembered = new Map<string, string>();
  return (key, vars) => {
    const name = vars ? key + JSON.stringify(vars) : key;
    let text = remembered.get(name);
    if (text === undefined) {
      text = known(key, vars ? lookUp(key, vars) : lookUp(key));
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(name, text);
    }
    return text;
  };
}

function known(key: string, text: unknown): string {
  if (typeof text !== 'string' || text === key) throw new Error(`No text for "${key}" in website/locales`);
  return text;
}
