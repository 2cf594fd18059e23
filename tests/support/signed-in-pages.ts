import type { Browser, Page } from 'playwright-core';
import type { TestApp } from './app.ts';
import { SIZES } from './chromium.ts';
import type { TestUser } from './users.ts';

/** How a page is looked at; on a phone where nothing else is said. */
export interface View {
  size?: keyof typeof SIZES;
  colorScheme?: 'light' | 'dark';
  javaScriptEnabled?: boolean;
}

/** Opens a page in which this person is signed in; its context is the caller's to close. */
export async function signedInPage(
  { app, chromium, url }: { app: TestApp; chromium: Browser; url: string },
  user: TestUser,
  view: View = {},
): Promise<Page> {
  const { size = 'phone', ...options } = view;
  const context = await chromium.newContext({ baseURL: url, viewport: SIZES[size], ...options });
  const cookie = (await app.as(user)).cookie('pa_session')!;
  await context.addCookies([{ name: 'pa_session', value: cookie, url }]);
  return context.newPage();
}
