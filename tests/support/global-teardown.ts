import { stopTestServer } from './global-setup.ts';

/** Jest calls this once after all test files, also when some failed. */
// eslint-disable-next-line import-x/no-default-export -- jest asks for one
export default async function globalTeardown(): Promise<void> {
  await stopTestServer();
}
