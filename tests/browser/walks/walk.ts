import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium, SIZES } from '../../support/chromium.ts';
import { makeUser, type TestUser } from '../../support/users.ts';
import { startProduct, type Product } from './product.ts';

/** One person with one browser window. */
export interface Person {
  user: TestUser;
  context: BrowserContext;
  page: Page;
}

/** What the tests of a file share: the product, Chromium, and what the browser complained about. */
export interface Walk {
  readonly product: Product;
  /** A window in which nobody is signed in, of a phone's size. */
  visitor(options?: BrowserContextOptions): Promise<{ context: BrowserContext; page: Page }>;
  /** A new account, signed in. */
  person(options?: BrowserContextOptions): Promise<Person>;
  /** Drops complaints that belong to the test, such as those about a network that it took away. */
  forgive(pattern: RegExp): void;
}

/**
 * Starts product and browser for the tests of a file; each test fails when a page logged an error, which is also how
 * the browser reports what the content security policy refused. `settings` are of the product's environment.
 */
export function startWalk(settings: () => Promise<Record<string, string>> = () => Promise.resolve({})): Walk {
  let product: Product;
  let chromium: Browser;
  let complaints: string[] = [];
  const open: BrowserContext[] = [];

  beforeAll(async () => {
    [product, chromium] = await Promise.all([startProduct(await settings()), launchChromium()]);
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((context) => context.close()));
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await chromium.close();
    await product.stop();
  });

  const visitor: Walk['visitor'] = async (options = {}) => {
    const context = await chromium.newContext({ baseURL: product.url, viewport: SIZES.phone, ...options });
    open.push(context);
    // A test waits for what the server does, never for this long.
    context.setDefaultTimeout(10_000);
    context.on('weberror', (error) => complaints.push(error.error().message));
    context.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.location().url}: ${message.text()}`);
    });
    return { context, page: await context.newPage() };
  };
  return {
    get product() {
      return product;
    },
    visitor,
    async person(options) {
      const user = await makeUser(product.db);
      const window = await visitor(options);
      await product.signIn(window.context, user);
      return { user, ...window };
    },
    forgive(pattern) {
      complaints = complaints.filter((complaint) => !pattern.test(complaint));
    },
  };
}
