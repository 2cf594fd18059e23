import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execute, selectRows } from '../../src/db/index.ts';
import { nextDaily } from '../../src/jobs/personal-times.ts';
import { addDays, localDate, localTime } from '../../src/lib/dates.ts';
import { makeRecipe, planMeal } from '../meals/diary/kitchen.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { finishJobs, runNow } from '../support/jobs.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';

const ORIGIN = 'https://home.example';

describe('a time of every day', () => {
  test.each([
    ['it is skipped in spring', '02:30', '2026-03-28T12:00:00Z', ['2026-03-29T01:30', '2026-03-30T00:30']],
    ['it comes twice in autumn', '02:30', '2026-10-24T12:00:00Z', ['2026-10-25T00:30', '2026-10-26T01:30']],
    ['the clock does not change', '06:15', '2026-06-01T04:15:00Z', ['2026-06-02T04:15', '2026-06-03T04:15']],
  ])('comes once a day where %s', (_what, at, from, expected) => {
    const first = nextDaily(at, { timeZone: 'Europe/Vienna', now: new Date(from) });
    const second = nextDaily(at, { timeZone: 'Europe/Vienna', now: first });
    expect([first, second].map((instant) => instant.toISOString().slice(0, 16))).toEqual(expected);
  });

  test.each(['Europe/Vienna', 'America/Santiago', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Kathmandu'])(
    'comes on each day of a year in %s, at any half hour, exactly once',
    (timeZone) => {
      for (let half = 0; half < 48; half += 1) {
        const at = `${String(half >> 1).padStart(2, '0')}:${half % 2 ? '30' : '00'}`;
        let now = new Date('2026-01-01T12:00:00Z');
        const days: string[] = [];
        const off: string[] = [];
        for (let n = 0; n < 365; n += 1) {
          now = nextDaily(at, { timeZone, now });
          days.push(localDate(now, timeZone));
          if (localTime(now, timeZone) !== at) off.push(localTime(now, timeZone));
        }
        expect(days).toEqual(days.map((_day, n) => addDays(days[0]!, n)));
        // Only a skipped time is another one, on the one day of the change.
        expect(off.length).toBeLessThanOrEqual(1);
      }
    },
  );
});

describe('the day by e-mail', () => {
  let app: TestApp;
  let server: MailServer;
  let anna: TestUser;
  let browser: Browser;

  beforeAll(async () => {
    server = await startMailServer();
    app = await startTestApp({ SMTP_URL: server.url, PUBLIC_URL: ORIGIN });
  });
  afterAll(async () => {
    await app.stop();
    await server.close();
  });
  beforeEach(async () => {
    server.mails = [];
    app.clock.set('2026-03-03T10:00:00Z');
    // Thirteen hours ahead of UTC: by then it is her Wednesday already.
    anna = await makeUser(app.db, { name: 'Anna', timeZone: 'Pacific/Auckland' });
    browser = (await app.as(anna)).at(ORIGIN);
    const recipeId = await makeRecipe(app.db, anna, { ahead: [{ text: 'Soak the lentils.', leadMin: 480 }] });
    for (const onDate of ['2026-03-04', '2026-03-05'])
      await planMeal(app.db, anna, { onDate, recipeId, atTime: '18:00' });
    await execute(app.db, 'delete from personal_times');
  });

  /** What a minute of the jobs worker does, at this instant. */
  async function minuteAt(instant: string): Promise<void> {
    app.clock.set(instant);
    await runNow(app, 'run-personal-times');
    await finishJobs(app);
  }

  test('comes at the chosen time of the person’s own clock, once, with what the day holds', async () => {
    const chosen = await browser.post('/settings/morning-mail', { at: '06:30' });
    expect([chosen.status, chosen.headers['location']]).toEqual([303, '/settings#morning-mail']);
    const settings = (await browser.get('/settings')).text;
    expect(settings).toContain('first Wed 4 Mar, 06:30');
    expect(settings).toMatch(/type="time"[^>]*value="06:30"|value="06:30"[^>]*type="time"/);

    await minuteAt('2026-03-03T17:29:00Z');
    expect(server.mails).toEqual([]);
    await minuteAt('2026-03-03T17:30:20Z');
    await minuteAt('2026-03-03T17:31:20Z');
    expect(server.mails.map(({ to }) => to)).toEqual([anna.email]);
    const [{ text } = { text: '' }] = server.mails;
    expect(text).toContain('Subject: Today, Wed 4 Mar');
    expect(text).toContain('Good morning, Anna.');
    expect(text).toMatch(/Lentil soup .* Start cooking at 17:15/);
    expect(text).toMatch(/Soak the lentils\. .* by 10:00/);
    expect(text).toContain(`${ORIGIN}/`);
    await minuteAt('2026-03-04T17:30:00Z');
    expect(server.mails).toHaveLength(2);
  });

  test('goes out once when two workers look at the same moment, and again when one was killed before the end', async () => {
    await browser.post('/settings/morning-mail', { at: '06:30' });
    app.clock.set('2026-03-03T17:30:20Z');
    await Promise.all([runNow(app, 'run-personal-times'), runNow(app, 'run-personal-times')]);
    const jobs = await selectRows<{ data: object }>(
      app.db,
      `select data from pgboss.job where name = 'morning-mail' and state = 'created'`,
    );
    expect(jobs).toHaveLength(1);
    await finishJobs(app);
    // As a job runs that was done, but whose end nobody noted.
    const { createQueue } = await import('../../src/jobs/queue.ts');
    const { morningMail } = await import('../../src/features/today/morning-mail-job.ts');
    const queue = createQueue(app.db);
    await app.db.transaction((trx) => queue.add(trx, morningMail, jobs[0]!.data as never));
    await finishJobs(app);
    expect(server.mails).toHaveLength(1);
  });

  test('moves with the person to another time zone', async () => {
    await browser.post('/settings/morning-mail', { at: '06:30' });
    const api = app.withToken(await makeToken(app.db, anna)).set('Host', 'home.example');
    await api.patch('/api/v1/me').send({ timeZone: 'America/New_York' }).expect(200);
    expect((await api.get('/api/v1/morning-mail')).body).toEqual({
      at: '06:30',
      nextAt: '2026-03-03T11:30:00.000Z',
    });
    await minuteAt('2026-03-03T11:30:00Z');
    expect(server.mails).toHaveLength(0);
    await minuteAt('2026-03-04T11:30:00Z');
    expect(server.mails[0]?.text).toContain('Subject: Today, Wed 4 Mar');
  });

  test('is made up when the server was down for an hour, not for half a day', async () => {
    await browser.post('/settings/morning-mail', { at: '06:30' });
    await minuteAt('2026-03-03T18:30:00Z');
    expect(server.mails).toHaveLength(1);
    await minuteAt('2026-03-05T05:00:00Z');
    expect(server.mails).toHaveLength(1);
  });

  test('is not sent on a day with nothing in it, to a closed account, or when it was ended', async () => {
    const api = app.withToken(await makeToken(app.db, anna)).set('Host', 'home.example');
    const put = (at: string | null) => api.put('/api/v1/morning-mail').send({ at });
    expect((await put('06:30')).body).toEqual({ at: '06:30', nextAt: '2026-03-03T17:30:00.000Z' });
    await execute(app.db, 'update users set disabled_at = now() where id = :id', { id: anna.id });
    await minuteAt('2026-03-03T17:30:00Z');
    await execute(app.db, 'update users set disabled_at = null where id = :id', { id: anna.id });
    await execute(app.db, 'delete from meal_plan_entries where household_id = :id', { id: anna.householdId });
    await minuteAt('2026-03-04T17:30:00Z');
    expect((await put(null)).body).toEqual({ at: null, nextAt: null });
    await planMeal(app.db, anna, { onDate: '2026-03-06', title: 'Bread', atTime: '18:00' });
    await minuteAt('2026-03-05T17:30:00Z');
    expect(server.mails).toEqual([]);
    expect((await put('25:00')).status).toBe(422);
  });

  test('stands in the administration with when it comes next, by the reader’s clock', async () => {
    await browser.post('/settings/morning-mail', { at: '06:30' });
    const ben = await makeUser(app.db, { householdId: anna.householdId, timeZone: 'Europe/London' });
    const page = (await (await app.as(ben)).at(ORIGIN).get('/admin')).text;
    expect(page).toMatch(/Mail a person’s day<br>[^<]*<span class="small">for one person[^<]*<\/span>/);
    expect(page).toContain('<td>Tue 3 Mar, 17:30</td>');
  });

  test('is not offered where no e-mail can be sent', async () => {
    const bare = await startTestApp({ PUBLIC_URL: ORIGIN }, { beside: app });
    const page = (await (await bare.as(anna)).at(ORIGIN).get('/settings')).text;
    expect(page).toContain('SMTP_URL is not set');
    expect(page).not.toContain('action="/settings/morning-mail"');
    await bare.stop();
  });
});
