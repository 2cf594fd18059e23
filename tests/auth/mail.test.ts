import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/auth/passwords.ts';
import { selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { finishJobs } from '../support/jobs.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';

const ORIGIN = 'https://home.example';
const PASSWORD = 'correct horse battery';

let server: MailServer;
beforeAll(async () => {
  server = await startMailServer();
});
afterAll(() => server.close());

let app: TestApp | undefined;
beforeEach(() => {
  server.mails = [];
  server.refuses = false;
});
afterEach(async () => {
  await app?.stop();
  app = undefined;
});

async function startWithMail(): Promise<{ app: TestApp; anna: TestUser }> {
  app = await startTestApp({ SMTP_URL: server.url, PUBLIC_URL: ORIGIN });
  return { app, anna: await makeUser(app.db, { passwordHash: await hashPassword(PASSWORD) }) };
}

/** Behind PUBLIC_URL only its host is served; a browser there sends it. */
const visitorAt = (at: TestApp) => at.visitor().at(ORIGIN);

const linkIn = (text: string) => /https:\/\/home\.example(\/auth\/[a-z]+\/[\w-]{43})\s/.exec(text)![1]!;

describe('a forgotten password', () => {
  test('brings a link by e-mail, with which a new one is chosen', async () => {
    const { app, anna } = await startWithMail();
    const api = app.withToken(await makeToken(app.db, anna)).set('Host', 'home.example');
    expect((await api.get('/api/v1/me')).status).toBe(200);
    const visitor = visitorAt(app);
    const answer = await visitor.post('/auth/forgotten', { email: anna.email.toUpperCase() });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/auth/sign-in']);
    await finishJobs(app);
    expect(server.mails.map(({ to }) => to)).toEqual([anna.email]);
    const path = linkIn(server.mails[0]!.text);
    expect((await visitor.post(path, { password: 'another good phrase' })).status).toBe(303);
    expect((await api.get('/api/v1/me')).status).toBe(401);
    const signIn = await visitor.post('/auth/sign-in', {
      email: anna.email,
      password: 'another good phrase',
    });
    expect([signIn.status, signIn.headers['location']]).toEqual([303, '/']);
  });

  test('of an unknown address gets the same answer and no e-mail', async () => {
    const { app, anna } = await startWithMail();
    const known = await visitorAt(app).post('/auth/forgotten', { email: anna.email });
    const unknown = await visitorAt(app).post('/auth/forgotten', { email: 'nobody@example.org' });
    expect([unknown.status, unknown.headers['location']]).toEqual([known.status, known.headers['location']]);
    await finishJobs(app);
    expect(server.mails).toHaveLength(1);
  });

  test('brings three e-mails an hour at most', async () => {
    const { app, anna } = await startWithMail();
    const visitor = visitorAt(app);
    for (let i = 0; i < 5; i++) await visitor.post('/auth/forgotten', { email: anna.email });
    await finishJobs(app);
    expect(server.mails).toHaveLength(3);
  });

  test('leaves no link behind when the mail server refuses', async () => {
    const { app, anna } = await startWithMail();
    server.refuses = true;
    await visitorAt(app).post('/auth/forgotten', { email: anna.email });
    await expect(finishJobs(app)).rejects.toThrow('mailbox full');
    expect(await selectRows(app.db, 'select 1 from one_time_links')).toEqual([]);
  });

  test('with a form that is wrong says so', async () => {
    const { app } = await startWithMail();
    const answer = await visitorAt(app).post('/auth/forgotten', { email: 'anna' });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(/value="anna"[\s\S]*id="email-error"/);
  });

  test.each([
    ['no mail server', {}, 'SMTP_URL'],
    ['no address of its own', { SMTP_URL: 'smtp://127.0.0.1:1' }, 'PUBLIC_URL'],
  ])('on a server with %s, the page says why there is no link', async (_what, env, reason) => {
    app = await startTestApp(env);
    const page = await app.visitor().get('/auth/forgotten');
    expect(page.text).toContain(reason);
    expect(page.text).not.toContain('<form class="card form"');
    expect((await app.visitor().post('/auth/forgotten', { email: 'a@b.c' })).status).toBe(422);
  });
});

describe('an invitation with an address', () => {
  test('goes to it by e-mail and is not shown', async () => {
    const { app, anna } = await startWithMail();
    const browser = (await app.as(anna)).at(ORIGIN);
    const answer = await browser.post('/admin/invitations', { role: 'member', email: 'ben@example.org' });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/admin#invitations']);
    await finishJobs(app);
    expect(server.mails.map(({ to }) => to)).toEqual(['ben@example.org']);
    const joined = await visitorAt(app).post(linkIn(server.mails[0]!.text), {
      ...{ name: 'Ben', email: 'ben@example.org', password: PASSWORD },
    });
    expect(joined.status).toBe(303);
  });
});
