import { exitCodeOf } from './exit-codes.ts';
import { linkToPrimary } from './link.ts';
import { giveUp } from './worker.ts';

/**
 * The life of a short child (see runShort): does `work`, reports what it returns and leaves; an error goes to the
 * primary with its own exit code or `otherwise`.
 */
export async function runAndReport(work: () => Promise<unknown>, otherwise: number): Promise<void> {
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => process.exit(otherwise));
  try {
    const value = (await work()) ?? {};
    process.send?.({ type: 'result', value }, undefined, undefined, () => process.exit(0));
  } catch (error) {
    giveUp(linkToPrimary(), error, exitCodeOf(error, otherwise));
  }
}
