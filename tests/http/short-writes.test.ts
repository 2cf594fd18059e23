import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execute, selectRow, writtenRow } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

const INSERT = 'insert into shelf (id, note) values (:id, :note) returning note';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
  await execute(app.db, 'create table shelf (id integer primary key, note text not null)');
});
afterEach(() => app.stop());

const write = (id: number, note = 'x') => writtenRow<{ note: string }>(app.db, INSERT, { id, note });

async function count(): Promise<number> {
  return (await selectRow<{ n: number }>(app.db, 'select count(*)::int as n from shelf'))!.n;
}

describe('short writes over one connection', () => {
  test('a hundred at once are all written, and each gets its own answer', async () => {
    const rows = await Promise.all(Array.from({ length: 100 }, (_, id) => write(id, `note ${id}`)));
    expect(rows.map((row) => row?.note)).toEqual(Array.from({ length: 100 }, (_, id) => `note ${id}`));
    expect(await count()).toBe(100);
  });

  test('one that is refused fails alone', async () => {
    const results = await Promise.allSettled([write(1), write(1, 'again'), write(2)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: { code: '23505' } });
    expect(await count()).toBe(2);
  });

  test('one that another transaction holds up waits elsewhere: those behind it are written meanwhile', async () => {
    let heldUp: Promise<unknown> = Promise.resolve();
    await app.db.transaction(async (trx) => {
      // The same key, not yet committed: whoever inserts it too has to wait for the outcome.
      await execute(trx, INSERT, { id: 1, note: 'first' });
      heldUp = Promise.allSettled([write(1, 'second')]);
      expect((await write(2))?.note).toBe('x');
    });
    expect(await heldUp).toMatchObject([{ status: 'rejected', reason: { code: '23505' } }]);
    expect(await count()).toBe(2);
  });

  test('one whose connection is lost says so and is not written twice; the next one is written', async () => {
    const lost = writtenRow(
      app.db,
      `with written as (insert into shelf (id, note) values (:id, 'lost') returning id)
       select pg_terminate_backend(pg_backend_pid()) from written`,
      { id: 7 },
    );
    await expect(lost).rejects.toThrow();
    expect(await count()).toBe(0);
    expect((await write(8, 'after'))?.note).toBe('after');
    expect(await count()).toBe(1);
  });

  test('inside a transaction it belongs to the transaction', async () => {
    const undone = app.db.transaction(async (trx) => {
      await writtenRow(trx, INSERT, { id: 1, note: 'x' });
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    expect(await count()).toBe(0);
  });
});
