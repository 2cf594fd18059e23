import { createServer } from 'node:net';
import { exitCodeOf, ExitCode, portProblem, StartError } from './exit-codes.ts';

/** Tries whether the port can be listened on; rejects with StartError naming it (exit code 5). */
export async function ensurePortFree(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(exitCodeOf(error, ExitCode.portTaken), portProblem(code, host, port), error);
  }
  await new Promise((resolve) => server.close(resolve));
}
