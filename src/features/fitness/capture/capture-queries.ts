import { keyedRows } from '../../../db/index.ts';
import type { Db, Scope } from '../../../db/index.ts';
import type { KnownExercise } from './understand.ts';

/** What reading a line must know about the exercises that it may mean. */
export async function listKnownExercises(
  db: Db,
  scope: Scope,
  ids: readonly string[],
): Promise<Omit<KnownExercise, 'isCertain'>[]> {
  const rows = await keyedRows<{
    id: string;
    name: string;
    kind: KnownExercise['kind'];
    is_bodyweight: boolean;
  }>(
    db,
    `select id, name, kind, is_bodyweight from exercises
      where id = any(:ids::uuid[]) and deleted_at is null and (user_id is null or user_id = :userId)`,
    { ids, userId: scope.userId },
  );
  return rows.map(({ is_bodyweight: isBodyweight, ...rest }) => ({ ...rest, isBodyweight }));
}
