import type { PrimaryMessage, WorkerMessage } from './messages.ts';

/** A worker's end of the channel to its primary. */
export interface Link {
  /** False when the channel is gone; never throws. `sent` is called when the message is on its way, or lost. */
  send(message: WorkerMessage, sent?: () => void): boolean;
  onMessage(listener: (message: PrimaryMessage) => void): void;
  /** The primary is gone or has let go of us. */
  onLost(listener: () => void): void;
}

/** The link of a forked process, or undefined when this process was started by hand. */
export function linkToPrimary(): Link | undefined {
  if (!process.send) return undefined;
  return {
    send(message, sent = () => undefined) {
      if (!process.connected || !process.send) return false;
      // With a callback no 'error' event is emitted: a channel that breaks while we write ends in 'disconnect'.
      process.send(message, undefined, undefined, sent);
      return true;
    },
    onMessage: (listener) => void process.on('message', (message) => listener(message as PrimaryMessage)),
    onLost: (listener) => void process.once('disconnect', listener),
  };
}
