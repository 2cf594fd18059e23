import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../../support/chromium.ts';
import { type FakeModels, startFakeModels } from '../../support/fake-models.ts';
import { addMadeUpRecipes } from '../../support/household-recipes.ts';
import { spokenWords, type SpokenWords } from '../../support/spoken-words.ts';
import { makeUser, type TestUser } from '../../support/users.ts';
import { startWalk } from './walk.ts';

describeInChromium('the explanation of a plan', () => {
  let fake: FakeModels;
  const walk = startWalk(async () => {
    fake = await startFakeModels();
    return { OLLAMA_BASE_URL: fake.url };
  });
  afterAll(() => fake.stop());

  /** Has a week planned; resolves on the page of its proposal, when the model is about to speak. */
  async function plan(page: Page, user: TestUser): Promise<SpokenWords> {
    await addMadeUpRecipes(walk.product.db, { userId: user.id, householdId: user.householdId }, 30);
    const speech = spokenWords();
    fake.next({ words: speech.words });
    await page.goto('/meals/week/plan');
    await page.getByRole('button', { name: 'Plan these days' }).click();
    await page.getByText('A language model puts the plan into words.').waitFor({ timeout: 30_000 });
    return speech;
  }

  const said = (page: Page, text: string) => page.getByText(text, { exact: true }).waitFor();

  test('appears word by word, and its end by itself', async () => {
    const { page, user } = await walk.person();
    const speech = await plan(page, user);
    speech.say('The days ');
    await said(page, 'The days');
    speech.say('have lentils ');
    await said(page, 'The days have lentils');
    speech.say('in common.');
    speech.end();
    await page.getByText('A language model puts the plan into words.').waitFor({ state: 'detached' });
    await said(page, 'The days have lentils in common.');
  });

  test('is whole again after the connection was lost in its middle', async () => {
    const { page, user, context } = await walk.person();
    let cut: () => Promise<void> = () => Promise.resolve();
    let isOpen = true;
    await page.routeWebSocket(/\/ws$/, async (socket) => {
      if (!isOpen) return socket.close({ code: 1011 });
      const server = socket.connectToServer();
      cut = async () => {
        await server.close();
        await socket.close({ code: 1011 });
      };
    });
    const speech = await plan(page, user);
    const other = await context.newPage();
    await other.goto(page.url());
    speech.say('One ');
    await said(page, 'One');
    isOpen = false;
    await cut();
    speech.say('two ');
    // Another window of hers has heard it.
    await said(other, 'One two');
    isOpen = true;
    await said(page, 'One two');
    speech.say('three.');
    await said(page, 'One two three.');
    speech.end();
    await page.getByText('A language model puts the plan into words.').waitFor({ state: 'detached' });
  });

  test('is not heard by others of the household, who see it when it is there', async () => {
    const { page, user } = await walk.person();
    const speech = await plan(page, user);
    const ben = await makeUser(walk.product.db, { householdId: user.householdId });
    const { page: his, context } = await walk.visitor();
    await walk.product.signIn(context, ben);
    await his.goto(page.url());
    await his.getByText('A language model puts the plan into words.').waitFor();
    speech.say('Only for Anna so far.');
    await said(page, 'Only for Anna so far.');
    expect(await his.getByText('Only for Anna').count()).toBe(0);
    speech.end();
    await said(his, 'Only for Anna so far.');
  });

  test('without scripts is there as far as it has come, with each look', async () => {
    const { page, user } = await walk.person();
    const speech = await plan(page, user);
    speech.say('As far as it has come');
    await said(page, 'As far as it has come');
    const { page: plain, context } = await walk.visitor({ javaScriptEnabled: false });
    await walk.product.signIn(context, user);
    await plain.goto(page.url());
    await said(plain, 'As far as it has come');
    speech.say(', and to its end.');
    speech.end();
    await said(page, 'As far as it has come, and to its end.');
    await page.getByText('A language model puts the plan into words.').waitFor({ state: 'detached' });
    await plain.getByRole('link', { name: 'Look again' }).click();
    await said(plain, 'As far as it has come, and to its end.');
  });
});
