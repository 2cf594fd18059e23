import { selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { newId } from '../../../lib/uuid.ts';
import { asColumns, idsHere, insertRows } from './archive-ids.ts';
import type { ArchiveRows } from './archive-schema.ts';

/** Adds the own exercises of an archive and finds the exercise that each of its rows means. */
export class ArchiveExercises {
  readonly #trx: Db;
  readonly #scope: Scope;
  readonly #here = new Map<string, string>();
  /** Ids of the exercises that were added. */
  readonly added: string[] = [];

  constructor(trx: Db, scope: Scope) {
    this.#trx = trx;
    this.#scope = scope;
  }

  /** Adds those that are not here yet, neither by id nor by name; returns how many. */
  async add(rows: ArchiveRows['exercises']): Promise<number> {
    const names = await selectRows<{ id: string; name: string }>(
      this.#trx,
      'select id, lower(name) as name from exercises where user_id = :userId and deleted_at is null',
      { userId: this.#scope.userId },
    );
    const byName = new Map(names.map(({ id, name }) => [name, id]));
    const ids = await idsHere(
      this.#trx,
      this.#scope,
      'exercises',
      rows.map(({ id }) => id),
    );
    const fresh = rows.filter(({ id, name }) => {
      const same = byName.get(name.toLowerCase());
      this.#here.set(id, same ?? ids.get(id) ?? id);
      return same === undefined;
    });
    const columns = fresh.map((row) => ({ ...asColumns(row), id: ids.get(row.id) }));
    const added = await insertRows(this.#trx, this.#scope, 'exercises', columns);
    this.added.push(...added);
    return added.size;
  }

  /** The exercise of a row: one of the archive, of the library, of that name, or a new one. */
  async idOf({ exerciseId, exercise }: { exerciseId: string; exercise: string }): Promise<string> {
    const known = this.#here.get(exerciseId);
    if (known !== undefined) return known;
    const found = await selectRow<{ id: string }>(
      this.#trx,
      `select id from exercises
        where (user_id is null or user_id = :userId)
          and (id = :exerciseId or (lower(name) = lower(:exercise) and deleted_at is null))
        order by id = :exerciseId desc, user_id nulls last limit 1`,
      { exerciseId, exercise, userId: this.#scope.userId },
    );
    const id = found?.id ?? (await this.#make(exercise));
    this.#here.set(exerciseId, id);
    return id;
  }

  async #make(name: string): Promise<string> {
    const id = newId();
    await selectRow(
      this.#trx,
      `insert into exercises (id, user_id, name, kind, category) values (:id, :userId, :name, 'strength', 'strength')`,
      { id, userId: this.#scope.userId, name },
    );
    this.added.push(id);
    return id;
  }
}
