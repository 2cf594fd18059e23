import { afterEach, beforeEach } from '@jest/globals';
import { startTestApp, type TestApp } from './app.ts';
import { type FakeModels, startFakeModels } from './fake-models.ts';
import { makeUser, type TestUser } from './users.ts';

/** For each test an app whose Ollama is a fake, and a person. */
export interface WithModels {
  readonly app: TestApp;
  readonly fake: FakeModels;
  readonly anna: TestUser;
}

export function startWithModels(): WithModels {
  let app: TestApp;
  let fake: FakeModels;
  let anna: TestUser;
  beforeEach(async () => {
    fake = await startFakeModels();
    app = await startTestApp({ OLLAMA_BASE_URL: fake.url });
    anna = await makeUser(app.db);
  });
  afterEach(async () => {
    await app.stop();
    await fake.stop();
  });
  return {
    get app() {
      return app;
    },
    get fake() {
      return fake;
    },
    get anna() {
      return anna;
    },
  };
}
