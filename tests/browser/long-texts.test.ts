import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { selectRow, selectRows } from '../../src/db/index.ts';
import { writeDemoYear } from '../../src/features/fitness/demo/demo-year.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Fields } from '../support/browser.ts';
import { describeInChromium, launchChromium, SIZES } from '../support/chromium.ts';
import { makeUser, type TestUser } from '../support/users.ts';

const ENGLISH = join(import.meta.dirname, '../../website/locales/en');
const ACCENTED: Record<string, string> = { a: 'ä', e: 'ë', i: 'ï', o: 'ö', u: 'ü', y: 'ÿ' };

/** A text as it could be in another language: no English word is left, and it is twice as long. */
function foreign(text: string): string {
  const word = (part: string) => part.replace(/[aeiouy]/g, (letter) => ACCENTED[letter]!);
  const plain = text
    .split(/(\{\{.*?\}\}|%s)/)
    .map((part) => (/^(\{\{|%s)/.test(part) ? part : word(part)))
    .join('');
  return `${plain} ${plain.replace(/\{\{.*?\}\}|%s/g, 'ö')}`;
}

function foreignTree(value: unknown): unknown {
  if (typeof value === 'string') return foreign(value);
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, foreignTree(inner)]));
}

let localesRoot: string;
let app: TestApp;
let chromium: Browser;
let page: Page;
let user: TestUser;
/** Words that are no texts of the catalogue: names that people or the library gave, days, months, formats. */
let names: Set<string>;
const paths: string[] = [
  ...['/', '/fitness', '/fitness/workouts', '/fitness/workouts/new', '/fitness/exercises?q=press'],
  ...['/fitness/exercises/new', '/fitness/routines', '/fitness/body', '/fitness/photos', '/fitness/goals'],
  ...[
    '/fitness/progress',
    '/fitness/progress/records',
    '/settings',
    '/admin',
    '/admin/audit',
    '/settings/bin',
  ],
  ...[
    '/fitness/imports',
    '/exports',
    '/fitness/plates?weight=100',
    '/capture?text=squat+5x5+100kg',
    '/nowhere',
  ],
  ...['/meals/diary', '/meals/diary/add?q=zzz', '/meals/diary/trend'],
];

beforeAll(async () => {
  localesRoot = mkdtempSync(join(tmpdir(), 'pa-locales-'));
  mkdirSync(join(localesRoot, 'en'));
  for (const file of readdirSync(ENGLISH)) {
    const texts: unknown = JSON.parse(readFileSync(join(ENGLISH, file), 'utf8'));
    writeFileSync(join(localesRoot, 'en', file), JSON.stringify(foreignTree(texts)));
  }
  [app, chromium] = await Promise.all([startTestApp({}, { localesRoot }), launchChromium()]);
  user = await makeUser(app.db, { name: 'Rbn' });
  const scope = { userId: user.id, householdId: user.householdId };
  await writeDemoYear(app.db, scope, { today: '2026-03-03', timeZone: 'UTC' });
  const rows = await selectRows<{ name: string }>(
    app.db,
    `select name from exercises union select unnest(aliases) from exercises union select name from routines union select notes from routines
      union select name from routine_days union select title from workouts union select notes from workouts
      union select notes from workout_sets union select name from measurement_types`,
  );
  names = new Set([
    ...rows.flatMap(({ name }) => wordsIn(name)),
    ...[
      'Primary',
      'Assistant',
      'kg',
      'UTC',
      'Authorization',
      'Bearer',
      'example',
      'Mon',
      'Tue',
      'Wed',
      'Thu',
    ],
    ...[
      'Fri',
      'Sat',
      'Sun',
      'Jan',
      'Feb',
      'Mar',
      'Apr',
      'May',
      'Jun',
      'Jul',
      'Aug',
      'Sep',
      'Oct',
      'Nov',
      'Dec',
    ],
    ...['reps', 'English', 'person', 'kcal', 'zzz'],
  ]);
  const workout = await selectRow<{ id: string; set_id: string; exercise_id: string }>(
    app.db,
    `select w.id, s.id as set_id, s.exercise_id from workouts w join workout_sets s on s.workout_id = w.id
      where w.user_id = :id and s.reps is not null order by w.started_at desc limit 1`,
    { id: user.id },
  );
  const routine = await selectRow<{ id: string; day_id: string }>(
    app.db,
    'select r.id, d.id as day_id from routines r join routine_days d on d.routine_id = r.id where r.user_id = :id',
    { id: user.id },
  );
  paths.push(
    ...[`/fitness/workouts/${workout!.id}`, `/fitness/workouts/${workout!.id}/edit`],
    ...[`/fitness/workouts/${workout!.id}/log`, `/fitness/workouts/${workout!.id}/sets/${workout!.set_id}`],
    ...[`/fitness/exercises/${workout!.exercise_id}`, `/fitness/routines/${routine!.id}`],
    `/fitness/routines/${routine!.id}/days/${routine!.day_id}`,
  );
  const url = await app.listen();
  const context = await chromium.newContext({ baseURL: url, viewport: SIZES.phone });
  const cookie = (await app.as(user)).cookie('pa_session')!;
  await context.addCookies([{ name: 'pa_session', value: cookie, url }]);
  page = await context.newPage();
});
afterAll(async () => {
  await chromium.close();
  await app.stop();
  rmSync(localesRoot, { recursive: true, force: true });
});

/** Words of four letters and more that are written without any accent. */
function wordsIn(text: string): string[] {
  return text.match(/[\p{L}]{3,}/gu) ?? [];
}
const englishIn = (text: string) =>
  wordsIn(text).filter((word) => /^[A-Za-z]{4,}$/.test(word) && /[aeiouy]/.test(word) && !names.has(word));

describeInChromium('texts of another language', () => {
  test('no page has English in it, and none is wider than a small phone', async () => {
    const faults: string[] = [];
    for (const path of paths) {
      await page.goto(path);
      const { text, excess } = await page.evaluate<{ text: string; excess: number }>(`(() => {
        for (const part of document.querySelectorAll('details')) part.open = true;
        for (const part of document.querySelectorAll('select, code, .request-id, [data-foreign]')) part.remove();
        const { scrollWidth, clientWidth } = document.documentElement;
        return { text: document.body.innerText, excess: scrollWidth - clientWidth };
      })()`);
      const english = [...new Set(englishIn(text))];
      if (english.length > 0) faults.push(`${path}: ${english.join(' ')}`);
      if (excess > 0) faults.push(`${path}: ${excess}px too wide`);
    }
    expect(faults).toEqual([]);
  }, 120_000);

  test.each<[path: string, fields: Fields]>([
    ['/settings/profile', { name: '' }],
    ['/settings/profile', { name: 'x'.repeat(101) }],
    ['/settings/preferences', { weightUnit: 'stone', timeZone: 'Mars', weekStart: '9' }],
    ['/settings/password', { currentPassword: '', newPassword: 'short' }],
    ['/settings/password', { currentPassword: 'x', newPassword: 'password1' }],
    ['/settings/tokens', { name: '', scopes: 'all', expiresInDays: '0' }],
    ['/admin/invitations', { email: 'nobody', role: 'emperor' }],
    ['/fitness/exercises', { name: '', kind: 'magic', restS: '1.5' }],
    ['/fitness/exercises', { name: 'ok', kind: 'strength', category: 'strength', restS: '99999' }],
    ['/fitness/workouts/past', { date: 'someday', time: 'late', duration: 'long', sessionRpe: '11' }],
    ['/fitness/workouts/past', { date: '1800-01-01', time: '10:00', duration: '999999' }],
    ['/fitness/body/weight', { value: 'heavy', day: '2026-02-30', time: '25:00' }],
    ['/fitness/body/weight', { value: '9000' }],
    ['/fitness/body/types', { name: '', decimals: '7' }],
    ['/fitness/goals', { about: 'happiness', target: 'many', dueOn: 'soon' }],
    ['/fitness/goals', { about: 'workouts_per_week', target: '0' }],
    ['/fitness/routines', { name: '' }],
  ])('what is wrong with a form is said in the language of the page: %s %p', async (path, fields) => {
    const browser = await app.as(user);
    await browser.get('/');
    const answer = await browser.post(path, fields);
    expect(answer.status).toBe(422);
    const errors = [...answer.text.matchAll(/class="field-error"[^>]*>.*?<span>(.*?)<\/span>/gs)].map(
      ([, text]) => text!,
    );
    expect(errors).not.toEqual([]);
    expect(errors.flatMap(englishIn)).toEqual([]);
  });
});
