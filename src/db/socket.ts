import { Socket } from 'node:net';

/** As much as node itself reads at once. */
const READ_BYTES = 65_536;

/**
 * A socket to PostgreSQL that reads into one buffer of its own. Node's default takes 64 kB for each read and gives back
 * what was not needed, which leaves holes that no later read fits into: 20 MB for each worker under load.
 */
export function databaseSocket(): Socket {
  const socket: Socket = new Socket({
    onread: {
      buffer: Buffer.allocUnsafeSlow(READ_BYTES),
      // A copy, since pg keeps what it was given until a message is whole.
      callback: (bytes, buffer) => socket.push(Buffer.from(buffer.subarray(0, bytes))),
    },
  });
  return socket;
}
