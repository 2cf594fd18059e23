import type { Worker } from 'node:cluster';
import type { EventEmitter } from 'node:events';

/** The messages of node:cluster's round robin that pass between primary and worker (lib/internal/cluster). */
interface ClusterMessage {
  readonly cmd?: string;
  readonly act?: string;
  readonly seq?: number;
  readonly ack?: number;
}
interface Channel extends EventEmitter {
  readonly connected: boolean;
  send(message: ClusterMessage, ...rest: unknown[]): boolean;
}

/** How long a worker that had no room for a connection is left out of the rotation. */
const NO_ROOM_PAUSE_MS = 100;

/**
 * Gives a connection that never arrived at its worker to another one.
 *
 * Round robin hands each accepted connection to a worker and keeps its own copy until the worker says whether it
 * took it. A worker that dies (or hangs and is killed) in between never says so: node keeps the copy open for ever
 * and the client waits for its own timeout. Nor does a worker without a free file descriptor, to which the message
 * comes without its connection: node would neither answer that client nor ever choose that worker again. Here we
 * remember the hand-overs that are not answered yet, and answer them ourselves as a worker that refuses does, when
 * the channel has ended or the worker says that nothing came: node then chooses the next worker.
 * Costs nothing but a look at each hand-over. Proved by tests/supervisor/kill.test.ts and hardship.test.ts, since it
 * leans on messages of node's own.
 */
export function rescueHandovers(worker: Worker): void {
  const channel = worker.process as unknown as Channel;
  const send = channel.send.bind(channel);
  const unanswered = new Set<number>();

  channel.send = (message, ...rest) => {
    if (message.act === 'newconn' && message.seq !== undefined) unanswered.add(message.seq);
    return send(message, ...rest);
  };
  const refuse = (seq: number) =>
    channel.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack: seq, accepted: false }, undefined);
  channel.on('internalMessage', (message: ClusterMessage) => {
    if (message.ack !== undefined) unanswered.delete(message.ack);
    if (message.cmd !== 'NODE_HANDLE_NACK') return;
    // Messages keep their order, so the one without its connection is the oldest that has no answer.
    const [oldest] = unanswered;
    if (oldest === undefined) return;
    setTimeout(() => unanswered.has(oldest) && refuse(oldest), NO_ROOM_PAUSE_MS).unref();
  });
  let isDisconnected = false;
  channel.once('disconnect', () => (isDisconnected = true));
  const rescue = () => {
    // Answers it wrote before it died may still have to be read: until the channel's end has been seen.
    if (channel.connected) return void setImmediate(rescue);
    // While a hand-over is unanswered node never comes to this event, and keeps the dead worker in the rotation.
    if (!isDisconnected) channel.emit('disconnect');
    for (const seq of unanswered) refuse(seq);
  };
  channel.once('exit', rescue);
}
