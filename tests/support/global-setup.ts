import { buildClient } from '../../scripts/build-client.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer | undefined;

/** Jest calls this once before all test files. */
// eslint-disable-next-line import-x/no-default-export -- jest asks for one
export default async function globalSetup(): Promise<void> {
  // Pages name the built files, so they must be there.
  await buildClient({ production: false });
  server = await startTestServer();
}

/** For the global teardown, which runs in the same process. */
export async function stopTestServer(): Promise<void> {
  await server?.stop();
  server = undefined;
}
