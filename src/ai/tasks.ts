import * as z from 'zod';
import type { Db, Scope } from '../db/index.ts';
import { defineJob, type JobDefinition, type JobDeps } from '../jobs/job.ts';
import type { Queue } from '../jobs/queue.ts';
import { newId } from '../lib/uuid.ts';
import { ModelError, modelProblemOf, type ModelProblem } from './model-error.ts';
import { createModels } from './models.ts';
import { openAnswerStream } from './answer-stream.ts';
import type { Models } from './port.ts';
import { finishTask, insertTask, isWanted, takeTask, type TaskRow } from './task-queries.ts';
import { taskTopic } from './task-topic.ts';

/** What a task may use. Calls of models are made for the person who asked, and end with `signal`. */
export interface TaskDeps extends Pick<JobDeps, 'config' | 'db' | 'clock' | 'log' | 'announce'> {
  scope: Scope;
  models: Models;
  signal: AbortSignal;
  /** Tells the page that follows the task how far it is: characters of the answer so far. */
  progress: (characters: number) => void;
  /** Streams text to that page, piece by piece, as it comes. */
  say: (text: string) => void;
}

/** What a task found; `note` says what the model did not do, as a ModelProblem. */
export interface TaskEnd<Result> {
  result: Result;
  note?: ModelProblem;
}

export interface ModelTask<Input> {
  kind: string;
  job: JobDefinition<{ taskId: string }>;
  /** Has it done, in the caller's transaction; answers its id, which is followed as `model-task:ID`. */
  start(deps: { db: Db; queue: Queue }, scope: Scope, input: Input, now: Date): Promise<string>;
}

const taskData = z.object({ taskId: z.uuid() });
const LOOK_MS = 1000;
/** A page that reloads, or a phone between two networks, is back by then. */
const LEFT_FOR_MS = 15_000;
const PROGRESS_MS = 400;

interface TaskDefinition<Input, Result> {
  kind: string;
  input: z.ZodType<Input>;
  /** What it finds is of use also when the page that followed it was closed. */
  goesOnUnwatched?: boolean;
  run(deps: TaskDeps, input: Input): Promise<TaskEnd<Result>>;
}

/**
 * Work in which a model takes part: in a child of the jobs worker, ended when it is stopped or nobody watches it any
 * more. `run` may throw ModelError: then the task has failed, and says why.
 */
export function defineModelTask<Input, Result>(definition: TaskDefinition<Input, Result>): ModelTask<Input> {
  const { kind } = definition;
  const job = defineJob({
    name: kind,
    data: taskData,
    isHeavy: true,
    retries: 1,
    timeoutS: 180,
    async run(deps, { taskId }) {
      const row = await takeTask(deps.db, taskId);
      if (!row) return;
      const end = await runTask(deps, row, definition);
      await finishAndTell(deps, row, end);
    },
    async gaveUp(deps, { taskId }) {
      const row = await takeTask(deps.db, taskId);
      if (row) await finishAndTell(deps, row, { ...FAILED, pieces: row.answer_pieces });
    },
  });
  return {
    kind,
    job,
    start: ({ db, queue }, scope, input, now) =>
      db.transaction(async (trx) => {
        const id = newId();
        await insertTask(trx, scope, { id, kind, input }, now);
        await queue.add(trx, job, { taskId: id });
        return id;
      }),
  };
}

interface End {
  state: 'done' | 'failed' | 'cancelled';
  result: unknown;
  note: ModelProblem | null;
  /** Order number of the last piece of text that was told. */
  pieces: number;
}

const FAILED = { state: 'failed', result: null, note: 'failed' } as const;

async function finishAndTell({ db, clock, announce }: JobDeps, row: TaskRow, end: End): Promise<void> {
  await finishTask(db, row.id, end, clock.now());
  const { state: type, pieces } = end;
  announce({ topic: taskTopic(row.id), type, data: { pieces }, userId: row.user_id });
}

async function runTask<Input>(
  deps: JobDeps,
  row: TaskRow,
  definition: TaskDefinition<Input, unknown>,
): Promise<End> {
  const { config, db, clock, log, announce } = deps;
  const unwanted = watchWish(deps, row, definition.goesOnUnwatched ?? false);
  const scope = { userId: row.user_id, householdId: row.household_id };
  const models = createModels({ settings: config.models, db, clock });
  const progress = throttled((characters: number) =>
    announce({ topic: taskTopic(row.id), type: 'progress', data: { characters }, userId: row.user_id }),
  );
  const stream = openAnswerStream(deps, row);
  const signal = AbortSignal.any([deps.signal, unwanted.signal]);
  try {
    const { result, note } = await definition.run(
      { config, db, clock, log, announce, scope, models, signal, progress, say: stream.say },
      definition.input.parse(row.input),
    );
    return { state: 'done', result, note: note ?? null, pieces: await stream.close() };
  } catch (error) {
    const pieces = await stream.close();
    // Another kind of error is a fault of ours: the job is tried again and seen in the administration.
    if (!(error instanceof ModelError)) throw error;
    const note = modelProblemOf(error);
    return { state: note === 'aborted' ? 'cancelled' : 'failed', result: null, note, pieces };
  } finally {
    unwanted.stop();
  }
}

/** A signal that is aborted when the task was stopped or, unless it goes on then, nobody watches it any more. */
function watchWish(
  { db, clock, log }: JobDeps,
  { id }: TaskRow,
  goesOnUnwatched: boolean,
): { signal: AbortSignal; stop: () => void } {
  const unwanted = new AbortController();
  const look = setInterval(() => {
    const leftBefore = goesOnUnwatched ? new Date(0) : new Date(clock.now().getTime() - LEFT_FOR_MS);
    isWanted(db, id, leftBefore).then(
      (isStillWanted) => isStillWanted || unwanted.abort(),
      (err: unknown) => log.warn({ err }, 'could not see whether a task is still wanted'),
    );
  }, LOOK_MS);
  return { signal: unwanted.signal, stop: () => clearInterval(look) };
}

function throttled(tell: (value: number) => void): (value: number) => void {
  let next = 0;
  return (value) => {
    const now = performance.now();
    if (now < next) return;
    next = now + PROGRESS_MS;
    tell(value);
  };
}
