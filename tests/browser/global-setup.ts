import { buildServer } from '../../scripts/build-server.ts';
import startDatabase from '../support/global-setup.ts';

/** Beside what all tests need: the server as it is shipped. Jest calls this once before all test files. */
// eslint-disable-next-line import-x/no-default-export -- jest asks for one
export default async function globalSetup(): Promise<void> {
  await Promise.all([buildServer(), startDatabase()]);
}
