import { buildIfChanged } from '../../scripts/build.ts';
import { startTestServer, type TestServer } from './test-server.ts';

let server: TestServer | undefined;

/** Jest calls this once before all test files. */
// eslint-disable-next-line import-x/no-default-export -- jest asks for one
export default async function globalSetup(): Promise<void> {
  // Pages name the built files. The same build as ./start.sh makes: a server running from here keeps its files.
  await buildIfChanged();
  server = await startTestServer();
}

/** For the global teardown, which runs in the same process. */
export async function stopTestServer(): Promise<void> {
  await server?.stop();
  server = undefined;
}
