import * as z from 'zod';

/** Largest message in either direction. */
export const MAX_FRAME_BYTES = 65_536;

/** What travels over /ws, as JSON text. `topic` is a noun and an id (`workout:0190…`), `id` is the client's own mark on a question and comes back with the answer. */
export interface Frame {
  type: string;
  topic?: string;
  id?: string;
  data?: unknown;
}

const topicOf = z.string().max(100);
const idOf = z.string().max(100).optional();

const clientFrame = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('subscribe'), topic: topicOf, id: idOf }),
  z.strictObject({ type: z.literal('unsubscribe'), topic: topicOf, id: idOf }),
  z.strictObject({ type: z.literal('ping'), id: idOf }),
]);

/** What a client may say. */
export type ClientFrame = z.output<typeof clientFrame>;

/** Reads a client's message; undefined when it is no frame of this channel. */
export function readFrame(text: string): ClientFrame | undefined {
  try {
    return clientFrame.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A frame as text. One that would be too large goes without its data: the client then loads them by itself. */
export function writeFrame(frame: Frame): string {
  const text = JSON.stringify(frame);
  return Buffer.byteLength(text) <= MAX_FRAME_BYTES ? text : JSON.stringify({ ...frame, data: undefined });
}
