import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { startTestApp, type TestApp } from './app.ts';
import type { Browser } from './browser.ts';
import { makeUser, type TestUser } from './users.ts';

/** One app for the tests of a `describe` or file; for each test a new person, and a browser in which they are signed in. */
export interface SignedIn {
  readonly app: TestApp;
  readonly user: TestUser;
  readonly browser: Browser;
  /** What a page of theirs says, without its markup. */
  textOf(path: string): Promise<string>;
}

/** `about` is what is known of each of these persons, such as their name. */
export function startSignedIn(about: Parameters<typeof makeUser>[1] = {}): SignedIn {
  let app: TestApp;
  let user: TestUser;
  let browser: Browser;
  beforeAll(async () => {
    app = await startTestApp();
  });
  beforeEach(async () => {
    user = await makeUser(app.db, about);
    browser = await app.as(user);
  });
  afterAll(() => app.stop());
  return {
    get app() {
      return app;
    },
    get user() {
      return user;
    },
    get browser() {
      return browser;
    },
    textOf: async (path) => plainText((await browser.get(path)).text),
  };
}

/** HTML without its markup, white space as a reader sees it. */
export function plainText(html: string): string {
  return html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
}
