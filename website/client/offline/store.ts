import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { QueuedEntry } from './entry.ts';

interface Schema extends DBSchema {
  entries: { key: string; value: QueuedEntry; indexes: { byUser: [string, number] } };
}

/** The kept entries in IndexedDB, shared by all tabs and the service worker of this origin. */
export class EntryStore {
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  #open(): Promise<IDBPDatabase<Schema>> {
    this.#database ??= openDB<Schema>('offline-queue', 1, {
      upgrade(database) {
        database
          .createObjectStore('entries', { keyPath: 'idempotencyKey' })
          .createIndex('byUser', ['userKey', 'madeAt']);
      },
      // A newer page wants to change the database: let it.
      blocking: () => {
        void this.#database?.then((database) => database.close());
        this.#database = undefined;
      },
    });
    return this.#database;
  }

  async get(idempotencyKey: string): Promise<QueuedEntry | undefined> {
    return (await this.#open()).get('entries', idempotencyKey);
  }

  /** Oldest first. */
  async listOf(userKey: string): Promise<QueuedEntry[]> {
    const range = IDBKeyRange.bound([userKey, 0], [userKey, Infinity]);
    return (await this.#open()).getAllFromIndex('entries', 'byUser', range);
  }

  /** Every user with something kept on this device. */
  async userKeys(): Promise<string[]> {
    return [...new Set((await (await this.#open()).getAll('entries')).map(({ userKey }) => userKey))];
  }

  async put(entry: QueuedEntry): Promise<void> {
    await (await this.#open()).put('entries', entry);
  }

  async delete(idempotencyKey: string): Promise<void> {
    await (await this.#open()).delete('entries', idempotencyKey);
  }
}
