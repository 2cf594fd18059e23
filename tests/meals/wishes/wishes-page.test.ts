import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { selectRows } from '../../../src/db/index.ts';
import { saveRecipe } from '../../../src/features/meals/recipes/recipes.ts';
import { readWishesTask } from '../../../src/features/meals/wishes/read-wishes.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type FakeModels, startFakeModels } from '../../support/fake-models.ts';
import { finishJobs } from '../../support/jobs.ts';
import { LiveClient } from '../../support/live-client.ts';
import { makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let fake: FakeModels;
let anna: TestUser;

// Tuesday, 3 March 2026.
async function start(env: Record<string, string> = {}): Promise<void> {
  app = await startTestApp(env);
  anna = await makeUser(app.db);
}

beforeEach(async () => {
  fake = await startFakeModels();
});

afterEach(async () => {
  await app.stop();
  await fake.stop();
});

/** Types the words and answers the address of what was understood. */
async function say(text: string): Promise<string> {
  const browser = await app.as(anna);
  await browser.get('/meals/wishes');
  const answer = await browser.post('/meals/wishes', { text });
  expect(answer.status).toBe(303);
  return answer.headers['location'] as string;
}

/** Has the week planned with the wishes of this page. */
async function plan(path: string, wishes: Record<string, string>) {
  const browser = await app.as(anna);
  await browser.get(path);
  return browser.post(`${path}/plan`, { startsOn: '2026-03-03', days: 7, ...wishes });
}

const show = async (path: string) => (await (await app.as(anna)).get(path)).text;

describe('without a model', () => {
  beforeEach(() => start());

  test('what was understood is shown as fields that can be changed; the rest is named', async () => {
    const page = await show(
      await say('something Thai on Friday, kids eat at 18:00, my aunt has a very odd taste in food'),
    );
    expect(page).toMatch(/name="wishes\.0\.words"[^>]*value="Thai"/);
    expect(page).toMatch(/<option value="2026-03-06" selected>/);
    expect(page).toMatch(/name="wishes\.1\.time"[^>]*value="18:00"/);
    expect(page).toContain('Not understood: my aunt has a very odd taste in food');
    expect(page).not.toContain('data-follow');
  });

  test('a dish for a meal of no certain day is shown as one for any day', async () => {
    const page = await show(await say('Thai for dinner'));
    expect(page).toMatch(/name="wishes\.0\.words"[^>]*value="Thai"/);
    expect(page).toMatch(/name="wishes\.0\.date"><option value="" selected>Any day</);
    expect(page).toMatch(/name="wishes\.0\.mealType">.*<option value="dinner" selected>/);
  });

  test('the plan is asked for with what is kept, changed and added; nothing else', async () => {
    await saveRecipe(
      app.db,
      anna,
      { title: 'Dal', yieldsServings: 2, ingredients: [], steps: [] },
      app.clock.now(),
    );
    const answer = await plan(await say('something Thai on Friday, no mushrooms'), {
      'wishes.0.isKept': 'on',
      'wishes.0.kind': 'want',
      'wishes.0.words': 'pad thai',
      'wishes.0.date': '2026-03-07',
      'wishes.0.mealType': 'lunch',
      'wishes.1.kind': 'avoid',
      'wishes.1.words': 'mushrooms',
      usePantry: 'on',
    });
    expect([answer.status, answer.headers['location']]).toEqual([
      303,
      expect.stringMatching(/^\/meals\/week\/plans\/[0-9a-f-]{36}$/),
    ]);
    expect(await selectRows(app.db, 'select wishes, requested_by from plan_runs')).toEqual([
      {
        wishes: {
          wishes: [{ kind: 'want', words: 'pad thai', date: '2026-03-07', mealType: 'lunch' }],
          usePantry: true,
          useLeftovers: false,
        },
        requested_by: anna.id,
      },
    ]);
  });

  test('a wish that cannot be comes back with a message at it', async () => {
    const answer = await plan(await say('pizza on Saturday'), {
      'wishes.0.isKept': 'on',
      'wishes.0.kind': 'minutes',
      'wishes.0.minutes': '1',
    });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(/name="wishes\.0\.minutes"[^>]*value="1"[\s\S]*?field-error/);
  });

  test('empty words are refused; other people’s wishes are not there', async () => {
    const path = await say('pizza');
    const browser = await app.as(anna);
    await browser.get('/meals/wishes');
    expect((await browser.post('/meals/wishes', { text: '  ' })).status).toBe(422);
    const bert = await app.as(await makeUser(app.db, { householdId: anna.householdId }));
    expect((await bert.get(path)).status).toBe(404);
  });
});

describe('with a model', () => {
  beforeEach(() => start({ OLLAMA_BASE_URL: fake.url }));
  const words = 'no mushrooms, my aunt comes on Thursday evening and she would really love to get some fish';

  test('what rules do not understand is read by it, as data; what it makes up for other days is left out', async () => {
    fake.next({
      text: '{"wishes":[{"kind":"want","words":"fish","date":"2026-03-05","mealType":"dinner"},{"kind":"want","words":"cake","date":"2027-01-01"},{"kind":"want"}]}',
    });
    const path = await say(words);
    expect(await show(path)).toContain('data-follow="model-task:');
    await finishJobs(app, [readWishesTask.job]);
    const page = await show(path);
    expect(page).toMatch(/name="wishes\.0\.words"[^>]*value="mushrooms"/);
    expect(page).toMatch(/name="wishes\.1\.words"[^>]*value="fish"/);
    expect(page).not.toContain('cake');
    expect(page).toContain('1 wish was read by a language model');
    const asked = JSON.stringify(fake.asked[0]!.body);
    expect(asked).toContain('2026-03-05 Thursday');
    expect(asked).toContain('<data name=\\"wishes\\">');
    expect(asked).not.toContain('mushrooms');
  });

  test.each([
    ['wrong', { text: 'I like fish, too!' }, 'not in a way that can be used'],
    ['at fault', { status: 400 }, 'The model gave an error'],
    ['endless', { fault: 'endless' as const }, 'did not come to an end'],
  ])(
    'that is %s the rules’ reading stays, and the page says what the model did not do',
    async (_name, turn, said) => {
      fake.always(turn);
      const path = await say(words);
      await finishJobs(app, [readWishesTask.job]);
      const page = await show(path);
      expect(page).toContain(said);
      expect(page).toMatch(/name="wishes\.0\.words"[^>]*value="mushrooms"/);
    },
  );

  test('that is stopped does nothing more', async () => {
    const path = await say(words);
    const browser = await app.as(anna);
    await browser.get(path);
    const id = path.split('/').at(-1)!;
    await browser.post(`/settings/models/tasks/${id}/cancellation`, { returnTo: path });
    await finishJobs(app, [readWishesTask.job]);
    expect(fake.asked).toEqual([]);
    expect(await show(path)).toContain('The model was stopped');
  });

  test('is followed over /ws by the person who asked, and by nobody else', async () => {
    const path = await say(words);
    const topic = `model-task:${path.split('/').at(-1)!}`;
    const url = await app.listen();
    const [mine, other] = await Promise.all(
      [anna, await makeUser(app.db, { householdId: anna.householdId })].map(async (user) => {
        const browser = await app.as(user);
        await browser.get('/meals/wishes');
        return LiveClient.connect(url, { cookie: `pa_session=${browser.cookie('pa_session')}` });
      }),
    );
    expect(await mine!.ask({ type: 'subscribe', topic })).toMatchObject({ type: 'subscribed' });
    expect(await other!.ask({ type: 'subscribe', topic })).toMatchObject({ type: 'refused' });
    const watchers = () =>
      selectRows<{ watchers: number }>(app.db, 'select watchers, unwatched_since from model_tasks');
    while ((await watchers())[0]!.watchers !== 1);
    mine!.socket.close();
    while ((await watchers())[0]!.watchers !== 0);
    expect(await watchers()).toEqual([{ watchers: 0, unwatched_since: '2026-03-03T10:00:00.000Z' }]);
    other!.socket.close();
    await other!.closed;
  });
});
