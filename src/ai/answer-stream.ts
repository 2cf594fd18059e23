import type { Db } from '../db/index.ts';
import type { Announce } from '../http/live/news.ts';
import type { Log } from '../telemetry/logger.ts';
import { storeAnswer } from './task-queries.ts';
import { taskTopic } from './task-topic.ts';

/** What comes oftener is joined: so often is a piece stored and told at most. */
const PIECE_MS = 150;

/** Text on its way to the page that follows a task. */
export interface AnswerStream {
  /** Adds to the text; never waits and never throws. */
  say: (text: string) => void;
  /** Tells what is left; answers the order number of the last piece. */
  close(): Promise<number>;
}

/**
 * Streams text to the owner of a running task, as `{ type: 'piece', data: { order, at, text } }`: `order` counts by one,
 * `at` is where the piece begins (UTF-16 units; 0 when the task began anew). Each piece is stored before it is told, so
 * who missed one reads the whole, which holds at least all that was told. A slow database joins pieces.
 */
export function openAnswerStream(
  { db, announce, log }: { db: Db; announce: Announce; log: Log },
  task: { id: string; user_id: string; answer_pieces: number },
  pieceMs = PIECE_MS,
): AnswerStream {
  const stream = { text: '', told: 0, order: task.answer_pieces, isOver: false };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let telling: Promise<void> = Promise.resolve();
  let lastAt = -Infinity;

  async function tell(): Promise<void> {
    const { text, told: at } = stream;
    if (stream.isOver || text.length === at) return;
    lastAt = performance.now();
    const order = await storeAnswer(db, task.id, text);
    // Stopped by its person, or ended elsewhere: nobody waits for the rest.
    stream.isOver = order === undefined;
    if (order === undefined) return;
    Object.assign(stream, { told: text.length, order });
    const data = { order, at, text: text.slice(at) };
    announce({
      ...{ topic: taskTopic(task.id), type: 'piece', data },
      userId: task.user_id,
      mayBeMissed: true,
    });
  }

  /** One piece after the other: a failed one is told with the next. */
  function tellNow(): Promise<void> {
    telling = telling
      .then(tell)
      .catch((err: unknown) => log.warn({ err }, 'a piece of an answer was not told'));
    return telling;
  }

  function schedule(): void {
    timer ??= setTimeout(
      () => {
        void tellNow().then(() => {
          timer = undefined;
          if (stream.text.length > stream.told && !stream.isOver) schedule();
        });
      },
      Math.max(0, lastAt + pieceMs - performance.now()),
    );
  }

  return {
    say(text) {
      stream.text += text;
      if (!stream.isOver) schedule();
    },
    async close() {
      clearTimeout(timer);
      await tellNow();
      stream.isOver = true;
      return stream.order;
    },
  };
}
