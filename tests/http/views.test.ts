import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { navigationFor, type Frame } from '../../src/http/frame.ts';
import { readManifest } from '../../src/http/markup.ts';
import { createTexts, type Texts } from '../../src/http/texts.ts';
import {
  COMMON_NAMES,
  createViews,
  listTemplates,
  templateSource,
  type Views,
} from '../../src/http/views.ts';

const website = join(import.meta.dirname, '../../website');
const viewRoot = join(website, 'views');
const names = listTemplates(viewRoot);
const read = (name: string) => readFileSync(join(viewRoot, `${name}.ejs`), 'utf8');

let texts: Texts;
let views: Views;
let frame: Frame;

beforeAll(() => {
  const manifest = readManifest(join(website, 'static'));
  texts = createTexts({ root: join(website, 'locales') });
  views = createViews({ root: viewRoot, manifest });
  const t = texts.for('en');
  const user = { id: 'u1', name: 'Anna', role: 'member' } as const;
  const entries = [
    { href: '/', icon: 'today', label: 'frame.nav.today' },
    { href: '/fitness', icon: 'fitness', label: 'frame.nav.fitness' },
    { href: '/admin', icon: 'admin', label: 'frame.nav.admin', roles: ['owner', 'admin'] as const },
  ];
  frame = {
    ...{ t, user, language: 'en', theme: 'dark', csrfToken: 'token"1', requestId: 'request-1', flash: [] },
    ...{ path: '/fitness/workouts', nav: navigationFor(entries, { user, path: '/fitness/workouts', t }) },
  };
});

describe.each(names)('template %s', (name) => {
  const text = read(name);

  test('prints without escaping only what is named in markup.ts', () => {
    const raw = [...text.matchAll(/<%-\s*([\s\S]*?)\s*[-_]?%>/g)].map(([, code]) => code!);
    expect(
      raw.filter((code) => code !== 'body' && !/^(include|icon|attrs|svg|linkedData)\(/.test(code)),
    ).toEqual([]);
  });

  test('has no inline script, style or handler', () => {
    const html = text.replace(/<%[\s\S]*?%>/g, '');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle\s*=|\son[a-z]+\s*=|hx-on|javascript:/i);
  });

  test('is short', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(81);
  });

  test('declares the data it uses, and names texts that exist', () => {
    expect(undeclaredNames(name, text)).toEqual([]);
    const t = texts.for('en');
    for (const [, key] of text.matchAll(/\bt\('([\w.]+)'/g)) {
      if (key!.endsWith('.')) continue;
      expect(t(key!, { count: 2 })).toEqual(expect.any(String));
    }
  });
});

describe('a page', () => {
  test('stands in the frame: one h1, skip link, its place in the navigation, the CSRF token', () => {
    const html = views.render('errors/404', { title: 'Nothing is here' }, frame);
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).toContain('<a class="skip-link" href="#page">');
    expect(html).toContain('<html lang="en" data-theme="dark">');
    expect(html).toMatch(/href="\/fitness" aria-current="page"/);
    expect(html).toContain('content="token&#34;1"');
    expect(html).toMatch(/src="\/static\/build\/app-\w+\.js"/);
    expect(html).toContain('request-1');
  });

  test('leaves out the entries that this person may not open', () => {
    expect(views.render('errors/404', { title: 'x' }, frame)).not.toContain('href="/admin"');
  });

  test('comes without navigation or capture box when nobody is signed in', () => {
    const { user: _user, ...signedOut } = frame;
    const html = views.render('errors/404', { title: 'Nothing is here' }, { ...signedOut, nav: [] });
    expect(html).not.toMatch(/<nav|action="\/capture"/);
  });

  test('escapes what people wrote', () => {
    const html = views.renderPartial(
      'partials/_form-field',
      { name: 'note', label: 'Note', value: '"><script>alert(1)</script>', error: '<b>' },
      frame,
    );
    expect(html).not.toMatch(/<script|<b>/);
    expect(html).toContain('aria-invalid="true" aria-describedby="note-error"');
  });

  test('names file and line of what went wrong in a template', () => {
    expect(() => views.renderPartial('partials/_tabs', { label: 'x' }, frame)).toThrow(
      /in partials\/_tabs\.ejs, line 4/,
    );
  });

  test('shows a kept message with its way back as a form', () => {
    const flash = [
      { kind: 'ok', text: 'Workout deleted', undo: { action: '/bin/w1', fields: { version: '3' } } },
    ] as const;
    const html = views.render('errors/404', { title: 'x' }, { ...frame, flash: [...flash] });
    expect(html).toMatch(
      /Workout deleted[\s\S]*action="\/bin\/w1"[\s\S]*name="version" value="3"[\s\S]*Undo/,
    );
  });
});

test('an unknown text is an error, not a blank', () => {
  expect(() => texts.for('en')('frame.noSuchText')).toThrow('frame.noSuchText');
});

/** Names a template reads that neither its first line, nor the common ones, nor JavaScript itself provide. */
function undeclaredNames(name: string, text: string): string[] {
  const source = `(function (shared, locals, escapeFn, include) {${templateSource(name, text)}\n})`;
  const file = `${name}.js`;
  const host = ts.createCompilerHost({});
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  const program = ts.createProgram(
    [file],
    { allowJs: true, checkJs: true, noLib: true, noResolve: true, types: [] },
    {
      ...host,
      getSourceFile: (wanted) => (wanted === file ? parsed : undefined),
    },
  );
  const known = new Set([
    'Math',
    'Object',
    'String',
    'Number',
    'Error',
    'undefined',
    'Boolean',
    'JSON',
    ...COMMON_NAMES,
  ]);
  return program
    .getSemanticDiagnostics(parsed)
    .filter(({ code }) => [2304, 2552, 2663, 18004, 2580, 2584].includes(code))
    .map(({ start, length }) => source.slice(start, start! + length!))
    .filter((missing) => !known.has(missing));
}
