import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { killLeftFixtures, startFixture } from './support/fixture.ts';
import { startLoad } from './support/load.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

describe('a worker that has more to do than it can', () => {
  test('refuses new requests until it has caught up, and the log says so', async () => {
    const server = await startFixture({ settings: { webConcurrency: 1, overloadTurnMs: 50 } });
    const load = startLoad(server.url, { clients: 30, path: '/work?ms=10', hungMs: 20_000 });
    await server.logged(({ msg }) => msg === 'worker is overloaded and refuses requests');
    await load.failed(({ length }) => length > 0);
    const { failures, total } = await load.stop();
    expect(new Set(failures)).toEqual(new Set(['status 503']));
    expect(total).toBeGreaterThan(failures.length);
    let status = 503;
    while (status === 503) ({ status } = await fetch(`${server.url}/pid`));
    expect(status).toBe(200);
    expect(await server.stop()).toBe(0);
  });

  test('is not one that is merely busy', async () => {
    const server = await startFixture({ settings: { webConcurrency: 1 } });
    const load = startLoad(server.url, { clients: 16, path: '/work?ms=1' });
    await load.answered(1000);
    expect((await load.stop()).failures).toEqual([]);
    expect(server.log.filter(({ msg }) => msg.includes('overloaded'))).toEqual([]);
    expect(await server.stop()).toBe(0);
  });
});
