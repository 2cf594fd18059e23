import { EventEmitter, once } from 'node:events';
import pg from 'pg';

/** A table `trace` that other processes write into; what they write can be awaited. */
export interface Trace {
  /** All lines so far, the oldest first. */
  lines(): Promise<string[]>;
  /** Resolves when as many lines as `count` begin with `text`. */
  written(text: string, count?: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes the table; close it before the database is dropped. */
export async function openTrace(databaseUrl: string): Promise<Trace> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'trace' });
  await client.connect();
  await client.query(`
    create table trace (id serial, text text not null);
    create function tell_trace() returns trigger language plpgsql as
      $$ begin perform pg_notify('trace', ''); return null; end $$;
    create trigger tell after insert on trace execute function tell_trace();
    listen trace`);
  const told = new EventEmitter().setMaxListeners(0);
  client.on('notification', () => told.emit('line'));
  const lines = async () => {
    const { rows } = await client.query<{ text: string }>('select text from trace order by id');
    return rows.map(({ text }) => text);
  };
  return {
    lines,
    async written(text, count = 1) {
      for (;;) {
        const next = once(told, 'line');
        if ((await lines()).filter((line) => line.startsWith(text)).length >= count) return;
        await next;
      }
    },
    close: () => client.end(),
  };
}
