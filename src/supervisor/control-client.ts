import { connect } from 'node:net';
import { type ControlReply, socketPath } from './control.ts';

/** Asks the running server something over its control socket. Rejects when it is not running. */
export function askServer(
  ctlSocket: string,
  request: { command: string; args: string[] },
): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(socketPath(ctlSocket), () => socket.write(`${JSON.stringify(request)}\n`));
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('data', (part: string) => {
      text += part;
      if (!text.includes('\n')) return;
      socket.end();
      resolve(JSON.parse(text) as ControlReply);
    });
    socket.on('close', () => reject(new Error('it closed the connection')));
  });
}
