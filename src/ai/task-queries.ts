import { execute, selectRow, type Db, type Scope } from '../db/index.ts';

export type TaskState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

export interface TaskRow {
  id: string;
  household_id: string;
  user_id: string;
  kind: string;
  state: TaskState;
  input: unknown;
  result: unknown;
  /** What the model did not do: a key of the catalogue. */
  note: string | null;
  /** What it has said so far, and the order number of the last piece of that. */
  answer: string;
  answer_pieces: number;
  created_at: string;
}

const COLUMNS =
  'id, household_id, user_id, kind, state, input, result, note, answer, answer_pieces, created_at';

export async function insertTask(
  db: Db,
  scope: Scope,
  task: { id: string; kind: string; input: unknown },
  now: Date,
): Promise<void> {
  await execute(
    db,
    `insert into model_tasks (id, household_id, user_id, kind, input, created_at)
     values (:id, :householdId, :userId, :kind, :input, :now)`,
    { ...scope, ...task, input: JSON.stringify(task.input), now },
  );
}

/** A task of this person; undefined when there is none with this id. */
export async function findTask(db: Db, { userId }: Scope, id: string): Promise<TaskRow | undefined> {
  return selectRow<TaskRow>(db, `select ${COLUMNS} from model_tasks where id = :id and user_id = :userId`, {
    id,
    userId,
  });
}

/** The newest task of a kind that this person asked for. */
export async function findNewestTask(db: Db, { userId }: Scope, kind: string): Promise<TaskRow | undefined> {
  return selectRow<TaskRow>(
    db,
    `select ${COLUMNS} from model_tasks where user_id = :userId and kind = :kind order by created_at desc limit 1`,
    { userId, kind },
  );
}

/** For the job of the task: its data name no person, the row does. Undefined when there is nothing left to do. */
export async function takeTask(db: Db, id: string): Promise<TaskRow | undefined> {
  await execute(db, `update model_tasks set state = 'running' where id = :id and state = 'waiting'`, { id });
  return selectRow<TaskRow>(db, `select ${COLUMNS} from model_tasks where id = :id and state = 'running'`, {
    id,
  });
}

/** Ends a task that still runs; false when it has ended before. */
export async function finishTask(
  db: Db,
  id: string,
  end: { state: 'done' | 'failed' | 'cancelled'; result: unknown; note: string | null },
  now: Date,
): Promise<boolean> {
  const changed = await execute(
    db,
    `update model_tasks set state = :state, result = :result, note = :note, finished_at = :now
      where id = :id and state in ('waiting', 'running')`,
    { id, state: end.state, note: end.note, result: JSON.stringify(end.result ?? null), now },
  );
  return changed > 0;
}

/** Keeps what a running task has said so far; answers the order number of this piece, undefined when it has ended. */
export async function storeAnswer(db: Db, id: string, answer: string): Promise<number | undefined> {
  const row = await selectRow<{ answer_pieces: number }>(
    db,
    `update model_tasks set answer = :answer, answer_pieces = answer_pieces + 1
      where id = :id and state = 'running' returning answer_pieces`,
    { id, answer },
  );
  return row?.answer_pieces;
}

/** Stops a task at the person's wish; false when it has ended before, or is someone else's. */
export async function cancelTask(db: Db, { userId }: Scope, id: string, now: Date): Promise<boolean> {
  const changed = await execute(
    db,
    `update model_tasks set state = 'cancelled', finished_at = :now
      where id = :id and user_id = :userId and state in ('waiting', 'running')`,
    { id, userId, now },
  );
  return changed > 0;
}

/** Changes what a task has found; for what a person does with it afterwards. */
export async function updateTaskResult(
  db: Db,
  { userId }: Scope,
  id: string,
  result: unknown,
): Promise<void> {
  await execute(
    db,
    `update model_tasks set result = :result where id = :id and user_id = :userId and state = 'done'`,
    { id, userId, result: JSON.stringify(result) },
  );
}

/** One page more (or less) follows the task. */
export async function countWatcher(
  db: Db,
  { userId }: Scope,
  { id, change }: { id: string; change: 1 | -1 },
  now: Date,
): Promise<void> {
  await execute(
    db,
    `update model_tasks
        set watchers = greatest(watchers + :change::int, 0),
            unwatched_since = case when watchers + :change::int <= 0 then :now::timestamptz end
      where id = :id and user_id = :userId and state in ('waiting', 'running')`,
    { id, userId, change, now },
  );
}

/** Whether the work of a task is still wanted: not stopped, and not left by all who watched it. */
export async function isWanted(db: Db, id: string, leftBefore: Date): Promise<boolean> {
  const row = await selectRow<{ is_wanted: boolean }>(
    db,
    `select state = 'running' and (unwatched_since is null or unwatched_since > :leftBefore) as is_wanted
       from model_tasks where id = :id`,
    { id, leftBefore },
  );
  return row?.is_wanted ?? false;
}
